package org.afterword.gateway;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import org.afterword.process.logging.ProcessLog;
import org.afterword.process.settings.SettingsException;
import org.afterword.storage.open.OpenStores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway as a process of its own. It ends with 2 if its settings are wrong, with 1 if it cannot start, and drains
 * on SIGTERM.
 */
public final class GatewayMain {
    /** What a JVM with {@code -XX:+ExitOnOutOfMemoryError} ends with. */
    private static final int OUT_OF_MEMORY = 3;

    private GatewayMain() {}

    /** A class of its own, so that logging begins after its settings; held, since loggers that nobody holds are lost. */
    private static final class Library {
        /** At finer levels than INFO SubEthaSMTP logs what clients say, addresses among it. */
        static final java.util.logging.Logger LOG = java.util.logging.Logger.getLogger("org.subethamail");
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        ProcessLog.install();
        endWithoutMemory();
        Library.LOG.setLevel(Level.INFO);
        int exit = run(System.getenv());
        if (exit != 0) {
            System.exit(exit);
        }
        new CountDownLatch(1).await();
    }

    /**
     * Ends the process when it runs out of memory, also where the JVM does not count that (threads, direct buffers): half
     * alive it would take connections and not answer. Whoever started it starts it again.
     */
    static void endWithoutMemory() {
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            if (fault instanceof OutOfMemoryError) {
                Runtime.getRuntime().halt(OUT_OF_MEMORY);
            }
            LoggerFactory.getLogger(GatewayMain.class)
                    .error("the thread {} ended: unforeseen", thread.getName(), fault);
        });
    }

    /** Starts and returns 0, or says what is wrong and returns the exit code. */
    static int run(Map<String, String> environment) {
        try {
            GatewaySettings settings = GatewaySettings.from(environment);
            OpenStores stores = OpenStores.open(settings.store());
            SmtpGateway gateway = start(settings, stores);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, stores), "gateway-stop"));
            return 0;
        } catch (SettingsException wrong) {
            System.err.println(wrong.getMessage());
            return 2;
        } catch (IOException failed) {
            System.err.println("The gateway cannot start: " + failed.getMessage());
            return 1;
        }
    }

    private static SmtpGateway start(GatewaySettings settings, OpenStores stores) throws IOException {
        try {
            SmtpGateway gateway = new SmtpGateway(settings, stores.stores(), stores.queues());
            try {
                gateway.start();
                return gateway;
            } catch (IOException failed) {
                gateway.close();
                throw failed;
            }
        } catch (IOException failed) {
            stores.close();
            throw failed;
        }
    }

    private static void stop(SmtpGateway gateway, OpenStores stores) {
        Logger log = LoggerFactory.getLogger(GatewayMain.class);
        try (stores;
                gateway) {
            gateway.drain();
        } catch (InterruptedException hurried) {
            log.warn("stopped before all mail that was coming in was answered");
        } catch (IOException fault) {
            log.warn("the stores could not be closed", fault);
        }
    }
}
