package org.afterword.functions.mail.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a job is hidden whose mail waits for its turn and nothing else: an eighth of what it has waited already, at least
 * half a second and at most 45 s, give or take a quarter; for one that has waited for ten minutes 90 s, so that it is not among the
 * work that is due meanwhile ({@link org.afterword.storage.mail.SigningQueue#SOON}). So a short rush is over soon, a mail that has
 * waited for long is asked for seldom, and those that came together do not come back together. A function of the mail alone, since no process sees all of them.
 */
public final class ShortDelay {
    /** The age from which a mail that waits may be one of very many. */
    public static final Duration OLD = Duration.ofMinutes(10);
    /** The shortest time for one that is so old, before it is spread. */
    public static final Duration OF_OLD = Duration.ofSeconds(90);

    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofSeconds(45);
    private static final int PART = 8;

    private ShortDelay() {}

    public static Duration of(Instant receivedAt, Instant now) {
        return of(receivedAt, now, ThreadLocalRandom.current().nextDouble());
    }

    /**
     * For a mail that something is kept for meanwhile: however old it is, it comes again before
     * {@link org.afterword.storage.mail.SigningQueue#SOON} is over.
     */
    public static Duration soon(Instant receivedAt, Instant now) {
        return soon(receivedAt, now, ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1 */
    static Duration of(Instant receivedAt, Instant now, double chance) {
        return Duration.between(receivedAt, now).compareTo(OLD) >= 0
                ? spread(OF_OLD, chance)
                : soon(receivedAt, now, chance);
    }

    /** @param chance from 0 to 1 */
    static Duration soon(Instant receivedAt, Instant now, double chance) {
        long part = Duration.between(receivedAt, now).toMillis() / PART;
        return spread(Duration.ofMillis(Math.clamp(part, LEAST.toMillis(), MOST.toMillis())), chance);
    }

    private static Duration spread(Duration delay, double chance) {
        return Duration.ofMillis((long) (delay.toMillis() * (0.75 + chance / 2)));
    }
}
