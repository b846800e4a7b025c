package org.afterword.storage.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A sign of life of one process that works on mail. It tells nothing of any mail or tenant.
 *
 * @param instance a random name of the process, of letters, digits and {@code -}
 * @param version of the program
 * @param startedAt when the process was ready to work
 * @param at when this was written
 * @param lastMailAt when the process last had a mail in hand, whatever became of the mail; empty if it had none
 * @param calledAt when a function for mail was first called here; empty if none was, or an earlier version wrote this
 * @param diskFree bytes that are free where the process keeps large mail; empty if an earlier version wrote this
 */
public record Heartbeat(
        String instance,
        String version,
        Instant startedAt,
        Instant at,
        Optional<Instant> lastMailAt,
        Optional<Instant> calledAt,
        Optional<Long> diskFree) {
    /** Whoever said nothing for so long is taken to be gone. A process that has nothing to do tells so once a minute. */
    private static final Duration GONE = Duration.ofMinutes(2);

    /** Whether the process has said something lately, and works on mail. */
    public boolean worksOnMail(Instant now) {
        return lives(now) && worksOnMail();
    }

    private boolean lives(Instant now) {
        return !at.isBefore(now.minus(GONE));
    }

    /**
     * Whether mail reaches the process. The host may run each function in processes of its own, and what serves a timer or HTTP
     * lives just as well where nobody signs.
     */
    public boolean worksOnMail() {
        return calledAt.isPresent() || lastMailAt.isPresent();
    }
}
