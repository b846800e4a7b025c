package org.afterword.functions.mail.capacity;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a job is hidden whose mail waits for its turn and nothing else: an eighth of what it has waited already, at least
 * half a second and at most a minute, give or take a quarter. So a short rush is over soon, a mail that has waited for long is asked for
 * seldom, and those that came together do not come back together. A function of the mail alone, since no process sees all of them.
 */
public final class ShortDelay {
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofMinutes(1);
    private static final int PART = 8;

    private ShortDelay() {}

    public static Duration of(Instant receivedAt, Instant now) {
        return of(receivedAt, now, ThreadLocalRandom.current().nextDouble());
    }

    /** @param chance from 0 to 1 */
    static Duration of(Instant receivedAt, Instant now, double chance) {
        long waited = Duration.between(receivedAt, now).toMillis() / PART;
        long delay = Math.clamp(waited, LEAST.toMillis(), MOST.toMillis());
        return Duration.ofMillis((long) (delay * (0.75 + chance / 2)));
    }
}
