package org.afterword.cli.stamp;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.afterword.functions.app.FunctionApp;
import org.afterword.functions.app.FunctionSettings;
import org.afterword.gateway.GatewaySettings;
import org.afterword.gateway.SmtpGateway;
import org.afterword.host.FunctionClasses;
import org.afterword.host.FunctionRunner;
import org.afterword.host.HostPolicy;
import org.afterword.process.settings.SettingsException;
import org.afterword.process.settings.SettingsReader;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.open.OpenStores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole stamp in this process: the gateway, and all functions in the runner, on the store that the settings name. There
 * is one at a time, since the functions' shared state is static.
 *
 * <p>It ends in the order in which mail flows: the gateway takes no more, the functions finish what they have, the
 * stores are closed. What is still queued is there at the next start. Safe for use by several threads.
 */
public final class LocalStamp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStamp.class);
    private static final String FUNCTIONS = "org.afterword.functions";
    private static final int HUNG = 1;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final OpenStores stores;
    private final FunctionRunner functions;
    private final SmtpGateway gateway;

    private LocalStamp(Map<String, String> environment, int functionsPort) throws IOException {
        Settings settings = Settings.of(environment);
        try {
            stores = opened(OpenStores.open(settings.store()));
            FunctionApp app = opened(FunctionApp.start(settings.functions()));
            functions = opened(onPort(
                    functionsPort,
                    "--port",
                    () -> FunctionRunner.start(
                            FunctionClasses.in(FUNCTIONS),
                            new StoredQueues(stores.queues()),
                            hostPolicy(),
                            functionsPort,
                            environment,
                            LocalStamp::end)));
            AutoCloseable signIns = app::stopSignIns;
            opened(signIns);
            GatewaySettings smtp = settings.gateway();
            gateway = opened(onPort(
                    smtp.healthPort(),
                    GatewaySettings.HEALTH_PORT,
                    () -> new SmtpGateway(smtp, stores.stores(), stores.queues())));
            onPort(smtp.smtpPort(), GatewaySettings.SMTP_PORT, () -> {
                gateway.start();
                return gateway;
            });
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** The settings of both processes, all faults of both named at once. */
    private record Settings(GatewaySettings gateway, FunctionSettings functions, StoreSettings store) {
        static Settings of(Map<String, String> environment) throws IOException {
            Set<String> problems = new LinkedHashSet<>();
            GatewaySettings gateway = read(GatewaySettings::from, environment, problems);
            FunctionSettings functions = read(FunctionSettings::from, environment, problems);
            StoreSettings store = read(Settings::store, environment, problems);
            if (gateway == null || functions == null || store == null) {
                throw new IOException("these settings need attention (docs/settings.md explains each):\n  - "
                        + String.join("\n  - ", problems));
            }
            return new Settings(gateway, functions, store);
        }

        private static StoreSettings store(Map<String, String> environment) {
            SettingsReader reader = new SettingsReader(environment);
            StoreSettings store = StoreSettings.from(reader);
            reader.finish();
            return store;
        }

        private static <T> @Nullable T read(
                Function<Map<String, String>, T> from, Map<String, String> environment, Set<String> problems) {
            try {
                return from.apply(environment);
            } catch (SettingsException wrong) {
                problems.addAll(wrong.problems());
                return null;
            }
        }
    }

    /**
     * Starts everything.
     *
     * @param environment the settings of the gateway and of the functions
     * @param functionsPort where the functions' HTTP endpoints are, on loopback; 0 for any free port
     * @throws IOException if a setting is wrong, or a port or the store cannot be had; the message is for people
     */
    public static LocalStamp start(Map<String, String> environment, int functionsPort) throws IOException {
        return new LocalStamp(environment, functionsPort);
    }

    public Stores stores() {
        return stores.stores();
    }

    /** Where SMTP is spoken. */
    public int smtpPort() {
        return gateway.port();
    }

    /** Where the gateway tells its health and metrics. */
    public int healthPort() {
        return gateway.healthPort();
    }

    /** Where the functions' HTTP endpoints are. */
    public OptionalInt functionsPort() {
        return functions.httpPort();
    }

    public List<String> functionNames() {
        return functions.functionNames();
    }

    /** Takes no more mail, finishes what is being worked on, and closes the stores. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            AutoCloseable next = opened.pop();
            try {
                if (next instanceof SmtpGateway running) {
                    running.drain();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            try {
                next.close();
            } catch (Exception failed) {
                LOG.warn("{} could not be closed: {}", next.getClass().getSimpleName(), failed.toString());
            }
        }
    }

    /** Something that listens on a port. */
    private interface Listening<T> {
        T start() throws IOException;
    }

    private static <T> T onPort(int port, String setting, Listening<T> listening) throws IOException {
        try {
            return listening.start();
        } catch (BindException taken) {
            throw new IOException(
                    "port " + port + " cannot be had (" + taken.getMessage() + "): choose another with " + setting,
                    taken);
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    /**
     * Ends this process, gateway and all, in its usual order; whoever started it starts it again. It comes to this where a function
     * hangs for longer than any of ours may take.
     */
    private static void end(String why) {
        LOG.error("this process ends: {}", why);
        System.exit(HUNG);
    }

    /** {@code host.json} lies at the root of the repository, which the launcher states. */
    private static HostPolicy hostPolicy() throws IOException {
        Path hostJson = Path.of(System.getProperty("afterword.home", "."), "host.json");
        return Files.exists(hostJson) ? HostPolicy.ofHostJson(hostJson) : HostPolicy.DEFAULT;
    }
}
