package org.afterword.functions.app;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.telemetry.JobSpan;
import org.afterword.storage.mail.TriggerQueues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns mail as it was whose jobs ended in a poison queue. What fails is queued again, with a delay, and not left to the
 * host, which would move it to a queue behind that nobody asks. Safe for use by several threads.
 */
final class LastResort {
    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final SigningWorker worker;
    private final TriggerQueues queues;

    LastResort(SigningWorker worker, TriggerQueues queues) {
        this.worker = worker;
        this.queues = queues;
    }

    /**
     * Returns the mail of a job, if the message is one, or of a name in it.
     *
     * @param queue where the message comes from, and where it is queued again
     * @throws IOException if it could not be queued again either
     */
    void returnUnsigned(String function, String queue, String message) throws IOException {
        try {
            switch (QueuedJob.read(message)) {
                case QueuedJob.Readable readable -> {
                    try (JobSpan span = JobSpan.start(function, readable.job())) {
                        worker.returnUnsigned(readable.job());
                    }
                }
                case QueuedJob.OfMail named -> {
                    Optional<Duration> again = worker.returnUnsigned(named.mail());
                    if (again.isPresent()) {
                        queues.send(queue, message, again.get());
                    }
                }
                case QueuedJob.Wake wake -> worker.called();
                case QueuedJob.Unknown unknown -> SignMail.dropped(queue);
            }
        } catch (IOException | RuntimeException failed) {
            LOG.error(
                    "a mail of the queue {} could not be returned: {}; it is tried again in {} s",
                    queue,
                    failed.getClass().getName(),
                    AGAIN.toSeconds());
            queues.send(queue, message, AGAIN);
        }
    }
}
