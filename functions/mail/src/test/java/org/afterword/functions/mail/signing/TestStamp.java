package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.returning.MailReturn;
import org.afterword.functions.mail.returning.ScriptedServer;
import org.afterword.functions.mail.upkeep.QueueMover;
import org.afterword.functions.mail.upkeep.Sweeper;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.storage.Stores;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/** A worker over stores in the heap, a clock that a test moves, and a tenant's server that does as it is told. */
public final class TestStamp implements AutoCloseable {
    public static final TenantId CONTOSO = new TenantId(UUID.fromString("0f6c1e7a-1111-4222-8333-944444444444"));
    public static final String MAIL =
            "X-Afterword-Auth: 0123456789ab\r\nFrom: Anna <anna@contoso.example>\r\nTo: ben@fabrikam.example\r\n"
                    + "Subject: Lunch\r\nMessage-ID: <1@contoso.example>\r\nMIME-Version: 1.0\r\n"
                    + "Content-Type: text/plain; charset=utf-8\r\n\r\nAt noon?\r\n";
    private static final CertificateAuthority SERVERS = CertificateAuthority.create("Servers");
    private static final CertificateAuthority STAMPS = CertificateAuthority.create("Stamps");

    public static final Duration KEEP_ASIDE = Duration.ofDays(30);

    public final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    public final InMemoryStores stores = new InMemoryStores(clock);
    public final ScriptedServer server;
    public final MailReturn mailReturn;
    /** What became of mail, in order. */
    public final List<MailOutcome> outcomes = new CopyOnWriteArrayList<>();

    public SigningWorker worker;
    public final Sweeper sweeper;
    public final QueueMover mover = new QueueMover(stores.queue(), clock, time -> {});

