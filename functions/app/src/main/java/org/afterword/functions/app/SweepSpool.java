package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.afterword.functions.mail.upkeep.Duties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every 30 s: queues the mail of dead workers again, moves delayed mail that is due, and rescues what no function could take. */
public final class SweepSpool {
    private static final Logger LOG = LoggerFactory.getLogger(SweepSpool.class);

    private final Supplier<AppStart.State<Duties>> duties;

    public SweepSpool() {
        this(() -> FunctionApp.current(FunctionApp::duties));
    }

    SweepSpool(Supplier<AppStart.State<Duties>> duties) {
        this.duties = duties;
    }

    @FunctionName("SweepSpool")
    public void run(@TimerTrigger(name = "timer", schedule = "*/30 * * * * *") String timer, ExecutionContext context)
            throws IOException {
        HostCall.run(() -> {
            switch (duties.get()) {
                case AppStart.Ready<Duties>(Duties there) -> there.run();
                case AppStart.NotYet<Duties>(String why, Duration since) ->
                    LOG.warn("the spool is not swept: for {} s there is no app ({})", since.toSeconds(), why);
            }
        });
    }
}
