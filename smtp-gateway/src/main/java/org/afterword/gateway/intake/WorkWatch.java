package org.afterword.gateway.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.storage.worker.Heartbeat;
import org.jspecify.annotations.Nullable;

/**
 * Whether anybody works on the mail that is there, by what was seen and when. It asks nobody. Belongs to one thread.
 *
 * <p>The policy: where something has been there at each look for two minutes, and no worker has had a mail in hand in that time,
 * nobody works. What became of the mail does not count, so neither a mail that nobody can handle nor a tenant whose server is
 * broken ever looks like that. The two minutes count from the last look at which nothing was there, so the first mail after a
 * quiet night is no sign. Who lets mail wait for longer than two minutes lets workers be silent for as long.
 *
 * <p>Where a worker lives, what cannot be seen is no sign: the message of a mail with which another died is hidden for ten minutes. Then
 * only a message counts that could be taken at some look of the last two minutes.
 *
 * <p>Workers of an earlier version tell nothing. Until one has told of a mail, the mail's own age counts: a first attempt that could
 * be taken, of a mail that came in longer ago than the limit, is a sign for as long. For where no worker can start, a job is
 * put back again and again as a new message, which can be seen for moments only.
 */
final class WorkWatch {
    /** Several heartbeats. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final Duration limit;
    private final Duration silence;
    private long there;
    private @Nullable Instant nothingThereAt;
    private Map<String, Instant> told = Map.of();
    private @Nullable Instant mailInHandAt;
    private @Nullable Instant waitingSeenAt;
    private @Nullable Instant oldSeenAt;

    /** @param limit how old a mail may be that waits for its first attempt */
    WorkWatch(Duration limit) {
        this.limit = limit;
        this.silence = limit.compareTo(SILENCE) > 0 ? limit : SILENCE;
    }

    /**
     * Takes note of a look.
     *
     * @param messages how many nobody is done with
     * @param heartbeats what workers told last
     */
    void saw(Instant now, long messages, List<Heartbeat> heartbeats) {
        there = messages;
        // Before the first look nobody knows.
        if (messages == 0 || nothingThereAt == null) {
            nothingThereAt = now;
        }
        Map<String, Instant> telling = new HashMap<>();
        for (Heartbeat heartbeat : heartbeats) {
            heartbeat.lastMailAt().ifPresent(at -> telling.put(heartbeat.instance(), at));
        }
        telling.forEach((instance, at) -> {
            // A clock that is ahead is not believed, and not asked again while it says nothing new.
            if (!at.equals(told.get(instance))) {
                mailInHandAt = later(at.isAfter(now) ? now : at, mailInHandAt);
            }
        });
        told = telling;
    }

    /** Whether a worker has ever told that it had a mail in hand. */
    boolean isTold() {
        return mailInHandAt != null;
    }

    /** Takes note of a message that can be taken. */
    void sawWaiting(Instant now) {
        waitingSeenAt = now;
    }

    /** Takes note of when the oldest mail came in that waits for its first attempt. */
    void sawOldest(Instant now, Optional<Instant> receivedAt) {
        if (receivedAt.filter(at -> at.plus(limit).isBefore(now)).isPresent()) {
            oldSeenAt = now;
        }
    }

    /**
     * Since when nobody works on what is there, by what workers tell; empty while somebody does, or nothing is there.
     *
     * @param living whether a worker lives, so that only what can be taken counts
     */
    Optional<Instant> idleSince(Instant now, boolean living) {
        if (!isTold() || there == 0 || nothingThereAt == null) {
            return Optional.empty();
        }
        if (living && (waitingSeenAt == null || !lasts(waitingSeenAt, now))) {
            return Optional.empty();
        }
        Instant since = later(nothingThereAt, mailInHandAt);
        return lasts(since, now) ? Optional.empty() : Optional.of(since);
    }

    /** Whether a mail was too old that still waited for its first attempt, where workers tell nothing. */
    boolean sawOldMail(Instant now) {
        return !isTold() && oldSeenAt != null && lasts(oldSeenAt, now);
    }

    private boolean lasts(Instant since, Instant now) {
        return Duration.between(since, now).compareTo(silence) < 0;
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other != null && other.isAfter(one) ? other : one;
    }
}
