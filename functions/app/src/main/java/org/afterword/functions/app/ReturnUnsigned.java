package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.storage.mail.SigningQueue;

/** Returns a mail as it was, after all attempts to sign it failed. */
public final class ReturnUnsigned {
    private final Supplier<AppStart.State<LastResort>> lastResort;
    private final HostCall.PutBack putBack;

    public ReturnUnsigned() {
        this(() -> FunctionApp.awaited(FunctionApp::lastResort), HostCall::putBack);
    }

    ReturnUnsigned(Supplier<AppStart.State<LastResort>> lastResort, HostCall.PutBack putBack) {
        this.lastResort = lastResort;
        this.putBack = putBack;
    }

    @FunctionName("ReturnUnsigned")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.POISON, connection = HostBindings.STORAGE) String job,
            ExecutionContext context)
            throws IOException {
        HostCall.onMessage(
                lastResort,
                putBack,
                SigningQueue.POISON,
                job,
                context,
                able -> able.returnUnsigned("ReturnUnsigned", SigningQueue.POISON, job));
    }
}
