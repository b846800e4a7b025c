package org.afterword.storage.azure;

import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;

/** The signing queue among the storage account's queues. */
record StorageSigningQueue(StorageQueues queues) implements SigningQueue {
    @Override
    public void send(SigningJob job, Duration delay) throws IOException {
        queues.send(NAME, job.toJson(), delay);
    }
}
