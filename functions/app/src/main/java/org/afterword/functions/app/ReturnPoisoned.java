package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.storage.mail.SigningQueue;

/**
 * Returns a mail as it was that not even {@link ReturnUnsigned} got hold of. There is no queue behind this one: so what fails
 * is queued again.
 */
public final class ReturnPoisoned {
    private final Supplier<AppStart.State<LastResort>> lastResort;
    private final HostCall.PutBack putBack;

    public ReturnPoisoned() {
        this(() -> FunctionApp.awaited(FunctionApp::lastResort), HostCall::putBack);
    }

    ReturnPoisoned(Supplier<AppStart.State<LastResort>> lastResort, HostCall.PutBack putBack) {
        this.lastResort = lastResort;
        this.putBack = putBack;
    }

    @FunctionName("ReturnPoisoned")
    public void run(
            @QueueTrigger(name = "job", queueName = SigningQueue.POISON_OF_POISON, connection = HostBindings.STORAGE)
                    String job,
            ExecutionContext context)
            throws IOException {
        HostCall.onMessage(
                lastResort,
                putBack,
                SigningQueue.POISON_OF_POISON,
                job,
                context,
                able -> able.returnUnsigned("ReturnPoisoned", SigningQueue.POISON_OF_POISON, job));
    }
}
