package org.afterword.process.logging;

import java.util.logging.Logger;

/** A process that logs, and logs again in a shutdown hook that runs after all others. */
final class StoppingProcess {
    private StoppingProcess() {}

    public static void main(String[] arguments) {
        ProcessLog.install();
        Logger log = Logger.getLogger("process");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                // The platform's own hook runs at the same time as this one; by now it is done.
                Thread.sleep(500);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            log.info("stopping");
        }));
        log.info("running");
    }
}
