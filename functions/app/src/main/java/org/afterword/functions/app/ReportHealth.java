package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.afterword.functions.mail.telemetry.StampReport;

/**
 * Every 30 s: says how long mail waits, how much is poisoned and how long the certificate lasts; by metrics, and in a line of the
 * host's own log, which needs no agent to reach those who watch.
 */
public final class ReportHealth {
    private final Supplier<AppStart.State<StampReport>> report;

    public ReportHealth() {
        this(() -> FunctionApp.current(FunctionApp::report));
    }

    ReportHealth(Supplier<AppStart.State<StampReport>> report) {
        this.report = report;
    }

    @FunctionName("ReportHealth")
    public void run(@TimerTrigger(name = "timer", schedule = "*/30 * * * * *") String timer, ExecutionContext context)
            throws IOException {
        HostCall.run(() -> {
            switch (report.get()) {
                case AppStart.Ready<StampReport>(StampReport there) -> there.tell(context.getLogger()::info);
                case AppStart.NotYet<StampReport>(String why, Duration since) ->
                    context.getLogger().warning("metrics app.not.started.seconds=" + since.toSeconds() + " why=" + why);
            }
        });
    }
}
