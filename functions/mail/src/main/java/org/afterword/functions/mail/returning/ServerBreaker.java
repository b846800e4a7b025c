package org.afterword.functions.mail.returning;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;

/**
 * The circuit breaker of one server: keeps mail from a server that is away, without asking it each time.
 *
 * <p>It opens when the server cannot be reached or answers too late, or leaves three mails in a row without an answer. When its
 * time is over one mail may try; if that fails too, it stays open for twice as long, from 1 s up to 30 s, less a random quarter,
 * so that many processes do not come back together. The first success closes it, whoever had it. A mail that tries and is
 * not heard of for a minute does not keep the next from trying.
 *
 * <p>Safe for use by several threads: the state is one value, exchanged as a whole. Time is monotonic.
 */
final class ServerBreaker {
    private static final int LOST_IN_A_ROW = 3;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration TRIAL = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final AtomicReference<State> state = new AtomicReference<>(new Closed(0));

    ServerBreaker(LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.random = random;
    }

    private sealed interface State {}

    /** @param lost how many mails in a row were lost on the way */
    private record Closed(int lost) implements State {}

    /** @param until by the monotonic clock */
    private record Open(Cause cause, Duration backOff, long until) implements State {}

    /** One mail tries. */
    private record HalfOpen(Cause cause, Duration backOff, long since) implements State {}

    /** Whether a mail may go to the server. */
    sealed interface Answer {}

    /** @param trial whether it is the one that tries */
    record Pass(boolean trial) implements Answer {}

    /**
     * Not now.
     *
     * @param cause why the server counts as away
     * @param after when a mail may try; zero while one does
     */
    record Away(Cause cause, Duration after) implements Answer {}

    /** Asks for one mail. After a {@link Pass} one of the methods below is called once. */
    Answer ask() {
        while (true) {
            State now = Objects.requireNonNull(state.get());
            Answer answer = look(now);
            if (!(answer instanceof Pass pass) || !pass.trial()) {
                return answer;
            }
            State trying = switch (now) {
                case Closed closed -> closed;
                case Open open -> new HalfOpen(open.cause(), open.backOff(), nanoTime.getAsLong());
                case HalfOpen half -> new HalfOpen(half.cause(), half.backOff(), nanoTime.getAsLong());
            };
            if (state.compareAndSet(now, trying)) {
                return answer;
            }
        }
    }

    /** What {@link #ask} would answer, without anybody being let through. */
    Answer look() {
        return look(Objects.requireNonNull(state.get()));
    }

    private Answer look(State now) {
        return switch (now) {
            case Closed closed -> new Pass(false);
            case Open open -> {
                long left = open.until() - nanoTime.getAsLong();
                yield left > 0 ? new Away(open.cause(), Duration.ofNanos(left)) : new Pass(true);
            }
            case HalfOpen half ->
                nanoTime.getAsLong() - half.since() > TRIAL.toNanos()
                        ? new Pass(true)
                        : new Away(half.cause(), Duration.ZERO);
        };
    }

    /**
     * The server has answered.
     *
     * @return whether the breaker was not closed before
     */
    boolean answered() {
        return !(state.getAndSet(new Closed(0)) instanceof Closed);
    }

    /** The server could not be reached, or did not answer in time. */
    void away(Pass pass, Cause cause) {
        state.updateAndGet(now -> switch (now) {
            case Closed closed -> open(cause, FIRST);
            case Open open -> open;
            case HalfOpen half -> pass.trial() ? open(cause, twice(half.backOff())) : half;
        });
    }

    /** The connection broke and left open what became of the mail, or whether the server works. */
    void lost(Pass pass, Cause cause) {
        state.updateAndGet(now -> switch (now) {
            case Closed closed ->
                closed.lost() + 1 < LOST_IN_A_ROW ? new Closed(closed.lost() + 1) : open(cause, FIRST);
            case Open open -> open;
            case HalfOpen half -> pass.trial() ? open(cause, twice(half.backOff())) : half;
        });
    }

    /** Nothing was learned of the server: the next mail may try in place of this one. */
    void nothing(Pass pass) {
        if (pass.trial()) {
            state.updateAndGet(now ->
                    now instanceof HalfOpen half ? new Open(half.cause(), half.backOff(), nanoTime.getAsLong()) : now);
        }
    }

    private Open open(Cause cause, Duration backOff) {
        long nanos = (long) (backOff.toNanos() * (1 - random.nextDouble() / 4));
        return new Open(cause, backOff, nanoTime.getAsLong() + nanos);
    }

    private static Duration twice(Duration backOff) {
        Duration longer = backOff.multipliedBy(2);
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }
}
