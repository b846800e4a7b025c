package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.telemetry.JobSpan;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;

/** Signs one mail and returns it to its tenant. */
public final class SignMail {
    private final SigningWorker worker;

    public SignMail() {
        this(FunctionApp.current().worker());
    }

    SignMail(SigningWorker worker) {
        this.worker = worker;
    }

    @FunctionName("SignMail")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.NAME, connection = HostBindings.STORAGE) String job,
            @BindingName("DequeueCount") long dequeueCount,
            ExecutionContext context)
            throws IOException {
        SigningJob parsed = SigningJob.parse(job);
        try (JobSpan span = JobSpan.start("SignMail", parsed)) {
            worker.work(parsed, dequeueCount >= HostBindings.MAX_DEQUEUE_COUNT);
        }
    }
}
