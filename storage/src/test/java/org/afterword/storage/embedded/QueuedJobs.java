package org.afterword.storage.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;

/** Empties the signing queue. What is no job in it is dropped, as it is in the end by those who empty it otherwise. */
final class QueuedJobs {
    private QueuedJobs() {}

    static List<SigningJob> takeAll(TriggerQueues queues) throws IOException {
        List<SigningJob> jobs = new ArrayList<>();
        List<Delivery> some = queues.receive(SigningQueue.NAME, 32, Duration.ofMinutes(1));
        while (!some.isEmpty()) {
            for (Delivery delivery : some) {
                try {
                    jobs.add(SigningJob.parse(delivery.body()));
                } catch (IllegalArgumentException poison) {
                    // The host would put it into the poison queue.
                }
                queues.delete(delivery);
            }
            some = queues.receive(SigningQueue.NAME, 32, Duration.ofMinutes(1));
        }
        return jobs;
    }
}
