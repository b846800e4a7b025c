package org.afterword.functions.mail.returning;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long all may take that is sent for one mail in one attempt, its copies and reports together, and whether it may go on.
 * Safe for use by several threads; what is sent is sent one after the other.
 *
 * <p>Until the final dot the server has nothing of the mail, so that stopping costs no more than another try. Behind it the
 * server may have the mail: its answer is waited for as {@link Timeouts} says, and nothing new is begun.
 */
public final class SendingLimit {
    /**
     * For one attempt. The host ends the whole process, with all other mail, when one call lasts for 25 minutes: these ten, and
     * the ten of an answer to the final dot that was sent at their end, leave five for all else.
     */
    public static final Duration USUAL = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;
    private final long end;
    private BooleanSupplier held = () -> true;
    private @Nullable Runnable cut;
    private boolean pastDot;
    private boolean brokenOff;

    /** Begins now. */
    public SendingLimit(Duration atMost, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + atMost.toNanos();
    }

    /** The usual limit, from now. */
    public static SendingLimit usual() {
        return new SendingLimit(USUAL, System::nanoTime);
    }

    /**
     * Before each final dot this is asked; where it is no longer so, sending is broken off.
     *
     * @param held whether the mail is surely ours to send; answers at once
     */
    public synchronized void onlyWhile(BooleanSupplier held) {
        this.held = held;
    }

    /** Cuts what has not reached its final dot, and lets nothing more begin. */
    public synchronized void breakOff() {
        brokenOff = true;
        if (!pastDot) {
            cut();
        }
    }

    /** As {@link #breakOff}, and waits for no answer to a final dot either: whether the server has the mail remains open. */
    public synchronized void giveUp() {
        brokenOff = true;
        cut();
    }

    private void cut() {
        if (cut != null) {
            cut.run();
        }
    }

    synchronized boolean brokenOff() {
        return brokenOff;
    }

    /** By the clock that this limit goes by. */
    long now() {
        return nanoTime.getAsLong();
    }

    boolean over() {
        return end - nanoTime.getAsLong() <= 0;
    }

    /** The bound of a step, or what is left if that is less. @throws SocketTimeoutException if nothing is left */
    Duration within(Duration bound) throws SocketTimeoutException {
        Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
        if (!left.isPositive()) {
            throw new SocketTimeoutException("the time for the mail is over");
        }
        return left.compareTo(bound) < 0 ? left : bound;
    }

    /** From now on this connection is the one to cut. @throws IOException if it was broken off before */
    synchronized void uses(Runnable cutting) throws IOException {
        cut = cutting;
        pastDot = false;
        if (brokenOff) {
            cut();
            throw new IOException("sending was broken off");
        }
    }

    /** To be asked before the final dot is sent. @throws IOException if it was broken off before, or is now */
    synchronized void passDot() throws IOException {
        brokenOff |= !held.getAsBoolean();
        if (brokenOff) {
            throw new IOException("sending was broken off");
        }
        pastDot = true;
    }

    /** The connection is not used for this mail any more. */
    synchronized void leaves() {
        cut = null;
        pastDot = false;
    }
}
