package org.afterword.functions.app;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Logger;

/**
 * Says in the host's own log that a process has no app, by the name that its alert asks for: each process for itself, since the host
 * may run functions apart. Safe for use by several threads.
 */
final class NotStarted {
    static final NotStarted IN_THIS_PROCESS = new NotStarted(System::nanoTime);

    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final AtomicLong next;

    /** @param nanos a clock like {@link System#nanoTime} */
    NotStarted(LongSupplier nanos) {
        this.nanos = nanos;
        this.next = new AtomicLong(nanos.getAsLong());
    }

    /** Says it now. */
    static void say(Logger log, AppStart.NotYet<?> notYet) {
        log.warning("metrics app.not.started.seconds=" + notYet.since().toSeconds() + " why=" + notYet.why());
    }

    /** Says it, unless it was said here within 30 s: many calls may have the same to say. */
    void sayAtTimes(Logger log, AppStart.NotYet<?> notYet) {
        long now = nanos.getAsLong();
        long due = next.get();
        if (now - due >= 0 && next.compareAndSet(due, now + AGAIN.toNanos())) {
            say(log, notYet);
        }
    }
}
