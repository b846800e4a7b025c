package org.afterword.storage.mail;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The queue of mail that waits to be signed and returned. Safe for use by several threads. */
public interface SigningQueue {
    /** The queue's name, which the trigger names too; its poison queue is {@link #POISON}. */
    String NAME = "signing";

    String POISON = NAME + "-poison";

    /** Where the host puts what it could not take from {@link #POISON} either. */
    String POISON_OF_POISON = POISON + "-poison";

    /** Where the host puts what failed there too. Nobody is called for it; a duty of the functions moves it back. */
    String LAST_POISON = POISON_OF_POISON + "-poison";

    /**
     * Where jobs wait that are not due soon. Nobody is called for it; a duty of the functions moves to {@link #NAME} what is
     * due. The host counts delayed messages of a triggering queue as work that waits, and starts instances for it.
     */
    String LATER = NAME + "-later";

    /** The longest delay of a message in {@link #NAME}. */
    Duration SOON = Duration.ofMinutes(1);

    /** The queue for a job with this delay. */
    static String nameFor(Duration delay) {
        return delay.compareTo(SOON) > 0 ? LATER : NAME;
    }

    /**
     * Queues the job, to be seen after {@code delay}: in {@link #NAME}, or in {@link #LATER} and moved then, which may be half a
     * minute later. When this returns it is durable.
     *
     * @throws IOException if the queue did not take it
     */
    void send(SigningJob job, Duration delay) throws IOException;

    /**
     * How long the job that has waited longest has been there to be taken; zero if none waits. Jobs that are delayed or
     * being worked on do not count; those that were taken before, and not dealt with, do. The gateway takes no more mail when this
     * shows that no worker signs.
     *
     * @throws IOException if the queue does not answer
     */
    Duration oldestAge() throws IOException;

    /**
     * When the oldest mail came in whose job could be taken now and is the first attempt at it; empty if there is none. It goes by
     * {@link SigningJob#receivedAt}, so a copy that somebody put back is as old as its mail.
     *
     * @throws IOException if the queue does not answer
     */
    Optional<Instant> oldestReceived() throws IOException;

    /** When the oldest mail came in of those whose first attempt is among the messages; other messages do not count. */
    static Optional<Instant> oldestReceived(Stream<String> messages) {
        return messages.flatMap(message -> SigningJob.firstAttempt(message).stream())
                .map(SigningJob::receivedAt)
                .min(Comparator.naturalOrder());
    }
}
