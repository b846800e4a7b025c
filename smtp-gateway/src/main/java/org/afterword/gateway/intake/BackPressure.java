package org.afterword.gateway.intake;

import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.mail.SigningQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes no more mail while nobody signs what is there: Exchange Online keeps it better than a queue that only grows, and
 * its senders see that it is late. The same holds while the queue does not answer.
 *
 * <p>{@link #look} belongs to one thread; the rest is safe for several.
 */
public final class BackPressure {
    private static final Logger log = LoggerFactory.getLogger(BackPressure.class);

    private final SigningQueue queue;
    private final Duration limit;
    private volatile boolean high;
    private volatile double ageSeconds;

    public BackPressure(SigningQueue queue, Duration limit) {
        this.queue = queue;
        this.limit = limit;
    }

    /** Asks the queue; to be called about once a second. */
    public void look() {
        try {
            Duration age = queue.oldestAge();
            ageSeconds = age.toMillis() / 1000.0;
            set(age.compareTo(limit) > 0, "the oldest mail waits since " + age.toSeconds() + " s");
        } catch (IOException | RuntimeException unavailable) {
            ageSeconds = Double.NaN;
            set(true, "the queue does not answer: " + unavailable.getMessage());
        }
    }

    /** Whether no more mail should be taken. */
    public boolean isHigh() {
        return high;
    }

    /** The age of the oldest mail that waits, as last seen; NaN if the queue did not answer. */
    public double ageSeconds() {
        return ageSeconds;
    }

    private void set(boolean now, String why) {
        if (now != high) {
            high = now;
            if (now) {
                log.warn("taking no more mail: {}", why);
            } else {
                log.info("taking mail again");
            }
        }
    }
}
