package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.SigningJob;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds mail that no worker is seeing through. Safe for use by several threads and in several processes at once.
 *
 * <p>The policy: a lease that ran out without being given back belonged to a worker that crashed; the job as noted is
 * queued again, at each sweep until a worker leases the mail. Surplus copies do no harm: see {@link SigningWorker}.
 *
 * <p>A mail that was stored and never leased was never acknowledged, if it is older than a day and the queue is not
 * behind: the gateway crashed, or failed, between storing and queueing. Its sender was told to send it again, so it is
 * removed and never sent. Where a job has been waiting for an hour, the queue may hold jobs of any age; then nothing is
 * removed, and not for the next quarter of an hour either, since jobs that the host gave out and a worker did not begin
 * with stay hidden for ten minutes.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration NEVER_ACKNOWLEDGED = Duration.ofDays(1);
    private static final Duration BEHIND = Duration.ofHours(1);

    private static final Duration SURELY_NOT_BEHIND = Duration.ofMinutes(15);

    private final Stores stores;
    private final InstantSource clock;
    private @Nullable Instant notBehindSince;

    public Sweeper(Stores stores, InstantSource clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /**
     * Sweeps once.
     *
     * @throws IOException if a store does not answer; the next sweep does what this one did not
     */
    public void sweep() throws IOException {
        List<SigningJob> abandoned = stores.spool().abandoned();
        for (SigningJob job : abandoned) {
            stores.queue().send(job, Duration.ZERO);
            LOG.warn("a worker crashed; its mail is queued again (job {}, attempt {})", job.jobId(), job.attempt());
        }
        Instant now = clock.instant();
        if (surelyNotBehind(now)) {
            LocalDate day = LocalDate.ofInstant(now.minus(NEVER_ACKNOWLEDGED), ZoneOffset.UTC);
            int removed = stores.spool().removeNeverLeased(day);
            if (removed > 0) {
                LOG.warn("{} mails were removed that had been stored and never acknowledged", removed);
            }
        }
    }

    private synchronized boolean surelyNotBehind(Instant now) throws IOException {
        if (stores.queue().oldestAge().compareTo(BEHIND) > 0) {
            notBehindSince = null;
            return false;
        }
        Instant since = notBehindSince == null ? now : notBehindSince;
        notBehindSince = since;
        return !now.isBefore(since.plus(SURELY_NOT_BEHIND));
    }
}
