package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.afterword.functions.mail.signing.Sweeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every 30 s: queues the mail of dead workers again. */
public final class SweepSpool {
    private static final Logger LOG = LoggerFactory.getLogger(SweepSpool.class);

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
        HostCall.run(() -> {
            switch (sweeper.get()) {
                case AppStart.Ready<Sweeper>(Sweeper there) -> there.sweep();
                case AppStart.NotYet<Sweeper>(String why, Duration since) ->
                    LOG.warn("the spool is not swept: for {} s there is no app ({})", since.toSeconds(), why);
            }
        });
    }
}
