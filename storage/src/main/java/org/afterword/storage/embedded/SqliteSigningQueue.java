package org.afterword.storage.embedded;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.afterword.storage.embedded.database.StoreHealth;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;

/** The signing queue among the others. */
record SqliteSigningQueue(SqliteQueues queues, StoreHealth health) implements SigningQueue {
    @Override
    public void send(SigningJob job, Duration delay) throws IOException {
        health.check();
        queues.send(SigningQueue.nameFor(delay), job, delay);
    }

    /** Fails while the store may take no more mail, so that the gateway says so before a mail is sent. */
    @Override
    public Duration oldestAge() throws IOException {
        health.checkIntake();
        return queues.oldestAge(NAME);
    }

    @Override
    public Optional<Instant> oldestReceived() throws IOException {
        return SigningQueue.oldestReceived(queues.shown(NAME).stream());
    }
}
