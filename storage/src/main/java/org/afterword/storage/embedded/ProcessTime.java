package org.afterword.storage.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Time as this process lives through it: begins with the machine's clock, is moved by nobody's setting of that clock, and
 * stands still while the process is suspended. So a lease does not run out for a holder that could not renew it. Must be
 * asked more often than every {@link #LONGEST_STEP}. Safe for use by several threads.
 */
final class ProcessTime implements InstantSource {
    private static final long LONGEST_STEP = Duration.ofSeconds(5).toNanos();

    private Instant now;
    private long seen;

    ProcessTime(Instant start, long nanoTime) {
        this.now = start;
        this.seen = nanoTime;
    }

    static ProcessTime start() {
        return new ProcessTime(Instant.now(), System.nanoTime());
    }

    @Override
    public Instant instant() {
        return at(System.nanoTime());
    }

    synchronized Instant at(long nanoTime) {
        long step = nanoTime - seen;
        if (step > 0) {
            now = now.plusNanos(Math.min(step, LONGEST_STEP));
            seen = nanoTime;
        }
        return now;
    }
}
