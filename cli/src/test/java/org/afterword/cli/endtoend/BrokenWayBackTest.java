package org.afterword.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.RouteCheck;
import org.afterword.functions.mail.signing.SigningPolicy;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.upkeep.Duties;
import org.afterword.functions.onboarding.route.EndpointDomains;
import org.afterword.functions.onboarding.route.MxRoutes;
import org.afterword.functions.onboarding.route.RouteUpkeep;
import org.afterword.gateway.GatewaySettings;
import org.afterword.gateway.SmtpGateway;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two tenants share a stamp, and the way back of one breaks for hours. The clock goes as the test says. */
@Timeout(300)
class BrokenWayBackTest {
    private static final String DOMAIN = "afterword.example";
    private static final String TO = "partner@fabrikam.example";

    private final TestClock clock = new TestClock(Instant.now());
    private final InMemoryStores stores = new InMemoryStores(clock);
    private final CertificateAuthority outlook = CertificateAuthority.create("Test authority of Exchange Online");
    private final CertificateAuthority ours = CertificateAuthority.create("Test authority of Afterword");
    private final Raised alarms = new Raised("org.afterword.functions.mail.signing.ReturnWatch", Level.SEVERE);
    private final Raised warnings = new Raised(RouteUpkeep.class.getName(), Level.WARNING);

    private IssuedCertificate back;
    private MailReturn mailReturn;
    private SigningWorker worker;
    private Duties duties;
    private SmtpGateway gateway;
    private Company a;
    private Company b;

    /** A tenant, and what its people have sent. */
    private record Company(TenantId id, String domain, ExchangeTenant exchange, List<Submission> sent) {
        void send(int mails) throws IOException {
            for (int i = 0; i < mails; i++) {
                String mail = "From: anna@%s\r\nTo: %s\r\nSubject: Hello\r\nMessage-ID: <%d@%s>\r\n\r\nHello\r\n"
                        .formatted(domain, TO, sent.size(), domain);
                sent.add(exchange.submit(mail.getBytes(StandardCharsets.US_ASCII), "anna@" + domain, TO));
            }
        }

        boolean hasAllBack() {
            return exchange.delivered().size() - exchange.reports().size() >= sent.size();
        }

        /** Whether the gateway has answered each mail at least once. */
        boolean hasAnswers() {
            return sent.stream()
                    .allMatch(mail -> mail.state(TO) != Submission.State.QUEUED
                            || !mail.deferrals().isEmpty());
        }

        int with(Submission.State state) {
            return (int) sent.stream().filter(mail -> mail.state(TO) == state).count();
        }
    }

    /** What is raised about ways back. */
    private static final class Raised extends Handler {
        /** Held, since loggers that nobody holds are lost. */
        private final Logger logger;

        private final List<String> lines = new CopyOnWriteArrayList<>();

