package org.afterword.functions.mail.signing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When a mail is tried again.
 *
 * <p>A mail that its tenant's server did not take is queued again after 30 s, 1, 2, 5 and 10 minutes, then every half
 * hour. No worker waits meanwhile: the queue hides the job. 24 hours after the mail came in, each recipient for whom it
 * is still deferred is given up, and the sender gets a report. Where not even the report can be handed over the tenant
 * is out of reach altogether, or wrongly set up; then mail and report are tried on for five days in all, as RFC 5321,
 * section 4.5.4.1, asks, and only then the mail is dropped.
 */
final class ReturnSchedule {
    private static final List<Duration> FIRST = List.of(
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10));
    private static final Duration LATER = Duration.ofMinutes(30);
    private static final Duration REPORTED_AFTER = Duration.ofHours(24);
    private static final Duration DROPPED_AFTER = Duration.ofDays(5);

    private ReturnSchedule() {}

    /** How long to wait after attempt number {@code attempt}, which was the first, failed. */
    static Duration delayAfter(int attempt) {
        return attempt <= FIRST.size() ? FIRST.get(attempt - 1) : LATER;
    }

    /** Whether the sender is told now that the mail could not be delivered. */
    static boolean givenUp(Instant receivedAt, Instant now) {
        return now.isAfter(receivedAt.plus(REPORTED_AFTER));
    }

    /** Whether a mail that could be neither returned nor reported is dropped now. */
    static boolean dropped(Instant receivedAt, Instant now) {
        return now.isAfter(receivedAt.plus(DROPPED_AFTER));
    }
}
