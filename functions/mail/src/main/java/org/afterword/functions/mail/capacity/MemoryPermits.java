package org.afterword.functions.mail.capacity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory that several may need at once and that there is once: who needs some takes it first, and waits until there is as
 * much. First come, first served, so that whoever needs much gets it. Safe for use by several threads.
 */
public final class MemoryPermits {
    private static final long UNIT = 1024;

    private final int units;
    private final Semaphore free;

    /** @param bytes how much there is */
    public MemoryPermits(long bytes) {
        units = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        free = new Semaphore(units, true);
    }

    /** Memory that is taken until it is closed; closing it twice does nothing more. */
    public final class Held implements AutoCloseable {
        private final int count;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Held(int count) {
            this.count = count;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                free.release(count);
            }
        }
    }

    /** Whether there is so much at all, in bytes. */
    public boolean fits(long bytes) {
        return bytes / UNIT <= units;
    }

    /** Takes so many bytes, or all there are; empty if they were not free in time. */
    public Optional<Held> take(long bytes, Duration timeout) throws InterruptedException {
        // Rounded down, so that equal shares of all there is are all there.
        int count = (int) Math.clamp(bytes / UNIT, 1, units);
        return free.tryAcquire(count, timeout.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(new Held(count))
                : Optional.empty();
    }

    /** How much is taken, in bytes. */
    public long taken() {
        return (units - free.availablePermits()) * UNIT;
    }
}
