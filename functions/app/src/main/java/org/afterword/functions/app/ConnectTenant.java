package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.storage.onboarding.OnboardingStore;

/** Signs one administrator in and does what is then asked for, for up to twenty minutes. */
public final class ConnectTenant {
    private final Supplier<AppStart.State<Part>> worker;
    private final HostCall.PutBack putBack;

    /**
     * A part of the app that may not be there although the app is. Then the call fails: a message that was put back would go round for as
     * long as a setting is wrong, and nobody would hear of it.
     */
    @FunctionalInterface
    interface Part {
        /** @throws IOException if it cannot be made; a later call may find it */
        ConnectWorker get() throws IOException;
    }

    public ConnectTenant() {
        this(() -> FunctionApp.awaited(app -> app::connectWorker), HostCall::putBack);
    }

    ConnectTenant(Supplier<AppStart.State<Part>> worker, HostCall.PutBack putBack) {
        this.worker = worker;
        this.putBack = putBack;
    }

    @FunctionName("ConnectTenant")
    public void run(
            @QueueTrigger(name = "job", queueName = OnboardingStore.QUEUE, connection = HostBindings.STORAGE)
                    String job,
            ExecutionContext context)
            throws Exception {
        HostCall.onMessage(
                worker,
                putBack,
                OnboardingStore.QUEUE,
                job,
                context,
                part -> part.get().run(job));
    }
}
