package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.storage.mail.SigningQueue;

/** Returns a mail as it was, after all attempts to sign it failed. */
public final class ReturnUnsigned {
    private final Supplier<LastResort> lastResort;

    public ReturnUnsigned() {
        this(() -> FunctionApp.current().lastResort());
    }

    ReturnUnsigned(Supplier<LastResort> lastResort) {
        this.lastResort = lastResort;
    }

    @FunctionName("ReturnUnsigned")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.POISON, connection = HostBindings.STORAGE) String job,
            ExecutionContext context)
            throws IOException {
        HostCall.run(lastResort, able -> able.returnUnsigned("ReturnUnsigned", SigningQueue.POISON, job));
    }
}
