package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.functions.mail.telemetry.StampReport;

/** Every 30 s: says how long mail waits, how much is poisoned and how long the certificate lasts. */
public final class ReportHealth {
    private final Supplier<StampReport> report;

    public ReportHealth() {
        this(() -> FunctionApp.current().report());
    }

    ReportHealth(Supplier<StampReport> report) {
        this.report = report;
    }

    @FunctionName("ReportHealth")
    public void run(@TimerTrigger(name = "timer", schedule = "*/30 * * * * *") String timer, ExecutionContext context)
            throws IOException {
        HostCall.run(report, StampReport::tell);
    }
}
