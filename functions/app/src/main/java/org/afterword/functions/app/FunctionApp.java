package org.afterword.functions.app;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;
import org.afterword.functions.console.ConsoleApi;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.session.ConsoleSessions;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.signing.Duties;
import org.afterword.functions.mail.signing.SigningPolicy;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.telemetry.StampMetrics;
import org.afterword.functions.mail.telemetry.StampReport;
import org.afterword.functions.onboarding.Onboarding;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.process.certificate.ReloadedIdentity;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.process.certificate.TrustAnchors;
import org.afterword.process.settings.SettingsException;
import org.afterword.process.vault.VaultSettings;
import org.afterword.storage.open.OpenStores;
import org.jspecify.annotations.Nullable;

/**
 * What the functions are put together from. The host makes a new function object for each call, so all that lasts
 * (settings, stores, connections) is here, is made once for the process, and is shared.
 *
 * <p>Safe for use by several threads.
 */
public final class FunctionApp implements AutoCloseable {
    private static final Object LOCK = new Object();
    /** Calls that come together need not each find out that the app cannot start, one behind the other. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static @Nullable FunctionApp current;
    private static @Nullable RuntimeException failure;
    private static long failedAt;

    private final SigningWorker worker;
    private final Duties duties;
    private final ConsoleApi console;
    private final MailReturn mailReturn;
    private final OpenStores stores;
    private final ConnectWorker connectWorker;
    private final StampReport report;
    private Optional<VaultSettings> vault = Optional.empty();

    private FunctionApp(FunctionSettings settings, OpenStores stores) throws IOException {
        ReloadedIdentity identity = ReloadedIdentity.ofPem(settings.returnCertificate(), settings.returnKey());
        X509TrustManager trust = settings.returnAuthorities().isPresent()
                ? TrustAnchors.of(
                        TlsIdentity.certificates(settings.returnAuthorities().get()))
                : TrustAnchors.ofPlatform();
        this.stores = stores;
        connectWorker = Onboarding.worker(
                settings.connect(), stores.onboarding(), stores.stores().tenants());
        // Goes nowhere unless the Application Insights agent, or another OpenTelemetry SDK, is in this process.
        StampMetrics metrics = new StampMetrics(GlobalOpenTelemetry.get());
        mailReturn = new MailReturn(settings.hostName(), identity, trust);
        worker = new SigningWorker(
                stores.stores(),
                mailReturn,
                new SigningPolicy(
                        settings.hostName(),
                        settings.deadline(),
                        settings.returnUnsigned(),
                        Capacity.ofThisProcess(),
                        settings.closeAfter()),
                settings.traceKey(),
                metrics,
                InstantSource.system());
        report = new StampReport(
                stores.stores().queue(),
                stores.queues(),
                identity::expiry,
                worker.counts()::all,
                InstantSource.system(),
                metrics);
        console = new ConsoleApi(
                stores.stores(),
                settings.traceKey(),
                new ConsoleSessions(stores.onboarding(), InstantSource.system()),
                new ConnectApi(
                        settings.connect(), stores.onboarding(), stores.stores().traces(), InstantSource.system()),
                InstantSource.system());
        duties = new Duties(
                        stores.stores(), stores.queues(), settings.keepAside(), worker.counts(), InstantSource.system())
                .start();
    }

    /**
     * The app of this process, made from the environment at the first call.
     *
     * @throws SettingsException if settings are missing or wrong
     * @throws IllegalStateException if a certificate or a store that they name cannot be used
     */
    static FunctionApp current() {
        synchronized (LOCK) {
            if (current != null) {
                return current;
            }
            if (failure != null && System.nanoTime() - failedAt < REMEMBERED.toNanos()) {
                throw new IllegalStateException(failure.getMessage(), failure);
            }
            try {
                FunctionApp app = build(System.getenv());
                failure = null;
                current = app;
                EndOfProcess.ends(app);
                return app;
            } catch (RuntimeException unusable) {
                failure = unusable;
                failedAt = System.nanoTime();
                throw unusable;
            }
        }
    }

    /**
     * Makes the app of this process from settings that are not in the environment, as the local runner does.
     *
     * @throws IllegalStateException if there is one already, or a certificate or store cannot be used
     */
    public static FunctionApp start(FunctionSettings settings) {
        synchronized (LOCK) {
            if (current != null) {
                throw new IllegalStateException("the function app of this process has been started already");
            }
            FunctionApp app = build(settings);
            current = app;
            return app;
        }
    }

    /**
     * Makes the app of this process from such settings as Azure gives it, in which some may name secrets of a vault.
     *
     * @throws SettingsException if settings are missing or wrong
     * @throws IllegalStateException if there is one already, or a vault, certificate or store cannot be used
     */
    public static FunctionApp start(Map<String, String> environment) {
        synchronized (LOCK) {
            if (current != null) {
                throw new IllegalStateException("the function app of this process has been started already");
            }
            FunctionApp app = build(environment);
            current = app;
            return app;
        }
    }

    private static FunctionApp build(Map<String, String> environment) {
        VaultSettings vault;
        try {
            vault = VaultSettings.open(environment);
        } catch (IOException unusable) {
            throw new IllegalStateException("the function app cannot start: " + unusable.getMessage(), unusable);
        }
        try {
            FunctionApp app = build(FunctionSettings.from(vault.environment()));
            app.vault = Optional.of(vault);
            return app;
        } catch (RuntimeException unusable) {
            vault.close();
            throw unusable;
        }
    }

    private static FunctionApp build(FunctionSettings settings) {
        try {
            OpenStores stores = OpenStores.open(settings.store());
            try {
                return new FunctionApp(settings, stores);
            } catch (IOException | RuntimeException unusable) {
                stores.close();
                throw unusable;
            }
        } catch (IOException unusable) {
            throw new IllegalStateException("the function app cannot start: " + unusable.getMessage(), unusable);
        }
    }

    /** Ends the sign-ins that wait for somebody, which would otherwise keep their functions running for minutes. */
    public void stopSignIns() {
        connectWorker.stop();
    }

    ConnectWorker connectWorker() {
        return connectWorker;
    }

    SigningWorker worker() {
        return worker;
    }

    LastResort lastResort() {
        return new LastResort(worker, stores.queues());
    }

    Duties duties() {
        return duties;
    }

    ConsoleApi console() {
        return console;
    }

    StampReport report() {
        return report;
    }

    /** Closes connections and stores; the next call of {@link #start} makes a new app. */
    @Override
    public void close() throws IOException {
        synchronized (LOCK) {
            if (current == this) {
                current = null;
            }
        }
        duties.close();
        worker.close();
        mailReturn.close();
        stores.close();
        vault.ifPresent(VaultSettings::close);
    }
}
