package org.afterword.gateway.wire;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Knows what a session waits for, and how much time is left for it. A time-out per read would not do: one byte every two
 * seconds satisfies it for ever.
 *
 * <p>The session's own thread tells it what happens; any thread may ask {@link #left}.
 */
final class Pace {
    private enum Phase {
        COMMAND,
        MESSAGE,
        HANDSHAKE,
        /** It is our turn; the client cannot be blamed. */
        OURS
    }

    private final SessionLimits limits;
    private final LongSupplier nanoTime;
    private final long opened;
    private volatile Phase phase = Phase.COMMAND;
    private volatile long began;
    private volatile long lastByte;
    private volatile long bytes;
    private volatile boolean trusted;

    Pace(SessionLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.opened = nanoTime.getAsLong();
        this.began = opened;
    }

    void awaitCommand() {
        begin(Phase.COMMAND);
    }

    void awaitMessage() {
        begin(Phase.MESSAGE);
    }

    void awaitHandshake() {
        begin(Phase.HANDSHAKE);
    }

    void ourTurn() {
        begin(Phase.OURS);
    }

    boolean awaitsCommand() {
        return phase == Phase.COMMAND;
    }

    void trust() {
        trusted = true;
    }

    /** Only the session's own thread calls this, so no update is lost. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void received(int count) {
        bytes = bytes + count;
        lastByte = nanoTime.getAsLong();
    }

    /** Time until the client has been too slow; negative if it has been. */
    Duration left() {
        long now = nanoTime.getAsLong();
        long inPhase = now - began;
        Duration total = trusted ? limits.total() : limits.unauthenticated();
        long inSession = total.toNanos() - (now - opened);
        long nanos = switch (phase) {
            case COMMAND -> Math.min(inSession, limits.idle().toNanos() - inPhase);
            case HANDSHAKE -> Math.min(inSession, limits.handshake().toNanos() - inPhase);
            case MESSAGE ->
                Math.min(
                        inSession,
                        Math.min(
                                limits.idle().toNanos() - (now - lastByte),
                                limits.grace().toNanos() + earned() - inPhase));
            case OURS -> Long.MAX_VALUE;
        };
        return Duration.ofNanos(nanos);
    }

    /** The time that the bytes of this message may take at the slowest rate that is allowed. */
    private long earned() {
        return bytes * (1_000_000_000L / limits.minimumRate());
    }

    private void begin(Phase next) {
        long now = nanoTime.getAsLong();
        bytes = 0;
        began = now;
        lastByte = now;
        phase = next;
    }
}
