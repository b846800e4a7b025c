package org.afterword.functions.app;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the app in order when the process is told to end: at each release and each time that the platform takes an instance away.
 * The Java worker ends by SIGTERM or {@code System.exit}, and the host kills it 3 to 10 s later
 * (azure-functions-host#12007). Mail that is broken off by that would be doubled, or wait for the sweeper.
 */
final class EndOfProcess {
    private static final Logger LOG = LoggerFactory.getLogger(EndOfProcess.class);

    private EndOfProcess() {}

    /** Has the app end when the process does, or now if it is ending already. Waits for nobody who starts an app. */
    static void ends(FunctionApp app) {
        Thread end = new Thread(() -> end(app), "end-of-process");
        try {
            Runtime.getRuntime().addShutdownHook(end);
        } catch (IllegalStateException endsAlready) {
            end(app);
        }
    }

    private static void end(FunctionApp app) {
        app.stopSignIns();
        try {
            app.close();
        } catch (IOException | RuntimeException failed) {
            LOG.warn(
                    "the stores could not be closed at the end: {}",
                    failed.getClass().getName());
        }
    }
}
