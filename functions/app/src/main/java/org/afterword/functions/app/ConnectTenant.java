package org.afterword.functions.app;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.util.function.Supplier;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.storage.onboarding.OnboardingStore;

/** Signs one administrator in and does what is then asked for, for up to twenty minutes. */
public final class ConnectTenant {
    private final Supplier<AppStart.State<ConnectWorker>> worker;
    private final HostCall.PutBack putBack;

    public ConnectTenant() {
        this(() -> FunctionApp.awaited(app -> app).flatMap(FunctionApp::connectWorker), HostCall::putBack);
    }

    ConnectTenant(Supplier<AppStart.State<ConnectWorker>> worker, HostCall.PutBack putBack) {
        this.worker = worker;
        this.putBack = putBack;
    }

    @FunctionName("ConnectTenant")
    public void run(
            @QueueTrigger(name = "job", queueName = OnboardingStore.QUEUE, connection = HostBindings.STORAGE)
                    String job)
            throws Exception {
        HostCall.onMessage(worker, putBack, OnboardingStore.QUEUE, job, able -> able.run(job));
    }
}
