package org.afterword.functions.mail.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.afterword.functions.mail.signing.MailCounts;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.MailSpool.Unattended;
import org.afterword.storage.mail.MailSpool.Unreadable;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds mail that no worker is seeing through. Safe for use by several threads and in several processes at once.
 *
 * <p>The policy: a lease that ran out without being given back belonged to a worker that crashed; the job as noted is
 * queued again, with one crash more, and this is noted. Whoever queues a mail again holds its lease for that moment and gives it back: so of all
 * sweepers one does it, once, and the mail is as one that was worked on. Where queueing fails the lease runs out, and a later sweep
 * does it; a sweeper that dies meanwhile counts as a worker that did. Surplus copies do no harm: see {@link SigningWorker}.
 *
 * <p>A mail that has had no lease for three minutes, although no job waits for long, was given to an instance that died before its
 * worker began: the host hides its message for ten minutes. One copy of its job is queued. Much mail of one tenant that
 * had no lease is no such case: it waits for its turn. It may also be that its gateway died between storing the mail and
 * saying 250: then the tenant sends it again, and it is doubled as it would be two hours later, since nobody can tell the two
 * cases apart, and a mail lost is worse. A copy makes no more doubles, only earlier ones.
 *
 * <p>A mail that nobody has touched for two hours has no message any more, if the queue is not behind: no message of ours is
 * hidden for longer than half an hour, nor held back for longer than as much again by {@link QueueMover}. It is queued again. Most
 * often it was acknowledged and its message was lost; but its gateway may have died, or lost its stores, before 250, as above.
 * Where a job has been waiting for an hour, the
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
    /** Longer than twice what any message of ours is hidden or held back for. */
    private static final Duration QUIET = Duration.ofHours(2);

    private static final Duration BEHIND = Duration.ofHours(1);
    private static final Duration SURELY_NOT_BEHIND = Duration.ofMinutes(15);
    /** With more than so many the mover may hold one back for longer than an hour. */
    private static final int MOST_LATER = 10_000;

    /** Longer than any worker needs from a message to the lease. */
    private static final Duration UNBEGUN = Duration.ofMinutes(3);
    /** A queue whose oldest job has waited for longer is why mail has had no lease. */
    private static final Duration NO_JOB_WAITS = Duration.ofMinutes(1);
    /** What two instances may have had in hand, each 16 and 8. */
    private static final int UNBEGUN_OF_ONE_TENANT = 48;

    /** A worker that got the message while we still hold the lease would look at the mail again half a minute later only. */
    private static final Duration WHEN_RELEASED = Duration.ofSeconds(5);

    /** The other sweeps of this process are too long ago to tell how old the oldest mail is. */
    private static final Duration LOOKED_LATELY = Duration.ofMinutes(5);

    private static final Duration NAMED_AGAIN = Duration.ofDays(1);

    private final Stores stores;
    private final TriggerQueues queues;
    private final Duration keepAside;
    private final InstantSource clock;
    private final AtomicLong aside = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Map<SpoolName, Instant> namedUntil = new HashMap<>();
    private volatile Look look = new Look(Instant.MIN, Optional.empty());
    private @Nullable Instant notBehindSince;

    /**
     * What the last sweep saw.
     *
     * @param oldest when the oldest mail came in that is not kept aside
     */
    private record Look(Instant at, Optional<Instant> oldest) {}

    /**
     * @param keepAside how long a mail is kept aside
     * @param counts gets the number of mails that are kept aside, of those with which the last sweep failed, and the age of the oldest
     *     that is not kept aside, if this process has swept lately
     */
    public Sweeper(Stores stores, TriggerQueues queues, Duration keepAside, MailCounts counts, InstantSource clock) {
        this.stores = stores;
        this.queues = queues;
        this.keepAside = keepAside;
        this.clock = clock;
        counts.gauge("now.kept_aside", aside::get);
        counts.gauge("now.sweep_failures", failures::get);
        counts.gauge("now.oldest_mail_seconds", this::oldestSeconds);
    }

    /** Zero if there is no mail; unknown if another process has swept lately and this one has not. */
    private long oldestSeconds() {
        Look last = look;
        Instant now = clock.instant();
        if (!last.at().plus(LOOKED_LATELY).isAfter(now)) {
            return MailCounts.UNKNOWN;
        }
        return last.oldest()
                .map(oldest -> Math.max(0, Duration.between(oldest, now).toSeconds()))
                .orElse(0L);
    }

    /**
     * Sweeps once. What fails for one mail is logged and counted, and tried again by the next sweep: it keeps no other, and the sweep is
     * done all the same, else one such mail would have it done by every process for ever.
     *
     * @throws IOException if the spool cannot be listed, or the queue does not say how long jobs wait; the next sweep does what this one did not
     */
    public synchronized void sweep() throws IOException {
        Unattended found = stores.spool().unattended(QUIET, UNBEGUN);
        Instant now = clock.instant();
        look = new Look(now, found.oldest());
        failures.set(0);
        namedUntil.values().removeIf(time -> !time.isAfter(now));
        for (SigningJob job : found.crashed()) {
            queue(job, job.afterCrash(), "a worker crashed with it");
        }
        name(found.unreadable());
        aside.set(found.keptAside().size());
        for (SigningJob job : found.keptAside()) {
            keepOrDelete(job, now);
        }
        // The rest asks the queue, which may not answer: where the disk is full, until what was kept aside has made
        // room.
        for (SigningJob job : neverBegun(found.neverLeased())) {
            queue(job, job, "no worker began with it");
        }
        if (found.forgotten().isEmpty()) {
            notBehindSince = null;
        } else if (surelyNotBehind(now)) {
            for (SigningJob job : found.forgotten()) {
                queue(job, job, "it has no message");
            }
        }
    }

    /** Those whose messages died with an instance: with others there are too many, or all jobs wait. */
    private List<SigningJob> neverBegun(List<SigningJob> neverLeased) throws IOException {
        Map<TenantId, List<SigningJob>> byTenant = neverLeased.stream()
                .filter(job -> job.attempt() == 1)
                .collect(Collectors.groupingBy(SigningJob::tenantId));
        byTenant.values().removeIf(jobs -> jobs.size() > UNBEGUN_OF_ONE_TENANT);
        if (byTenant.isEmpty() || stores.queue().oldestAge().compareTo(NO_JOB_WAITS) > 0) {
            return List.of();
        }
        return byTenant.values().stream().flatMap(List::stream).toList();
    }

    /**
     * @param found as it was listed
     * @param job what is queued
     */
    private void queue(SigningJob found, SigningJob job, String why) {
        try {
            if (!(stores.spool().leaseUnread(found.spoolName()) instanceof Leased leased)) {
                return; // Somebody works on it, or it has been returned.
            }
            if (!leased.job().equals(found)) {
                leased.close();
                return; // Somebody has worked on it since.
            }
            stores.queue().send(job, WHEN_RELEASED);
            if (!job.equals(found)) {
                leased.note(job); // By which another sweeper sees that this was done.
            }
            leased.close();
        } catch (IOException | RuntimeException failed) {
            failed("a mail could not be queued again", job, failed);
            return;
        }
        LOG.warn(
                "a mail is queued again, since {} (job {}, attempt {}, crashes {})",
                why,
                job.jobId(),
                job.attempt(),
                job.crashes());
    }

    private void failed(String what, SigningJob job, Exception failure) {
        failures.incrementAndGet();
        LOG.error("{}: {} (job {})", what, failure.getClass().getName(), job.jobId());
    }

    private void keepOrDelete(SigningJob job, Instant now) {
        if (!isOver(job, now)) {
            if (namedUntil.putIfAbsent(job.spoolName(), now.plus(NAMED_AGAIN)) == null) {
                LOG.error(
                        "mail {} is kept aside: it could be neither returned nor reported. It is deleted at {}",
                        job.spoolName(),
                        job.keptAside().orElse(now).plus(keepAside));
            }
            return;
        }
        try {
            if (stores.spool().leaseUnread(job.spoolName()) instanceof Leased leased) {
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
        } catch (IOException | RuntimeException failed) {
            failed("a mail that was kept aside could not be deleted", job, failed);
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
        if (stores.queue().oldestAge().compareTo(BEHIND) > 0 || queues.length(SigningQueue.LATER) > MOST_LATER) {
            notBehindSince = null;
            return false;
        }
        Instant since = notBehindSince == null ? now : notBehindSince;
        notBehindSince = since;
        return !now.isBefore(since.plus(SURELY_NOT_BEHIND));
    }
}
