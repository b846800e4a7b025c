package org.afterword.functions.mail.returning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ServerBreaker.Away;
import org.afterword.functions.mail.returning.ServerBreaker.Pass;

/**
 * Decides whether a mail may go to one server now, or when to ask again.
 *
 * <p>The policy: at first one mail at a time. Each that is accepted allows one more, up to four. When the server says that we
 * send too much (4.7.500 to 4.7.699) the number is halved, and from then on it takes twenty accepted mails to allow one more.
 * After an outage it begins with one again. A mail that has been under way for a minute does not count any more, four of
 * them at most, so that mail which hangs does not stop what comes after it; and the one that tries whether a server is back
 * needs no place. Large mails leave one place to small ones, where there are two or more: sending one may take seconds.
 *
 * <p>Whoever finds all places taken is put back, since it holds a worker that others need. It waits only where its turn is
 * near, by how long mail takes here: for two seconds at most. So a rush is over as fast as the server takes it, and
 * nobody waits behind a server that is slow or hangs. Those that are put back come again one after the other, in the
 * order in which they were put back: eight in the time that the server needs for one mail, from 16 to 50 in a second, however
 * many they are; a hundred in a second after an outage.
 *
 * <p>Safe for use by several threads.
 */
final class ServerGate {
    static final Duration NEAR = Duration.ofSeconds(2);

    private static final int MOST = 4;
    private static final int MOST_STUCK = 4;
    private static final int SUCCESSES_AFTER_THROTTLING = 20;
    private static final long STUCK_NANOS = Duration.ofMinutes(1).toNanos();
    /** Often enough that those hidden while a server was slow are soon there when it is fast again. */
    private static final long SELDOM_NANOS = Duration.ofMillis(60).toNanos();

    /** How often a place is asked for while one mail is under way: so a free place is soon taken. */
    private static final int ASKED_PER_MAIL = 8;

    private static final long OFTEN_NANOS = Duration.ofMillis(20).toNanos();
    private static final long AFTER_OUTAGE_NANOS = Duration.ofMillis(10).toNanos();
    private static final Duration BUSY = Duration.ofSeconds(1);
    private static final int CLOSING = 421;

    private final LongSupplier nanoTime;
    private final Duration near;
    private final ServerBreaker breaker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final List<Entered> inside = new ArrayList<>();
    private int limit = 1;
    private int successes;
    private int successesForOneMore = 1;
    private int waiting;
    private long typicalNanos = Duration.ofMillis(200).toNanos();
    private long lastPutBack;

    /** @param near how long a mail waits at most for its turn */
    ServerGate(LongSupplier nanoTime, RandomGenerator random, Duration near) {
        this.nanoTime = nanoTime;
        this.near = near;
        this.breaker = new ServerBreaker(nanoTime, random);
        this.lastPutBack = nanoTime.getAsLong();
    }

    /** What a mail is told. */
    sealed interface Entry {}

    /** It may go. {@link #leave} follows, whatever happens. */
    static final class Entered implements Entry {
        private final Pass pass;
        private final boolean large;
        private final long since;

        private Entered(Pass pass, boolean large, long since) {
            this.pass = pass;
            this.large = large;
            this.since = since;
        }
    }

    /** It has to come again. */
    record PutBack(Deferred outcome) implements Entry {}

    /** What a mail would be told now, before any work is done on it: empty if it may go, or would wait for a moment. */
    Optional<PutBack> look(boolean large) {
        lock.lock();
        try {
            return switch (breaker.look()) {
                case Away away -> Optional.of(away(away));
                case Pass pass -> pass.trial() || hasPlace(large) || isNear() ? Optional.empty() : Optional.of(busy());
            };
        } finally {
            lock.unlock();
        }
    }

    /** @param large whether the mail is one that leaves a place to small ones */
    Entry enter(boolean large) {
        lock.lock();
        try {
            boolean needsPlace = breaker.look() instanceof Pass pass && !pass.trial();
            if (needsPlace && !hasPlace(large) && !waitForPlace(large)) {
                return busy();
            }
            return switch (breaker.ask()) {
                case Away away -> away(away);
                case Pass pass -> {
                    Entered entered = new Entered(pass, large, nanoTime.getAsLong());
                    inside.add(entered);
                    yield entered;
                }
            };
        } finally {
            lock.unlock();
        }
    }

    private PutBack busy() {
        return new PutBack(
                new Deferred(Cause.CONNECTIONS_BUSY, Optional.empty(), Optional.of(again(BUSY, betweenAsking()))));
    }

    private PutBack away(Away away) {
        Duration earliest = away.after().isZero() ? BUSY : away.after();
        return new PutBack(
                new Deferred(away.cause(), Optional.empty(), Optional.of(again(earliest, AFTER_OUTAGE_NANOS))));
    }

