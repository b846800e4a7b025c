package org.afterword.functions.app;

import io.opentelemetry.api.GlobalOpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import org.afterword.functions.console.ConsoleApi;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.session.ConsoleSessions;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.RouteCheck;
import org.afterword.functions.mail.signing.SigningPolicy;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.telemetry.StampMetrics;
import org.afterword.functions.mail.telemetry.StampReport;
import org.afterword.functions.mail.telemetry.VirtualMachine;
import org.afterword.functions.mail.upkeep.Duties;
import org.afterword.functions.mail.upkeep.WakeUp;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.Onboarding;
import org.afterword.functions.onboarding.route.MxRecords;
import org.afterword.functions.onboarding.route.MxRoutes;
import org.afterword.functions.onboarding.route.NamedRoutes;
import org.afterword.functions.onboarding.route.RouteProbe;
import org.afterword.functions.onboarding.route.RouteUpkeep;
import org.afterword.functions.onboarding.route.Routes;
import org.afterword.functions.onboarding.worker.ConnectWorker;
import org.afterword.process.certificate.ReloadedIdentity;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.process.certificate.TrustAnchors;
import org.afterword.process.settings.SettingsException;
import org.afterword.process.settings.Version;
import org.afterword.process.vault.VaultSettings;
import org.afterword.storage.open.OpenStores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the functions are put together from. The host makes a new function object for each call, so all that lasts
 * (settings, stores, connections) is here, is made once for the process, and is shared.
 *
 * <p>Safe for use by several threads.
 */
public final class FunctionApp implements AutoCloseable {
    /** How long a call waits for an app that is not there yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FunctionApp.class);

    private static final AppStart<FunctionApp> START = new AppStart<>(FunctionApp::buildForTheHost);

    private final SigningWorker worker;
    private final Duties duties;
    private final ExecutorService asking = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("ask-routes").daemon().factory());
    private final ConsoleApi console;
    private final MailReturn mailReturn;
    private final OpenStores stores;
    private final ConnectTenant.Part connecting;
    private final StampMetrics metrics;
    private final Upkeep upkeep;
    private final Health.Sources health;
    private volatile Optional<ConnectWorker> connectWorker = Optional.empty();
    private Optional<VaultSettings> vault = Optional.empty();

    private FunctionApp(FunctionSettings settings, OpenStores stores) throws IOException {
        ReloadedIdentity identity = ReloadedIdentity.ofPem(settings.returnCertificate(), settings.returnKey());
        X509TrustManager trust = settings.returnAuthorities().isPresent()
                ? TrustAnchors.of(
                        TlsIdentity.certificates(settings.returnAuthorities().get()))
                : TrustAnchors.ofPlatform();
        this.stores = stores;
        RouteCheck check = new RouteCheck(settings.hostName(), identity, trust);
        Routes routes = routes(settings.connect(), check::obstacle);
        connecting = () -> Onboarding.worker(
                settings.connect(), stores.onboarding(), stores.stores().tenants(), routes);
        prepareConnecting();
        // Goes nowhere unless the Application Insights agent, or another OpenTelemetry SDK, is in this process.
        metrics = new StampMetrics(GlobalOpenTelemetry.get());
        mailReturn = new MailReturn(settings.hostName(), identity, trust);
        worker = new SigningWorker(
                stores.stores(),
                mailReturn,
                new SigningPolicy(
                        settings.hostName(),
                        settings.deadline(),
                        settings.returnUnsigned(),
                        Capacity.ofThisProcess(),
                        settings.closeAfter(),
                        Version.text()),
                settings.traceKey(),
                metrics,
                InstantSource.system());
        StampReport report = new StampReport(
                stores.stores(),
                stores.queues(),
                identity::expiry,
                worker.counts()::all,
                VirtualMachine.ofThisProcess(),
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
        WakeUp wakeUp = new WakeUp(stores.stores().workers(), stores.queues(), Version.text(), InstantSource.system());
        List<Upkeep.Step> steps = new ArrayList<>();
        // The report first: what takes long or hangs must not keep it.
        steps.add(report::tell);
        steps.add(log -> wakeUp.run());
        steps.add(log -> duties.run());
        if (routes instanceof MxRoutes asked) {
            RouteUpkeep routeUpkeep = new RouteUpkeep(
                    stores.stores().workers(), stores.stores().tenants(), asked, asking, InstantSource.system());
            steps.add(log -> routeUpkeep.run());
        }
        upkeep = new Upkeep(steps);
        health = new Health.Sources(worker.counts()::all, stores.stores().workers(), InstantSource.system());
    }

    private static Routes routes(ConnectSettings settings, RouteProbe probe) {
        return settings.tenantEndpoint()
                .<Routes>map(named -> new NamedRoutes(named, probe))
                .orElseGet(
                        () -> new MxRoutes(MxRecords.OF_SYSTEM::of, settings.endpointDomains(), MxRoutes.SMTP, probe));
    }

    /**
     * A part of the app of this process, or why there is none: at once, but that a first start which is under way is waited
     * for, for ten seconds at most. The app is made from the environment.
     */
    static <T> AppStart.State<T> current(Function<FunctionApp, T> part) {
        return START.afterFirstTry(PATIENCE).map(part);
    }

