package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.afterword.functions.mail.capacity.ShortDelay;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows jobs again whose mail is not worked on now, as the same attempt, and counts why. None is shown before the lease is given back
 * that the caller may have. Safe for use by several threads.
 */
final class PutBacks {
    private static final Logger LOG = LoggerFactory.getLogger(PutBacks.class);

    private final SigningQueue queue;
    private final MailCounts counts;
    private final InstantSource clock;

    /** Why a job is put back, and for how long. */
    enum Why {
        /** The tenant has its share of the host's places. */
        TENANT_SHARE("tenant_share", ShortDelay::of),
        /** As many slow or large mails are there as may be. */
        SLOW_POOL("slow_pool", ShortDelay::of),
        /** Work on its mail failed, and no call is left that could have the host give the job out again. */
        UNATTENDED("unattended", ShortDelay::of),
        /** Other large mails have the room on the disk; what there will be is kept for this one for a while. */
        DISK("disk", ShortDelay::soon),
        /** The disk is full. */
        DISK_FULL("disk_full", Duration.ofSeconds(10)),
        /**
         * Another holds the lease. Half of what a lease lasts: seldom enough for a mail that is worked on for long, and soon for one whose
         * lease is given back now.
         */
        HELD("held", Duration.ofSeconds(30)),
        /** The process ends, and has not begun with it. Long enough for its host not to give it the same again and again. */
        ENDING("ending", Duration.ofSeconds(2)),
        /** The process ends, and has broken the work off. */
        BROKEN_OFF("ending", Settlement.ONCE_GIVEN_BACK);

        private final String count;
        private final BiFunction<Instant, Instant, Duration> delay;

        /** @param delay by when the mail came in, and now */
        Why(String name, BiFunction<Instant, Instant, Duration> delay) {
            this.count = "put_back." + name;
            this.delay = delay;
        }

        Why(String name, Duration delay) {
            this(name, (receivedAt, now) -> delay);
        }
    }

    PutBacks(SigningQueue queue, MailCounts counts, InstantSource clock) {
        this.queue = queue;
        this.counts = counts;
        this.clock = clock;
    }

    /** @return for how long the job is hidden. @throws IOException if the queue did not take it */
    Duration putBack(SigningJob job, Why why) throws IOException {
        Duration delay = why.delay.apply(job.receivedAt(), clock.instant());
        boolean tooSoon = delay.compareTo(Settlement.ONCE_GIVEN_BACK) < 0;
        Duration hidden = tooSoon ? Settlement.ONCE_GIVEN_BACK : delay;
        queue.send(job, hidden);
        count(why);
        return hidden;
    }

    /** The same, where a job that is not taken is left to the sweeper. @return whether it was taken */
    boolean tryToPutBack(SigningJob job, Why why) {
        try {
            putBack(job, why);
            return true;
        } catch (IOException | RuntimeException notQueued) {
            LOG.warn("a mail waits for the sweeper: {}", notQueued.getClass().getName());
            return false;
        }
    }

    /** For a message that its caller puts back, which has no job. @return for how long it is to be hidden */
    Duration elsewhere(Why why) {
        count(why);
        Instant now = clock.instant();
        return why.delay.apply(now, now);
    }

    /** Counts a job that somebody else puts back. */
    void count(Why why) {
        counts.count(why.count);
    }
}
