package org.afterword.functions.mail.signing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.afterword.functions.mail.capacity.ShortDelay;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.functions.mail.returning.ReturnResult;

/**
 * When a mail is tried again. All times are from when the mail came in, and vary at random, so that mail of one outage does not
 * come back at one moment.
 *
 * <p>A mail that its tenant's server did not take is tried again every 25 to 30 s at first, so that a short outage is over soon
 * for all of its mail; that is cheap, since the circuit breaker keeps mail from a server that is away. After ten minutes the
 * times grow: 2, 5, 10 and 30 minutes, for mail that waits 10, 30 minutes, one hour and longer than two. A mail that may be
 * doubled by each attempt is tried after 30 s, 1, 2, 5, 10 minutes, then every half hour. No worker waits meanwhile: the queue
 * hides the job. What waits for ten minutes may be much, so none of it comes again within the minute in which it would be among
 * the work that is due ({@link org.afterword.storage.mail.SigningQueue#SOON}).
 *
 * <p>A mail that was not even tried, since its server had no place free for it or was known to be away, comes again when that may
 * be different, and keeps the number of its attempt. Where only a place was missing an old mail comes sooner than a
 * young one, so that it has its turn; after ten minutes it comes every 75 to 90 s.
 *
 * <p>24 hours after the mail came in, each recipient for whom it is still deferred is given up, and the sender gets a report.
 * Where not even the report can be handed over the tenant is out of reach altogether, or wrongly set up; then mail and report are
 * tried on for five days in all, as RFC 5321, section 4.5.4.1, asks, and only then the mail is kept aside.
 */
final class ReturnSchedule {
    private static final Duration FIRST = Duration.ofSeconds(30);
    /** A mail that waited in a queue of ours gets short times too. */
    private static final int ATTEMPTS_WITH_SHORT_TIMES = 3;

    /** From which age on which time. */
    private static final NavigableMap<Duration, Duration> BY_AGE = new TreeMap<>(Map.of(
            Duration.ZERO,
            FIRST,
            ShortDelay.OLD,
            Duration.ofMinutes(2),
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofMinutes(10),
            Duration.ofHours(2),
            Duration.ofMinutes(30)));

    private static final List<Duration> AFTER_DOUBT =
            List.of(FIRST, Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(10));
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final double SPREAD = 1.0 / 6;
    private static final Duration BUSY_LEAST = Duration.ofSeconds(1);
    private static final Duration BUSY_MOST = Duration.ofSeconds(5);
    /** A mail of this age asks twice as often for a place as a new one, of twice this age three times. */
    private static final Duration EAGER = Duration.ofSeconds(30);

    /** How much more often than a new mail the oldest ask. */
    private static final double MOST_EAGER = 16;

    private static final Duration REPORTED_AFTER = Duration.ofHours(24);
    private static final Duration ASIDE_AFTER = Duration.ofDays(5);
    /** As other mail systems do; RFC 5321 has no number. */
    private static final Duration DELAYED_AFTER = Duration.ofHours(4);

    private ReturnSchedule() {}

    /**
     * How long to wait after a mail met with {@code result}, which does not accept it for all.
     *
     * @param attempt of this result, from 1
     * @param age since the mail came in
     * @param random from 0 to 1
     */
    static Duration delay(ReturnResult result, int attempt, Duration age, double random) {
        if (!result.recipients(Uncertain.class).isEmpty()) {
            return afterDoubt(attempt, random);
        }
        if (result.attempted()) {
            return afterFailure(attempt, age, random);
        }
        Duration again = Duration.ZERO;
        boolean busy = false;
        for (ReturnResult.Entry entry : result.entries()) {
            if (entry.outcome() instanceof Deferred deferred) {
                again = longer(again, deferred.again().orElse(Duration.ZERO));
                busy |= deferred.cause() == Cause.CONNECTIONS_BUSY;
            }
        }
        return busy ? whileBusy(again, age, random) : whileAway(again, age, random);
    }

    /**
     * How long to wait after a failed attempt.
     *
     * @param attempt counts from 1
     * @param age since the mail came in
     * @param random from 0 to 1
     */
    static Duration afterFailure(int attempt, Duration age, double random) {
        return spread(attempt <= ATTEMPTS_WITH_SHORT_TIMES ? first(age) : byAge(age), random);
    }

    /** How long to wait after an attempt that left open whether the server has the mail. */
    static Duration afterDoubt(int attempt, double random) {
        return spread(attempt <= AFTER_DOUBT.size() ? AFTER_DOUBT.get(attempt - 1) : LONGEST, random);
    }

    /**
     * How long to wait since the server is known to be away: a second at least, so that the mail's lease is given back before.
     *
     * @param away how long it counts as away
     */
    static Duration whileAway(Duration away, Duration age, double random) {
        Duration soon = longer(BUSY_LEAST, away.plus(millis(random * BUSY_LEAST.toMillis())));
        return isOld(age) ? longer(soon, spread(byAge(age), random)) : soon;
    }

    /**
     * How long to wait since no place is free to send it.
     *
     * @param least when a place may be free
     */
    static Duration whileBusy(Duration least, Duration age, double random) {
        if (isOld(age)) {
            return longer(least, spread(ShortDelay.OF_OLD, random));
        }
        double range = BUSY_MOST.minus(BUSY_LEAST).toMillis() * random;
        double millis = Math.max(least.toMillis(), BUSY_LEAST.toMillis() + range);
        double waits = 1 + (double) Math.max(0, age.toMillis()) / EAGER.toMillis();
        return longer(BUSY_LEAST, millis(millis / Math.min(waits, MOST_EAGER)));
    }

    private static boolean isOld(Duration age) {
        return age.compareTo(ShortDelay.OLD) >= 0;
    }

    private static Duration first(Duration age) {
        return isOld(age) ? ShortDelay.OF_OLD : FIRST;
    }

    private static Duration byAge(Duration age) {
        return age.isNegative() ? FIRST : BY_AGE.floorEntry(age).getValue();
    }

    private static Duration spread(Duration most, double random) {
        return most.minus(millis(random * SPREAD * most.toMillis()));
    }

    private static Duration millis(double millis) {
        return Duration.ofMillis((long) millis);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Whether the sender is told now that the mail could not be delivered. */
    static boolean givenUp(Instant receivedAt, Instant now) {
        return now.isAfter(receivedAt.plus(REPORTED_AFTER));
    }

    /** Whether the sender may be told now that the mail is delayed. */
    static boolean delayed(Instant receivedAt, Instant now) {
        return now.isAfter(receivedAt.plus(DELAYED_AFTER));
    }

    /** Until when a mail is tried. */
    static Instant triedUntil(Instant receivedAt, boolean mayWaitOn) {
        return receivedAt.plus(mayWaitOn ? ASIDE_AFTER : REPORTED_AFTER);
    }

    /** Whether a mail that could be neither returned nor reported is kept aside now. */
    static boolean endsAside(Instant receivedAt, Instant now) {
        return now.isAfter(receivedAt.plus(ASIDE_AFTER));
    }
}
