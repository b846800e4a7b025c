package org.afterword.storage.embedded;

import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;

/** The signing queue among the folder's queues. */
record FolderSigningQueue(FolderQueues queues) implements SigningQueue {
    @Override
    public void send(SigningJob job, Duration delay) throws IOException {
        queues.send(NAME, job.toJson(), delay);
    }

    @Override
    public Duration oldestAge() {
        return queues.oldestAge(NAME);
    }
}
