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
 * <p>Connections and commands have ten minutes together. What the data and the answer to the final dot take does not count: they
 * have bounds of their own ({@link Timeouts}), and a large mail on a slow line needs more. But while a call of the host waits for
 * the mail, nothing is begun and no data are sent later than twelve minutes after the call began: the host ends the whole process,
 * with all other mail, when one call lasts for 25 minutes, and the answer to a final dot may take ten.
 *
 * <p>Until the final dot the server has nothing of the mail, so that stopping costs no more than another try. Behind it the
 * server may have the mail: its answer is waited for as {@link Timeouts} says.
 */
public final class SendingLimit {
    /** For the connections and commands of one attempt. */
    public static final Duration USUAL = Duration.ofMinutes(10);

    /** Until the last final dot, from the beginning of the call that waits for the mail: half of what the host allows. */
    public static final Duration ATTENDED = Duration.ofMinutes(12);

    /** With less left the time counts as over: nothing new is sent, and a step that was cut short is known for that. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Duration atMost;
    private final LongSupplier nanoTime;
    private final long attendedEnd;
    private long end;
    private boolean leftAlone;
    private @Nullable Long dataSince;
    private long dataEnd;
    private BooleanSupplier held = () -> true;
    private @Nullable Runnable cut;
    private boolean pastDot;
    private boolean brokenOff;

    /** Begins now, and with it the call that waits for the mail. */
    public SendingLimit(Duration atMost, LongSupplier nanoTime) {
        this.atMost = atMost;
        this.nanoTime = nanoTime;
        this.attendedEnd = nanoTime.getAsLong() + ATTENDED.toNanos();
        begin();
    }

    /** The usual limit, from now. */
    public static SendingLimit usual() {
        return new SendingLimit(USUAL, System::nanoTime);
    }

    /** Sending begins now; the mail was read and signed before. */
    public synchronized void begin() {
        end = nanoTime.getAsLong() + atMost.toNanos();
    }

    /** No call of the host waits for the mail any more. */
    public synchronized void leftAlone() {
        leftAlone = true;
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

    synchronized boolean over() {
        return left() < LEAST.toNanos();
    }

    /** In nanoseconds. Amid the data, and until their end is answered, the time for commands stands still. */
    private long left() {
        long now = nanoTime.getAsLong();
        long forCommands = end - (dataSince == null ? now : dataSince);
        return leftAlone ? forCommands : Math.min(forCommands, attendedEnd - now);
    }

    /** The bound of a step, or what is left if that is less. @throws SocketTimeoutException if nothing is left */
    synchronized Duration within(Duration bound) throws SocketTimeoutException {
        return within(bound, left());
    }

    /** The server waits for the data. @param bound for all of them */
    synchronized void beginsData(Duration bound) {
        long now = nanoTime.getAsLong();
        dataSince = now;
        dataEnd = now + bound.toNanos();
    }

    /** As {@link #within}, for a block of the data. */
    synchronized Duration withinData(Duration bound) throws SocketTimeoutException {
        long now = nanoTime.getAsLong();
        return within(bound, (leftAlone ? dataEnd : Math.min(dataEnd, attendedEnd)) - now);
    }

    private static Duration within(Duration bound, long left) throws SocketTimeoutException {
        if (left <= 0) {
            throw new SocketTimeoutException("the time for the mail is over");
        }
        return Duration.ofNanos(Math.min(left, bound.toNanos()));
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
        if (dataSince != null) {
            end += nanoTime.getAsLong() - dataSince;
            dataSince = null;
        }
        cut = null;
        pastDot = false;
    }
}
