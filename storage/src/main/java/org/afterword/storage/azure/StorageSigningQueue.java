package org.afterword.storage.azure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
     * those count that were not delayed and not taken before: first attempts.
     */
    @Override
    public Duration oldestAge() throws IOException {
        return queues.oldestInsertion(NAME, StorageSigningQueue::firstAttempt)
                .map(inserted -> Duration.between(inserted, Instant.now()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
    }

    private static boolean firstAttempt(String body) {
        try {
            return SigningJob.parse(body).attempt() == 1;
        } catch (IllegalArgumentException notAJob) {
            return false; // Its worker handles it.
        }
    }
}