    public TestStamp() throws IOException {
        server = newServer();
        mailReturn = newMailReturn();
        worker = worker(stores.stores(), false);
        sweeper = new Sweeper(stores.stores(), stores.queue(), KEEP_ASIDE, worker.counts(), clock);
        tenant(Tenant.State.CONNECTED);
        SignatureTemplate template =
                SignatureTemplate.of("t", "<p>{{displayName}}, Contoso</p>", Optional.empty(), List.of());
        stores.signatures()
                .put(
                        CONTOSO,
                        SignatureCatalog.of(
                                List.of(SignatureRule.of("everybody", "Everybody", "t")), List.of(template)));
        stores.people()
                .put(CONTOSO, new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Berg")));
    }

    /** A server of some tenant. */
    static ScriptedServer newServer() throws IOException {
        return new ScriptedServer(
                SERVERS.issue(CertificateRequest.server("localhost")).tlsTrusting(STAMPS));
    }

    /** The way back to such servers. */
    static MailReturn newMailReturn() throws IOException {
        IssuedCertificate ours = STAMPS.issue(CertificateRequest.client("stamp.afterword.example"));
        return new MailReturn(
                "stamp.afterword.example",
                new TlsIdentity(ours.chain(), ours.key()),
                CertificateAuthority.trustManager(SERVERS));
    }

    public SigningWorker worker(Stores over, boolean leaveAllAlone) {
        return worker(over, leaveAllAlone, Capacity.ofThisProcess());
    }

    SigningWorker worker(Stores over, boolean leaveAllAlone, Capacity capacity) {
        return new SigningWorker(
                over,
                mailReturn,
                new SigningPolicy("stamp.afterword.example", Duration.ofSeconds(60), leaveAllAlone, capacity),
                "0123456789abcdef".getBytes(ISO_8859_1),
                outcomes::add,
                clock);
    }

    /** A worker whose process' clock, and the timer of its leases, a test moves. */
    SigningWorker worker(LongSupplier nanoTime, ScheduledExecutorService leaseTimer) {
        return worker(nanoTime, leaseTimer, Capacity.ofThisProcess());
    }

    SigningWorker worker(LongSupplier nanoTime, ScheduledExecutorService leaseTimer, Capacity capacity) {
        return new SigningWorker(
                stores.stores(),
                mailReturn,
                new SigningPolicy("stamp.afterword.example", Duration.ofSeconds(60), false, capacity),
                "0123456789abcdef".getBytes(ISO_8859_1),
                outcomes::add,
                clock,
                nanoTime,
                leaseTimer);
    }

    public void tenant(Tenant.State state) throws IOException {
        stores.tenants().put(new Tenant(CONTOSO, "Contoso", state, Set.of("contoso.example"), "", server.endpoint()));
    }

    /** A mail as a gateway of an earlier version left it: stored and queued. */
    public SigningJob receive(String mail, Envelope envelope) throws IOException {
        return receive(mail, envelope, Optional.empty());
    }

    /** A mail as the gateway leaves it: stored and queued. */
    public SigningJob receive(String mail, Envelope envelope, Optional<SmtpEndpoint> inbound) throws IOException {
        Instant now = clock.instant();
        UUID id = SigningJob.newId(now);
        SigningJob job = new SigningJob(id, CONTOSO, SpoolName.of(CONTOSO, now, id), now, 1, envelope, inbound);
        try (MailSpool.Incoming incoming = stores.spool().receive(job.spoolName())) {
            incoming.write(mail.getBytes(ISO_8859_1));
            incoming.commit(job);
        }
        stores.queue().send(job, Duration.ZERO);
        return job;
    }

    public SigningJob receive(String... recipients) throws IOException {
        return receive(MAIL, Envelope.of("anna@contoso.example", List.of(recipients)));
    }

    /** A mail for Ben with these parameters of RCPT. @param sender empty for the null sender */
    SigningJob receiveFrom(String sender, Map<String, String> parameters) throws IOException {
        Recipient ben = new Recipient(MailAddress.of("ben@fabrikam.example"), EsmtpParameters.of(parameters));
        return receive(
                MAIL, Envelope.of(sender, List.of(ben.address().address())).to(List.of(ben)));
    }

    /** Sweeps, and lets the time go by until what was queued can be seen. */
    public void sweepAndShow() throws IOException {
        sweeper.sweep();
        clock.advance(Duration.ofSeconds(5));
    }

    /** How long from now until each message can be seen that is not in a poison queue. */
    public List<Duration> delays() {
        return Stream.of(SigningQueue.NAME, SigningQueue.LATER)
                .flatMap(queue -> stores.queue().delays(queue).stream())
                .toList();
    }

    /** Does what the host does with all messages that can be seen or are due, once each; answers how many there were. */
    public int runTriggers() throws IOException {
        return runTriggers(UnaryOperator.identity());
    }

    public int runTriggers(UnaryOperator<SigningWorker> choice) throws IOException {
        int count = 0;
        if (stores.queue().delays(SigningQueue.LATER).contains(Duration.ZERO)) {
            mover.moveDue();
        }
        for (Delivery delivery : stores.queue().receive(SigningQueue.NAME, 32, Duration.ofMinutes(10))) {
            count++;
            try {
                choice.apply(worker).work(SigningJob.parse(delivery.body()), delivery.dequeueCount() >= 5);
                stores.queue().delete(delivery);
            } catch (IOException again) {
                if (delivery.dequeueCount() >= 5) {
                    stores.queue().send(SigningQueue.POISON, delivery.body(), Duration.ZERO);
                    stores.queue().delete(delivery);
                } else {
                    stores.queue().release(delivery, Duration.ofSeconds(10));
                }
            }
        }
        return count;
    }

    /** The mail that the server got as number {@code index}, as text. */
    public String delivered(int index) {
        return new String(server.mails().get(index), ISO_8859_1);
    }

    public String outcome() {
        return stores.traces().records().getLast().outcome();
    }

    @Override
    public void close() throws IOException {
        worker.close();
        mailReturn.close();
        server.close();
    }
}
