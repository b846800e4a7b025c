package org.afterword.gateway.wire;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Knows what a session waits for, and how much time is left for it. A time-out per read would not do: one byte every two
 * seconds satisfies it for ever.
 *
 * <p>The session's own thread tells it what happens; any thread may ask {@link #left} and end the session. Whether the
 * session goes on or has ended is decided once, by one exchange of the whole state: who finds it overdue ends it only if
 * nothing has happened since he looked, and a session that has ended does not get to {@link #ourTurn}, after which its mail
 * is stored. So no mail is stored whose client is cut off for being slow.
 */
final class Pace {
    private enum Phase {
        COMMAND,
        MESSAGE,
        HANDSHAKE,
        /** It is our turn; the client cannot be blamed. */
        OURS,
        /** Our reply is on its way; the client has only to take it. */
        REPLY,
        /** Nothing is read any more, and what is left to be written has to be taken soon. */
        ENDED
    }

    /**
     * @param began when this phase did
     * @param lastByte when something last came in this phase
     * @param bytes how many came in this phase
     */
    private record State(Phase phase, boolean trusted, long began, long lastByte, long bytes) {
        State next(Phase next, long now) {
            return phase == Phase.ENDED ? this : new State(next, trusted, now, now, 0);
        }

        State received(int count, long now) {
            return new State(phase, trusted, began, now, bytes + count);
        }

        State trust() {
            return new State(phase, true, began, lastByte, bytes);
        }
    }

    private final SessionLimits limits;
    private final LongSupplier nanoTime;
    private final long opened;
    private final AtomicReference<State> state;

    Pace(SessionLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.opened = nanoTime.getAsLong();
        this.state = new AtomicReference<>(new State(Phase.COMMAND, false, opened, opened, 0));
    }

    /** @return false if the session has ended; so do the others */
    boolean awaitCommand() {
        return begin(Phase.COMMAND);
    }

    boolean awaitMessage() {
        return begin(Phase.MESSAGE);
    }

    boolean awaitHandshake() {
        return begin(Phase.HANDSHAKE);
    }

    boolean ourTurn() {
        return begin(Phase.OURS);
    }

    boolean reply() {
        return begin(Phase.REPLY);
    }

    void end() {
        begin(Phase.ENDED);
    }

    boolean hasEnded() {
        return now().phase == Phase.ENDED;
    }

    /** Ends a session that waits for a command. @return false if it does not, and goes on */
    boolean endIfAwaitingCommand() {
        State seen = now();
        return seen.phase == Phase.COMMAND && state.compareAndSet(seen, seen.next(Phase.ENDED, nanoTime.getAsLong()));
    }

    /** Ends a session that has been too slow by more than {@code grace}. @return false if it has not been, and goes on */
    boolean endIfOverdue(Duration grace) {
        State seen = now();
        return !left(seen).plus(grace).isPositive()
                && state.compareAndSet(seen, seen.next(Phase.ENDED, nanoTime.getAsLong()));
    }

    void trust() {
        state.updateAndGet(State::trust);
    }

    void received(int count) {
        state.updateAndGet(before -> before.received(count, nanoTime.getAsLong()));
    }

    /** Time until the client has been too slow; negative if it has been. */
    Duration left() {
        return left(now());
    }

    private State now() {
        return requireNonNull(state.get());
    }

    private Duration left(State now) {
        long time = nanoTime.getAsLong();
        long inPhase = time - now.began;
        Duration total = now.trusted ? limits.total() : limits.unauthenticated();
        long inSession = total.toNanos() - (time - opened);
        long nanos = switch (now.phase) {
            case COMMAND -> Math.min(inSession, limits.idle().toNanos() - inPhase);
            case HANDSHAKE -> Math.min(inSession, limits.handshake().toNanos() - inPhase);
            case MESSAGE ->
                Math.min(
                        inSession,
                        Math.min(
                                limits.idle().toNanos() - (time - now.lastByte),
                                limits.grace().toNanos() + earned(now.bytes) - inPhase));
            case OURS -> Long.MAX_VALUE;
            case REPLY -> limits.idle().toNanos() - inPhase;
            case ENDED -> limits.handshake().toNanos() - inPhase;
        };
        return Duration.ofNanos(nanos);
    }

    /** The time that the bytes of this message may take at the slowest rate that is allowed. */
    private long earned(long bytes) {
        return bytes * (1_000_000_000L / limits.minimumRate());
    }

    private boolean begin(Phase next) {
        return state.updateAndGet(before -> before.next(next, nanoTime.getAsLong())).phase != Phase.ENDED;
    }
}
