package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * Every 30 s: says how long mail waits, how much is poisoned and how long the certificate lasts, by metrics and in a line of the host's
 * own log, which needs no agent to reach those who watch; queues the mail of dead workers again, moves delayed mail that is due, and
 * rescues what no function could take. One timer does both, since the host may run each in a process of its own: what a sweep
 * sees, only the process tells that has swept.
 */
public final class SweepSpool {
    private final Supplier<AppStart.State<Upkeep>> upkeep;

    public SweepSpool() {
        this(() -> FunctionApp.current(FunctionApp::upkeep));
    }

    SweepSpool(Supplier<AppStart.State<Upkeep>> upkeep) {
        this.upkeep = upkeep;
    }

    @FunctionName("SweepSpool")
    public void run(@TimerTrigger(name = "timer", schedule = "*/30 * * * * *") String timer, ExecutionContext context)
            throws IOException {
        HostCall.run(() -> {
            switch (upkeep.get()) {
                case AppStart.Ready<Upkeep>(Upkeep there) -> there.run(context.getLogger()::info);
                case AppStart.NotYet<Upkeep> notYet -> NotStarted.say(context.getLogger(), notYet);
            }
        });
    }
}
