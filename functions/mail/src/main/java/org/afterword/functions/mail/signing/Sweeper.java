package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.MailSpool.Unattended;
import org.afterword.storage.mail.MailSpool.Unreadable;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds mail that no worker is seeing through. Safe for use by several threads and in several processes at once.
 *
 * <p>The policy: a lease that ran out without being given back belonged to a worker that crashed; the job as noted is
 * queued again, with one crash more, once a minute until a worker leases the mail. Surplus copies do no harm: see
 * {@link SigningWorker}.
 *
 * <p>A mail that nobody has touched for two hours has no message any more, if the queue is not behind: no message of ours is
 * hidden for longer than half an hour. It is queued again. Most often it was acknowledged and its message was lost; but its
 * gateway may have died, or lost its stores, between storing it and saying 250. Then the tenant has sent it again, and it is
 * doubled: nobody can tell the two cases apart, and a mail lost is worse. Where a job has been waiting for an hour, the
 * queue may hold jobs of any age; then nothing counts as forgotten, and not for the next quarter of an hour either, since
 * jobs that the host gave out and a worker did not begin with stay hidden for ten minutes.
 *
 * <p>A mail that is kept aside, since it could be neither returned nor reported, is counted and named once a day, and deleted when
 * its time is over.
 *
 * <p>A mail whose job tells nobody to whom it goes is held, and named at each sweep: a later version may understand the job.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    /** Longer than four times what any message of ours is hidden for. */
    private static final Duration QUIET = Duration.ofHours(2);

    private static final Duration BEHIND = Duration.ofHours(1);
    private static final Duration SURELY_NOT_BEHIND = Duration.ofMinutes(15);
    /** As long as a lease: within that time no second worker can have crashed unseen. */
    private static final Duration CRASHED_AGAIN = Duration.ofMinutes(1);
    /** A copy that nobody has taken by then makes the queue one that is behind. */
    private static final Duration FORGOTTEN_AGAIN = BEHIND;

    private static final Duration NAMED_AGAIN = Duration.ofDays(1);

    private final Stores stores;
    private final Duration keepAside;
    private final InstantSource clock;
    private final AtomicLong aside = new AtomicLong();
    private final Map<SpoolName, Instant> notBefore = new HashMap<>();
    private @Nullable Instant notBehindSince;

    /**
     * @param keepAside how long a mail is kept aside
     * @param counts gets the number of mails that are kept aside
     */
    public Sweeper(Stores stores, Duration keepAside, MailCounts counts, InstantSource clock) {
        this.stores = stores;
        this.keepAside = keepAside;
        this.clock = clock;
        counts.gauge("now.kept_aside", aside::get);
    }

    /**
     * Sweeps once. What fails for one mail does not keep the others.
     *
     * @throws IOException if a store does not answer; the next sweep does what this one did not
     */
    public synchronized void sweep() throws IOException {
        Unattended found = stores.spool().unattended(QUIET);
        Instant now = clock.instant();
        notBefore.values().removeIf(time -> !time.isAfter(now));
        @Nullable Exception failure = null;
        for (SigningJob job : found.crashed()) {
            failure = queue(job.afterCrash(), now, CRASHED_AGAIN, "a worker crashed with it", failure);
        }
        name(found.unreadable());
        aside.set(found.keptAside().size());
        for (SigningJob job : found.keptAside()) {
            failure = keepOrDelete(job, now, failure);
        }
        if (found.forgotten().isEmpty()) {
            notBehindSince = null;
        } else if (surelyNotBehind(now)) {
            for (SigningJob job : found.forgotten()) {
                failure = queue(job, now, FORGOTTEN_AGAIN, "it has no message", failure);
            }
        }
        if (failure != null) {
            throw new IOException("not all mail that nobody works on could be dealt with", failure);
        }
    }

    /** @return the first failure of this sweep */
    private @Nullable Exception queue(
            SigningJob job, Instant now, Duration again, String why, @Nullable Exception failure) {
        if (notBefore.containsKey(job.spoolName())) {
            return failure;
        }
        try {
            stores.queue().send(job, Duration.ZERO);
        } catch (IOException | RuntimeException failed) {
            LOG.error(
                    "a mail could not be queued again: {} (job {})",
                    failed.getClass().getName(),
                    job.jobId());
            return failure == null ? failed : failure;
        }
        notBefore.put(job.spoolName(), now.plus(again));
        LOG.warn(
                "a mail is queued again, since {} (job {}, attempt {}, crashes {})",
                why,
                job.jobId(),
                job.attempt(),
                job.crashes());
        return failure;
    }

    /** @return the first failure of this sweep */
    private @Nullable Exception keepOrDelete(SigningJob job, Instant now, @Nullable Exception failure) {
        if (!isOver(job, now)) {
            if (notBefore.putIfAbsent(job.spoolName(), now.plus(NAMED_AGAIN)) == null) {
                LOG.error(
                        "mail {} is kept aside: it could be neither returned nor reported. It is deleted at {}",
                        job.spoolName(),
                        job.keptAside().orElse(now).plus(keepAside));
            }
            return failure;
        }
        try {
            if (stores.spool().lease(job.spoolName()) instanceof Leased leased) {
                try (leased) {
                    if (isOver(leased.job(), now)) {
                        leased.delete();
                        LOG.warn(
                                "mail {} was kept aside for {} days and is deleted",
                                job.spoolName(),
                                keepAside.toDays());
                    }
                }
            }
            return failure;
        } catch (IOException | RuntimeException failed) {
            LOG.error(
                    "a mail that was kept aside could not be deleted: {} (job {})",
                    failed.getClass().getName(),
                    job.jobId());
            return failure == null ? failed : failure;
        }
    }

    private boolean isOver(SigningJob job, Instant now) {
        return job.keptAside()
                .filter(since -> !since.plus(keepAside).isAfter(now))
                .isPresent();
    }

    private static void name(List<Unreadable> held) {
        for (Unreadable mail : held) {
            LOG.error("mail {} is held, one of {}: {}", mail.name(), held.size(), mail.why());
        }
    }

    private boolean surelyNotBehind(Instant now) throws IOException {
        if (stores.queue().oldestAge().compareTo(BEHIND) > 0) {
            notBehindSince = null;
            return false;
        }
        Instant since = notBehindSince == null ? now : notBehindSince;
        notBehindSince = since;
        return !now.isBefore(since.plus(SURELY_NOT_BEHIND));
    }
}