        Raised(String name, Level from) {
            logger = Logger.getLogger(name);
            setLevel(from);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            if (isLoggable(line)) {
                lines.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        IssuedCertificate.PemFiles door =
                ours.issue(CertificateRequest.server("*.smtp." + DOMAIN)).writePem(folder, "gateway");
        GatewaySettings settings = GatewaySettings.from(Map.ofEntries(
                Map.entry(StoreSettings.STORE, "folder:" + folder),
                Map.entry(GatewaySettings.HOST_NAME, "smtp." + DOMAIN),
                Map.entry(GatewaySettings.SMTP_ADDRESS, "127.0.0.1"),
                Map.entry(GatewaySettings.SMTP_PORT, "0"),
                Map.entry(GatewaySettings.HEALTH_PORT, "0"),
                Map.entry(GatewaySettings.TLS_CERTIFICATE, door.certificate().toString()),
                Map.entry(GatewaySettings.TLS_KEY, door.key().toString()),
                Map.entry(
                        GatewaySettings.CLIENT_AUTHORITIES,
                        outlook.writePem(folder.resolve("outlook.pem")).toString()),
                // The clock leaps over what waits in the queue.
                Map.entry(GatewaySettings.MAX_QUEUE_SECONDS, "86400")));
        gateway = new SmtpGateway(settings, stores.stores(), stores.queue(), clock.withZone(ZoneOffset.UTC));
        gateway.start();
        back = ours.issue(CertificateRequest.client(DOMAIN));
        mailReturn = new MailReturn(
                "smtp." + DOMAIN,
                new TlsIdentity(back.chain(), back.key()),
                CertificateAuthority.trustManager(outlook));
        worker = new SigningWorker(
                stores.stores(),
                mailReturn,
                new SigningPolicy("smtp." + DOMAIN, Duration.ofSeconds(60), false),
                "0123456789abcdef".getBytes(StandardCharsets.US_ASCII),
                outcome -> {},
                clock);
        duties = new Duties(stores.stores(), stores.queue(), Duration.ofDays(30), worker.counts(), clock);
        a = move(folder, "a.example");
        b = move(folder, "b.example");
    }

    private Company move(Path folder, String domain) throws Exception {
        RoutingCode code = RoutingCode.random(new SecureRandom());
        TenantId id = new TenantId(UUID.randomUUID());
        ExchangeTenant exchange = ExchangeTenant.of(domain)
                .id(id.value())
                .acceptedDomains(DOMAIN)
                .routingCode(code.value())
                .start(
                        folder.resolve(domain),
                        InboundSettings.from(DOMAIN, outlook.issue(CertificateRequest.server("localhost")), ours));
        stores.tenants()
                .put(new Tenant(
                        id,
                        domain,
                        Tenant.State.CONNECTED,
                        Set.of(domain),
                        code.hash(),
                        new SmtpEndpoint("localhost", exchange.inbound().port())));
        SmartHost host = SmartHost.local(code.value() + ".smtp." + DOMAIN, gateway.port(), "*.smtp." + DOMAIN);
        exchange.connectOutbound(OutboundSettings.to(host, outlook, ours));
        return new Company(id, domain, exchange, new ArrayList<>());
    }

    @AfterEach
    void stop() throws IOException {
        a.exchange().close();
        b.exchange().close();
        gateway.close();
        duties.close();
        worker.close();
        mailReturn.close();
        alarms.close();
        warnings.close();
    }

    /** Does what the host does with all jobs that can be seen now. */
    private void work() throws IOException {
        duties.run();
        List<Delivery> taken;
        do {
            taken = stores.queue().receive(SigningQueue.NAME, 32, Duration.ofMinutes(10));
            for (Delivery delivery : taken) {
                worker.work(SigningJob.parse(delivery.body()), false);
                stores.queue().delete(delivery);
            }
        } while (!taken.isEmpty());
    }

    /** Both send, and what becomes of it is seen before the clock goes on: B's mail is back by then, as ever. */
    private void step(Duration time) throws IOException {
        a.send(3);
        b.send(2);
        while (!b.hasAllBack() || !a.hasAnswers()) {
            work();
        }
        clock.advance(time);
    }

    private List<TenantId> closed() throws IOException {
        return stores.closedRoutes().all().stream().map(ClosedRoute::tenant).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.7.64 TenantAttribution; Relay Access Denied",
                "451 4.3.2 System not accepting network messages"
            })
    void itsMailStaysWithExchangeAndNobodyElseNotices(String reply) throws Exception {
        step(Duration.ofMinutes(1));
        while (!a.hasAllBack()) {
            work();
        }

        a.exchange().inbound().inject(new Fault.SenderAnswer(reply));
        for (int halfMinute = 0; halfMinute < 24; halfMinute++) {
            step(Duration.ofSeconds(30));
        }
        assertThat(closed()).containsExactly(a.id());
        int takenAtFirst = a.with(Submission.State.HANDED_OVER);
        assertThat(takenAtFirst).isLessThan(a.sent().size());

        int steps = 6 * 6 - 1;
        for (int tenMinutes = 0; tenMinutes < steps; tenMinutes++) {
            step(Duration.ofMinutes(10));
        }
        assertThat(a.with(Submission.State.HANDED_OVER) - takenAtFirst).isBetween(1, steps);
        assertThat(a.with(Submission.State.REFUSED)).isZero();
        assertThat(a.exchange().nonDeliveries()).isEmpty();
        assertThat(a.exchange().delivered()).hasSize(3);
        assertThat(b.exchange().delivered()).hasSameSizeAs(b.sent());
        assertThat(closed()).containsExactly(a.id());
        assertThat(alarms.lines).hasSize(1);
        int held = stores.spool().names().size();
        assertThat(held).isEqualTo(a.with(Submission.State.HANDED_OVER) - 3);

        a.exchange().inbound().heal();
        while (!a.hasAllBack()) {
            work();
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(closed()).isEmpty();
        assertThat(stores.spool().names()).isEmpty();
        for (Company company : List.of(a, b)) {
            assertThat(company.exchange().duplicates()).isEmpty();
            assertThat(company.exchange().breaches()).isEmpty();
            assertThat(company.exchange().nonDeliveries()).isEmpty();
            assertThat(company.with(Submission.State.HANDED_OVER))
                    .isEqualTo(company.sent().size());
        }
        assertThat(b.exchange().reports()).isEmpty();
        assertThat(a.exchange().reports()).hasSizeLessThanOrEqualTo(held);
        for (int i = 0; i < a.sent().size(); i++) {
            assertThat(reportsAbout("<" + i + "@a.example>")).isLessThanOrEqualTo(1);
        }
        assertThat(alarms.lines).hasSize(1);
    }

    /**
     * The place that the record names is no more, as where an earlier version has guessed it, or where Exchange Online takes
     * the mail elsewhere now.
     */
    @Test
    void mailThatWaitsForAPlaceThatIsNoMoreGoesToWhereTheDnsSaysNow() throws Exception {
        int port = a.exchange().inbound().port();
        SmtpEndpoint gone = new SmtpEndpoint("a-example.invalid", port);
        Map<String, List<String>> mx = new HashMap<>(Map.of("a.onmicrosoft.com", List.of()));
        RouteCheck check = new RouteCheck(
                "smtp." + DOMAIN,
                new TlsIdentity(back.chain(), back.key()),
                CertificateAuthority.trustManager(outlook));
        MxRoutes routes = new MxRoutes(
                domain -> mx.getOrDefault(domain, List.of()),
                EndpointDomains.parse("localhost invalid"),
                port,
                check::obstacle);
        RouteUpkeep upkeep = new RouteUpkeep(stores.workers(), stores.tenants(), routes, Runnable::run, clock);
        step(Duration.ofMinutes(1));
        while (!a.hasAllBack()) {
            work();
        }

        Tenant before = stores.tenants().find(a.id()).orElseThrow();
        stores.tenants()
                .put(before.withDomains(Set.of("a.example", "a.onmicrosoft.com"))
                        .withInbound(gone));
        for (int minute = 0; minute < 3; minute++) {
            step(Duration.ofMinutes(1));
            upkeep.run();
        }
        assertThat(a.exchange().delivered()).hasSize(3);
        assertThat(stores.tenants().find(a.id()).orElseThrow().inbound()).isEqualTo(gone);

        mx.put("a.onmicrosoft.com", List.of("localhost"));
        clock.advance(Duration.ofDays(1));
        upkeep.run();
        assertThat(stores.tenants().find(a.id()).orElseThrow().inbound())
                .isEqualTo(new SmtpEndpoint("localhost", port));
        while (!a.hasAllBack()) {
            work();
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(stores.spool().names()).isEmpty();
        assertThat(a.with(Submission.State.HANDED_OVER)).isEqualTo(a.sent().size());
        assertThat(a.exchange().duplicates()).isEmpty();
        assertThat(a.exchange().nonDeliveries()).isEmpty();
        assertThat(closed()).isEmpty();
        assertThat(warnings.lines).singleElement().asString().contains(a.id().toString(), "a.onmicrosoft.com");
    }

    private int reportsAbout(String messageId) throws IOException {
        int found = 0;
        for (DeliveredMail report : a.exchange().reports()) {
            found += new String(report.content(), StandardCharsets.ISO_8859_1).contains(messageId) ? 1 : 0;
        }
        return found;
    }
}
