package org.afterword.storage.azure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;

/** The signing queue among the storage account's queues. */
record StorageSigningQueue(StorageQueues queues) implements SigningQueue {
    @Override
    public void send(SigningJob job, Duration delay) throws IOException {
        queues.send(SigningQueue.nameFor(delay), job.toJson(), delay);
    }

    /**
     * By the first 32 messages. A message tells since when it is in the queue, and not since when it can be taken; so only
     * those count that were not delayed for long: first attempts. One that waits for its turn is a new message each time.
     */
    @Override
    public Duration oldestAge() throws IOException {
        return queues.shown(NAME).stream()
                .filter(message -> SigningJob.firstAttempt(message.body()).isPresent())
                .map(StorageQueues.Shown::inserted)
                .min(Comparator.naturalOrder())
                .map(inserted -> Duration.between(inserted, Instant.now()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    /** By the first 32 messages. */
    @Override
    public Optional<Instant> oldestReceived() throws IOException {
        return SigningQueue.oldestReceived(queues.shown(NAME).stream().map(StorageQueues.Shown::body));
    }
}
