package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.util.function.Supplier;
import org.afterword.functions.mail.signing.Duties;

/** Every 30 s: queues the mail of dead workers again, moves delayed mail that is due, and rescues what no function could take. */
public final class SweepSpool {
    private final Supplier<Duties> duties;

    public SweepSpool() {
        this(() -> FunctionApp.current().duties());
    }

    SweepSpool(Supplier<Duties> duties) {
        this.duties = duties;
    }

    @FunctionName("SweepSpool")
    public void run(@TimerTrigger(name = "timer", schedule = "*/30 * * * * *") String timer, ExecutionContext context)
            throws IOException {
        HostCall.run(duties, Duties::run);
    }
}
