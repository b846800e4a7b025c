package org.afterword.functions.app;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.util.function.Supplier;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.storage.onboarding.OnboardingStore;

/** Signs one administrator in and does what is then asked for, for up to twenty minutes. */
public final class ConnectTenant {
    private final Supplier<ConnectWorker> worker;

    public ConnectTenant() {
        this(() -> FunctionApp.current().connectWorker());
    }

    ConnectTenant(Supplier<ConnectWorker> worker) {
        this.worker = worker;
    }

    @FunctionName("ConnectTenant")
    public void run(
            @QueueTrigger(name = "job", queueName = OnboardingStore.QUEUE, connection = HostBindings.STORAGE)
                    String job)
            throws Exception {
        HostCall.run(worker, able -> able.run(job));
    }
}
