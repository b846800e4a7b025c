package org.afterword.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.afterword.gateway.intake.BackPressure;
import org.afterword.gateway.intake.MailIntake;
import org.afterword.gateway.intake.Reply;
import org.afterword.gateway.intake.TenantDoors;
import org.afterword.gateway.intake.TenantResolver;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.smtp.MailSessions;
import org.afterword.gateway.smtp.Verbs;
import org.afterword.gateway.wire.ClientCertificateCheck;
import org.afterword.gateway.wire.ClientSocket;
import org.afterword.gateway.wire.ListeningSocket;
import org.afterword.gateway.wire.Places;
import org.afterword.gateway.wire.ProxyHeader;
import org.afterword.gateway.wire.ServerTls;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.process.certificate.TrustAnchors;
import org.afterword.storage.Stores;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.SMTPServer;

/**
 * The front door: takes mail of the stamp's tenants from Exchange Online and answers 250 when it is stored and queued.
 *
 * <p>{@link #start} once, then {@link #drain} and {@link #close}, from any thread.
 */
public final class SmtpGateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SmtpGateway.class);
    private static final TenantId NOBODY = new TenantId(new UUID(0, 0));

    private final GatewaySettings settings;
    private final Stores stores;
    private final Clock clock;
    private final GatewayMetrics metrics = new GatewayMetrics();
    private final ServerTls tls;
    private final TenantDoors doors;
    private final MailIntake intake;
    private final BackPressure pressure;
    private final ListeningSocket socket;
    private final SMTPServer server;
    private final HealthServer health;
    private final ScheduledExecutorService watch = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("gateway-watch").daemon().factory());
    private volatile boolean storesWereThere;
    private volatile boolean running;

    /**
     * Prepares the gateway. Its ports are taken by {@link #start} (SMTP) and by this (health).
     *
     * @param queues of the stores, to see what is in them
     * @throws IOException if a certificate cannot be read or the health port cannot be had
     */
    public SmtpGateway(GatewaySettings settings, Stores stores, TriggerQueues queues) throws IOException {
        this(settings, stores, queues, Clock.systemUTC());
    }

    /**
     * The same for tests.
     *
     * @param clock by which mail has come in, doors are opened and workers are silent; connections go by the machine's
     */
    public SmtpGateway(GatewaySettings settings, Stores stores, TriggerQueues queues, Clock clock) throws IOException {
        this.settings = settings;
        this.stores = stores;
        this.clock = clock;
        this.doors = new TenantDoors(stores.closedRoutes(), clock);
        this.tls = new ServerTls(settings.certificate(), settings.key());
        this.intake = new MailIntake(
                stores.spool(),
                stores.queue(),
                new TenantResolver(stores.tenants(), metrics, clock),
                doors,
                settings.intake(),
                metrics,
                clock);
        this.pressure = new BackPressure(
                stores.queue(), queues, stores.workers(), settings.intake().queueAge(), clock);
        this.socket = new ListeningSocket(settings.session(), metrics::reply);
        Places places = new Places(settings.places(), System::nanoTime);
        MailSessions sessions = new MailSessions(intake, metrics, places);
        this.server = SMTPServer.port(settings.smtpPort())
                .bindAddress(settings.address())
                .hostName(settings.hostName())
                .softwareName("Afterword")
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .serverSocketFactory(() -> socket)
                .sessionHandler(sessions)
                .proxyHandler(new ProxyHeader(settings.proxyRanges()))
                // Our own count answers first, with a reply; the library's would only let clients wait.
                .maxConnections(settings.places().all() * 2)
                .build();
        ClientCertificateCheck certificates = new ClientCertificateCheck(
                settings.clientAuthorities().isPresent()
                        ? TrustAnchors.of(TlsIdentity.certificates(
                                settings.clientAuthorities().get()))
                        : TrustAnchors.ofPlatform(),
                settings.clientName());
        Verbs.install(
                server.getCommandHandler(),
                settings.hostName(),
                sessions,
                intake,
                pressure,
                tls,
                certificates,
                metrics);
        metrics.gauge("connections_open", "Connections that are open.", places::taken);
        metrics.gauge("mails_open", "Mails that are coming in.", intake::open);
        metrics.gauge("tenants_closed", "Tenants whose mail is not taken, since it cannot be returned.", doors::closed);
        metrics.gauge("certificate_days_left", "Days until our certificate expires.", this::certificateDaysLeft);
        metrics.gauge(
                "queue_oldest_age_seconds",
                "How long the oldest mail has waited to be signed; NaN if the queue does not answer.",
                pressure::ageSeconds);
        metrics.gauge(
                "queue_poison_length",
                "Messages that the host gave up, in all poison queues of signing; NaN if they do not answer.",
                pressure::poisonLength);
        metrics.gauge(
                "sweep_age_seconds",
                "How long ago a sweep for mail that nobody works on ended; NaN if none did or the store does not answer.",
                pressure::sweepAgeSeconds);
        metrics.gauge(
                "workers_alive",
                "Processes that told within two minutes that they work on mail; NaN if the store does not answer.",
                pressure::workersAlive);
        metrics.gauge("draining", "1 while the gateway stops.", () -> intake.isDraining() ? 1 : 0);
        this.health = healthServer();
    }

    /** @throws IOException if the SMTP port cannot be had, or our certificate has expired */
    public void start() throws IOException {
        if (hasExpired()) {
            throw new IOException("the TLS certificate in " + settings.certificate() + " expired at " + tls.expiry()
                    + ". Renew it, or name another in " + GatewaySettings.TLS_CERTIFICATE + ".");
        }
        try {
            server.start();
        } catch (RuntimeException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw Ports.explain(cause, settings.address(), settings.smtpPort(), GatewaySettings.SMTP_PORT);
            }
            throw failed;
        }
        running = true;
        health.start();
        repeat(socket::watch, 1, 1);
        repeat(tls::reloadIfChanged, 1, 1);
        repeat(this::report, 10, 60);
        repeat(pressure::look, 0, 1);
        log.info(
                "taking mail as {} on {}:{}",
                settings.hostName(),
                settings.address().getHostAddress(),
                port());
    }

    /** Where SMTP is spoken. */
    public int port() {
        return server.getPortAllocated();
    }

    /** Where health is told. */
    public int healthPort() {
        return health.port();
    }

    /**
     * Takes no more connections and no more mail, and waits for the mail that is coming in.
     *
     * @return whether all of it was answered within the time that the settings give
     */
    public boolean drain() throws InterruptedException {
        log.info("draining: {} mails are coming in", intake.open());
        intake.drain();
        try {
            socket.stopListening();
        } catch (IOException fault) {
            log.warn("the listening socket could not be closed", fault);
        }
        boolean quiet = intake.awaitQuiet(settings.drain());
        socket.clients().forEach(client -> client.disconnect(Reply.CLOSING.line()));
        log.info(quiet ? "drained" : "stopped waiting with {} mails coming in", intake.open());
        return quiet;
    }

    /** Stops at once; a mail that is coming in gets no answer and is sent again by its client. */
    @Override
    public void close() {
        running = false;
        intake.drain();
        watch.shutdownNow();
        for (ClientSocket client : socket.clients()) {
            client.cut();
        }
        server.stop();
        health.close();
    }

    private HealthServer healthServer() throws IOException {
        try {
            return new HealthServer(
                    new InetSocketAddress(settings.address(), settings.healthPort()),
                    () -> problems(true),
                    () -> problems(false),
                    metrics::text);
        } catch (IOException failed) {
            throw Ports.explain(failed, settings.address(), settings.healthPort(), GatewaySettings.HEALTH_PORT);
        }
    }

    /** Looks whether the certificate files have changed, as the gateway does by itself each second. */
    void reloadCertificate() {
        tls.reloadIfChanged();
    }

    private void repeat(Runnable task, int firstSecond, int seconds) {
        Future<?> unused = watch.scheduleWithFixedDelay(() -> attempt(task), firstSecond, seconds, TimeUnit.SECONDS);
    }

    /** Whatever fails, thrown on it would end the schedule, and nobody would hear of it. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (OutOfMemoryError ill) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, ill);
        } catch (RuntimeException | Error fault) {
            log.error("the watch over connections, certificates and the queue failed", fault);
        }
    }

    /** For stamps that collect this process's log and not its {@code /metrics}; the names are those of the alerts. */
    void report() {
        log.info(
                "metrics queue.oldest.age.seconds={} queue.poison.length={} sweep.age.seconds={} workers.alive={} certificate.days.left={} connections.open={} mails.accepted={} mails.deferred={} intake.closed={}",
                pressure.ageSeconds(),
                pressure.poisonLength(),
                pressure.sweepAgeSeconds(),
                pressure.workersAlive(),
                Math.round(certificateDaysLeft()),
                socket.clients().size(),
                metrics.value(GatewayMetrics.Counter.MAILS_ACCEPTED),
                metrics.value(GatewayMetrics.Counter.MAILS_DEFERRED),
                pressure.isClosed() ? 1 : 0);
    }

    /**
     * What keeps this machine from taking mail. A machine whose stores were there once is not to blame when they are away: it would
     * be made anew, and need registry, mirror and vault in the middle of their outage.
     *
     * @param ofStamp whether what concerns the stamp as a whole counts too
     */
    private List<String> problems(boolean ofStamp) {
        List<String> found = new ArrayList<>();
        if (!running || intake.isDraining()) {
            found.add("not taking mail: starting or stopping");
        }
        if (hasExpired()) {
            found.add("the TLS certificate expired at " + tls.expiry());
        }
        if (ofStamp || !storesWereThere) {
            addProblemsOfStores(ofStamp, found);
        }
        return found;
    }

    private void addProblemsOfStores(boolean ofStamp, List<String> found) {
        int before = found.size();
        if (Double.isNaN(pressure.ageSeconds())) {
            found.add("the queue does not answer");
        } else if (ofStamp) {
            pressure.unseen().ifPresent(found::add);
        }
        try {
            // Past the cache, which would answer for a store that is away.
            Optional<Versioned<Tenant>> nobody = stores.tenants().read(NOBODY);
            if (ofStamp && nobody.isEmpty() && !stores.tenants().hasTenants()) {
                found.add("the store knows no tenant: this stamp is new, or its store is missing");
            }
        } catch (IOException | RuntimeException unavailable) {
            log.warn("the store does not answer: {}", unavailable.getMessage());
            found.add("the store does not answer");
        }
        if (found.size() == before) {
            storesWereThere = true;
        }
    }

    private boolean hasExpired() {
        return clock.instant().isAfter(tls.expiry());
    }

    private double certificateDaysLeft() {
        return Duration.between(clock.instant(), tls.expiry()).toSeconds() / 86400.0;
    }
}
