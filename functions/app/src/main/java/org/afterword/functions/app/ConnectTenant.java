package org.afterword.functions.app;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.storage.onboarding.OnboardingStore;

/** Signs one administrator in and does what is then asked for, for up to twenty minutes. */
public final class ConnectTenant {
    private final ConnectWorker worker;

    public ConnectTenant() throws IOException {
        this(FunctionApp.current().connectWorker());
    }

    ConnectTenant(ConnectWorker worker) {
        this.worker = worker;
    }

    @FunctionName("ConnectTenant")
    public void run(
            @QueueTrigger(name = "job", queueName = OnboardingStore.QUEUE, connection = HostBindings.STORAGE)
                    String job)
            throws IOException, InterruptedException {
        worker.run(job);
    }
}