    private Duration again(Duration earliest, long betweenNanos) {
        long now = nanoTime.getAsLong();
        long afterLast = lastPutBack + betweenNanos - now;
        long wait = Math.max(afterLast, earliest.toNanos());
        lastPutBack = now + wait;
        return Duration.ofNanos(wait);
    }

    private long betweenAsking() {
        return Math.clamp(typicalNanos / limit / ASKED_PER_MAIL, OFTEN_NANOS, SELDOM_NANOS);
    }

    private boolean hasPlace(boolean large) {
        int stuck = stuck();
        boolean any = inside.size() - stuck < limit;
        return any && !(large && limit > 1 && largeBehind(stuck) >= limit - 1);
    }

    private long largeBehind(int stuck) {
        return inside.stream().skip(stuck).filter(entered -> entered.large).count();
    }

    private int stuck() {
        long now = nanoTime.getAsLong();
        int stuck = 0;
        while (stuck < inside.size() && stuck < MOST_STUCK && now - inside.get(stuck).since > STUCK_NANOS) {
            stuck++;
        }
        return stuck;
    }

    /** Whether whoever comes next gets a place soon, by how long mail takes here and how many wait already. */
    private boolean isNear() {
        long longest = Math.max(typicalNanos, nanoTime.getAsLong() - inside.get(stuck()).since);
        return longest * (waiting + 1) / limit <= near.toNanos();
    }

    private boolean waitForPlace(boolean large) {
        if (!isNear()) {
            return false;
        }
        waiting++;
        try {
            long remaining = near.toNanos();
            while (!hasPlace(large) && remaining > 0) {
                remaining = left.awaitNanos(remaining);
            }
            return hasPlace(large);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting--;
        }
    }

    /**
     * Gives the place back and learns from what happened.
     *
     * @param result {@link ReturnResult#NONE} if the mail failed by itself
     */
    void leave(Entered entered, ReturnResult result) {
        lock.lock();
        try {
            inside.remove(entered);
            tell(entered.pass, result);
            if (has(result, Accepted.class)) {
                typicalNanos += (nanoTime.getAsLong() - entered.since - typicalNanos) / 4;
            }
            adjust(result);
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void tell(Pass pass, ReturnResult result) {
        List<ReturnOutcome> outcomes =
                result.entries().stream().map(ReturnResult.Entry::outcome).toList();
        if (outcomes.stream().anyMatch(ServerGate::answers)) {
            if (breaker.answered()) {
                lastPutBack = nanoTime.getAsLong();
            }
            return;
        }
        Optional<Cause> away = outcomes.stream()
                .filter(Deferred.class::isInstance)
                .map(outcome -> ((Deferred) outcome).cause())
                .filter(ServerGate::isAway)
                .findFirst();
        boolean lost = outcomes.stream()
                .anyMatch(outcome -> outcome instanceof Uncertain
                        || outcome instanceof Deferred deferred
                                && (deferred.cause() == Cause.CONNECTION_LOST
                                        || deferred.reply().isPresent()));
        if (away.isPresent()) {
            breaker.away(pass, away.get());
        } else if (lost) {
            breaker.lost(pass, has(result, Uncertain.class) ? Cause.TOO_SLOW : Cause.CONNECTION_LOST);
        } else {
            breaker.nothing(pass);
            return;
        }
        if (breaker.look() instanceof Away) {
            limit = 1;
            successes = 0;
        }
    }

    /** Whether it shows that the server takes commands. A 421 shows that it does not. */
    private static boolean answers(ReturnOutcome outcome) {
        return switch (outcome) {
            case Accepted accepted -> true;
            case Refused refused -> true;
            case Uncertain uncertain -> false;
            case Deferred deferred ->
                !isAway(deferred.cause())
                        && deferred.reply()
                                .filter(reply -> reply.code() != CLOSING)
                                .isPresent();
        };
    }

    private static boolean isAway(Cause cause) {
        return switch (cause) {
            case UNREACHABLE, UNKNOWN_HOST, NO_STARTTLS, TLS_FAILED, TOO_SLOW -> true;
            default -> false;
        };
    }

    private void adjust(ReturnResult result) {
        boolean throttled = !result.recipients(
                        outcome -> outcome instanceof Deferred deferred && deferred.cause() == Cause.THROTTLED)
                .isEmpty();
        if (throttled) {
            limit = Math.max(1, limit / 2);
            successes = 0;
            successesForOneMore = SUCCESSES_AFTER_THROTTLING;
        } else if (has(result, Accepted.class) && limit < MOST && ++successes >= successesForOneMore) {
            successes = 0;
            limit++;
        }
    }

    private static boolean has(ReturnResult result, Class<? extends ReturnOutcome> type) {
        return !result.recipients(type).isEmpty();
    }

    /** How many mails may be under way now. */
    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }
}
