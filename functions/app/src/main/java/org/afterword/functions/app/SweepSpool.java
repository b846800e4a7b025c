package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.functions.mail.signing.Sweeper;

/** Every 30 s: queues the mail of dead workers again. */
public final class SweepSpool {
    private final Supplier<AppStart.State<Sweeper>> sweeper;

    public SweepSpool() {
        this(() -> FunctionApp.current(FunctionApp::sweeper));
    }

    SweepSpool(Supplier<AppStart.State<Sweeper>> sweeper) {
        this.sweeper = sweeper;
    }

    @FunctionName("SweepSpool")
    public void run(@TimerTrigger(name = "timer", schedule = "*/30 * * * * *") String timer, ExecutionContext context)
            throws IOException {
        HostCall.onTimer(sweeper, "SweepSpool", Sweeper::sweep);
    }
}
