package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.telemetry.JobSpan;
import org.afterword.storage.mail.SigningQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs one mail and returns it to its tenant. Where its job cannot be read it goes back as it was. */
public final class SignMail {
    private static final Logger LOG = LoggerFactory.getLogger(SignMail.class);

    private final Supplier<AppStart.State<SigningWorker>> worker;
    private final HostCall.PutBack putBack;

    public SignMail() {
        this(() -> FunctionApp.awaited(FunctionApp::worker), HostCall::putBack);
    }

    SignMail(Supplier<AppStart.State<SigningWorker>> worker, HostCall.PutBack putBack) {
        this.worker = worker;
        this.putBack = putBack;
    }

    @FunctionName("SignMail")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.NAME, connection = HostBindings.STORAGE) String job,
            @BindingName("DequeueCount") long dequeueCount,
            ExecutionContext context)
            throws IOException {
        HostCall.onMessage(worker, putBack, SigningQueue.NAME, job, context, able -> {
            switch (QueuedJob.read(job)) {
                case QueuedJob.Readable readable -> {
                    try (JobSpan span = JobSpan.start("SignMail", readable.job())) {
                        able.work(readable.job(), dequeueCount >= HostBindings.MAX_DEQUEUE_COUNT);
                    }
                }
                case QueuedJob.OfMail named -> {
                    LOG.error("a job cannot be read; mail {} goes back as it was", named.mail());
                    Optional<Duration> again = able.returnUnsigned(named.mail());
                    if (again.isPresent()) {
                        putBack.send(SigningQueue.NAME, job, again.get());
                    }
                }
                case QueuedJob.Wake wake -> able.called();
                case QueuedJob.Unknown unknown -> dropped(SigningQueue.NAME);
            }
        });
    }

    /** A mail whose message is dropped is found by the sweeper, as one that has none. */
    static void dropped(String queue) {
        LOG.error("a message of the queue {} is no job and names no mail; it is dropped", queue);
    }
}