    /**
     * The same, but that an app that is not there is waited for in any case, for ten seconds at most. A call that has taken
     * a message so keeps its place: an instance that cannot start would else be the quickest of all, and take most.
     */
    static <T> AppStart.State<T> awaited(Function<FunctionApp, T> part) {
        return START.within(PATIENCE).map(part);
    }

    /**
     * Makes the app of this process from settings that are not in the environment, as the local runner does.
     *
     * @throws IllegalStateException if there is one already
     * @throws UncheckedIOException if a certificate or store cannot be used
     */
    public static FunctionApp start(FunctionSettings settings) {
        return START.startBy(() -> build(settings));
    }

    /**
     * Makes the app of this process from such settings as Azure gives it, in which some may name secrets of a vault.
     *
     * @throws SettingsException if settings are missing or wrong
     * @throws IllegalStateException if there is one already
     * @throws UncheckedIOException if a vault, certificate or store cannot be used
     */
    public static FunctionApp start(Map<String, String> environment) {
        return START.startBy(() -> build(environment));
    }

    /** No mail waits for what only connecting tenants needs. */
    private void prepareConnecting() {
        try {
            connectWorker = Optional.of(connecting.get());
        } catch (IOException unusable) {
            LOG.error("no tenant can be connected: {}", unusable.getMessage());
        }
    }

    private static FunctionApp buildForTheHost() {
        FunctionApp app = build(System.getenv());
        EndOfProcess.ends(app);
        return app;
    }

    /** Makes the app as soon as mail can be returned; what else is wrong is said. */
    private static FunctionApp build(Map<String, String> environment) {
        VaultSettings vault;
        try {
            vault = VaultSettings.open(environment, FunctionSettings.DISPENSABLE);
        } catch (IOException unusable) {
            throw new UncheckedIOException("the function app cannot start: " + unusable.getMessage(), unusable);
        }
        try {
            FunctionSettings.ForMail read = FunctionSettings.forMail(vault.environment());
            read.problems()
                    .forEach(problem -> LOG.error("mail is worked on, although a setting is wrong: {}", problem));
            FunctionApp app = build(read.settings());
            app.vault = Optional.of(vault);
            app.sayWhatRuns();
            return app;
        } catch (RuntimeException | Error unusable) {
            vault.close();
            throw unusable;
        }
    }

    /** What was set for Java and for telemetry is not always what there is. */
    private void sayWhatRuns() {
        LOG.info("the function app {} has started: {}", Version.text(), VirtualMachine.ofThisProcess());
        if (!metrics.isRecorded()) {
            LOG.warn("no metric and no span leaves this process: the OpenTelemetry in it does not record");
        }
    }

    private static FunctionApp build(FunctionSettings settings) {
        try {
            OpenStores stores = OpenStores.open(settings.store());
            try {
                return new FunctionApp(settings, stores);
            } catch (IOException | RuntimeException | Error unusable) {
                stores.close();
                throw unusable;
            }
        } catch (IOException unusable) {
            throw new UncheckedIOException("the function app cannot start: " + unusable.getMessage(), unusable);
        }
    }

    /** Ends the sign-ins that wait for somebody, which would otherwise keep their functions running for minutes. */
    public void stopSignIns() {
        connectWorker.ifPresent(ConnectWorker::stop);
    }

    /** What could not be made at the start is tried again. @throws IOException if it cannot be made now either */
    synchronized ConnectWorker connectWorker() throws IOException {
        if (connectWorker.isEmpty()) {
            connectWorker = Optional.of(connecting.get());
        }
        return connectWorker.get();
    }

    SigningWorker worker() {
        return worker;
    }

    LastResort lastResort() {
        return new LastResort(worker, stores.queues());
    }

    Upkeep upkeep() {
        return upkeep;
    }

    ConsoleApi console() {
        return console;
    }

    /** What {@link Health} tells. */
    Health.Sources health() {
        return health;
    }

    /** Closes connections and stores; the next call of {@link #start} makes a new app. */
    @Override
    public void close() throws IOException {
        duties.close();
        asking.shutdownNow();
        // The app stays the one of this process until then: a call that comes meanwhile puts its message back at once.
        worker.close();
        START.forget(this);
        mailReturn.close();
        stores.close();
        vault.ifPresent(VaultSettings::close);
    }
}
