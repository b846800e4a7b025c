package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.telemetry.JobSpan;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;

/** Returns a mail as it was, after all attempts to sign it failed. */
public final class ReturnUnsigned {
    private final SigningWorker worker;

    public ReturnUnsigned() {
        this(FunctionApp.current().worker());
    }

    ReturnUnsigned(SigningWorker worker) {
        this.worker = worker;
    }

    @FunctionName("ReturnUnsigned")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.POISON, connection = HostBindings.STORAGE) String job,
            ExecutionContext context)
            throws IOException {
        SigningJob parsed = SigningJob.parse(job);
        try (JobSpan span = JobSpan.start("ReturnUnsigned", parsed)) {
            worker.returnUnsigned(parsed);
        }
    }
}
