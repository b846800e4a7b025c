package org.afterword.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.cli.stamp.LocalStamp;
import org.afterword.engine.message.HeaderSection;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.exchange.ExchangeTenant;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.outbound.Submission;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.trace.TraceRecord;

/**
 * A stamp and a simulated tenant that belong together: certificates for all ends, the tenant in the store, and both
 * connectors. Everything lies in one folder. Safe for use by several threads.
 */
public final class DemoExchange implements AutoCloseable {
    static final String STAMP = "afterword.example";
    private static final String TENANT_SERVER = "contoso-example.mail.protection.outlook.com";
    private static final Pattern JOB = Pattern.compile("\\bid ([0-9a-f]{8}-[0-9a-f-]{27})\\b");
    private static final int HEADER = 1 << 18;
    private static final int RECENT = 200;
    private static final Duration FOR_THE_TRACE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final DemoTenant tenant;
    private final ExchangeTenant exchange;
    private final LocalStamp stamp;

    private DemoExchange(DemoTenant tenant, ExchangeTenant exchange, LocalStamp stamp) {
        this.tenant = tenant;
        this.exchange = exchange;
        this.stamp = stamp;
    }

    /**
     * Starts everything, on ports that are free.
     *
     * @throws IOException if the folder cannot be written or something does not start
     */
    public static DemoExchange start(Path folder) throws IOException, InterruptedException {
        return start(folder, Map.of(StoreSettings.STORE, "folder:" + folder.resolve("store")));
    }

    /**
     * Starts everything on another store.
     *
     * @param store the settings that name it
     * @throws IOException if the folder cannot be written or something does not start
     */
    public static DemoExchange start(Path folder, Map<String, String> store) throws IOException, InterruptedException {
        CertificateAuthority outlook = CertificateAuthority.create("Demo authority of Exchange Online");
        CertificateAuthority ours = CertificateAuthority.create("Demo authority of Afterword");
        DemoTenant tenant = new DemoTenant();
        ExchangeTenant exchange = ExchangeTenant.of(DemoTenant.DOMAIN)
                .id(DemoTenant.ID.value())
                // The domain of our certificate: Exchange attributes mail of the null sender by nothing else.
                .acceptedDomains(STAMP)
                .routingCode(tenant.code().value())
                .start(
                        folder.resolve("exchange"),
                        InboundSettings.from(
                                STAMP, outlook.issue(CertificateRequest.server(TENANT_SERVER, "localhost")), ours));
        try {
            Map<String, String> environment = environment(folder, ours, outlook);
            environment.putAll(store);
            LocalStamp stamp = LocalStamp.start(environment, 0);
            tenant.store(
                    stamp.stores(),
                    new SmtpEndpoint("localhost", exchange.inbound().port()));
            String smartHost = tenant.code().value() + ".smtp." + STAMP;
            exchange.connectOutbound(OutboundSettings.to(
                    SmartHost.local(smartHost, stamp.smtpPort(), "*.smtp." + STAMP), outlook, ours));
            return new DemoExchange(tenant, exchange, stamp);
        } catch (IOException | RuntimeException failed) {
            exchange.close();
            throw failed;
        }
    }

    /** Settings of a stamp in this folder, with the certificates that it needs. */
    static Map<String, String> environment(Path folder, CertificateAuthority ours, CertificateAuthority outlook)
            throws IOException {
        Path certificates = folder.resolve("certificates");
        IssuedCertificate.PemFiles gateway =
                ours.issue(CertificateRequest.server("*.smtp." + STAMP, STAMP)).writePem(certificates, "gateway");
        IssuedCertificate.PemFiles back =
                ours.issue(CertificateRequest.client(STAMP)).writePem(certificates, "return");
        Path believed = outlook.writePem(certificates.resolve("exchange-online.pem"));
        Map<String, String> environment = new HashMap<>();
        environment.put("AFTERWORD_HOST_NAME", "smtp." + STAMP);
        environment.put("AFTERWORD_SMTP_ADDRESS", "127.0.0.1");
        environment.put("AFTERWORD_SMTP_PORT", "0");
        environment.put("AFTERWORD_HEALTH_PORT", "0");
        environment.put("AFTERWORD_TLS_CERTIFICATE", gateway.certificate().toString());
        environment.put("AFTERWORD_TLS_KEY", gateway.key().toString());
        environment.put("AFTERWORD_CLIENT_AUTHORITIES", believed.toString());
        environment.put("AFTERWORD_RETURN_CERTIFICATE", back.certificate().toString());
        environment.put("AFTERWORD_RETURN_KEY", back.key().toString());
        environment.put("AFTERWORD_RETURN_AUTHORITIES", believed.toString());
        environment.put("AFTERWORD_TRACE_KEY", "b25seSBmb3IgdGhlIGRlbW8sIG5vdCBhIHNlY3JldA==");
        environment.put("AFTERWORD_DRAIN_SECONDS", "10");
        return environment;
    }

    /**
     * What came of a mail.
     *
     * @param before the bytes as they left the tenant
     * @param after the bytes as they came back; empty if it never left, since its rule did not ask for that
     * @param trace what the functions noted about it; empty if that could not be found
     */
    public record RoundTrip(Path before, Optional<Path> after, Optional<TraceRecord> trace, Duration time) {}

    /**
     * Sends a mail and waits until it has come back to all of its recipients.
     *
     * @param sender MAIL FROM, empty for the null sender
     * @throws TimeoutException if it does not come back in time; the message says how far it came
     */
    public RoundTrip send(byte[] mail, String sender, List<String> recipients, Duration timeout)
            throws IOException, InterruptedException, TimeoutException {
        long start = System.nanoTime();
        Submission submission = exchange.submit(mail, sender, recipients.toArray(new String[0]));
        if (submission.state(recipients.getFirst()) == Submission.State.NOT_ROUTED) {
            return new RoundTrip(submission.sent(), Optional.empty(), Optional.empty(), Duration.ZERO);
        }
        DeliveredMail back = exchange.awaitReturn(submission, timeout).getFirst();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new RoundTrip(submission.sent(), Optional.of(back.file()), trace(back.file()), time);
    }

    /** The simulated tenant. */
    public ExchangeTenant exchange() {
        return exchange;
    }

    /** The people and signatures of the tenant. */
    public DemoTenant tenant() {
        return tenant;
    }

    /** The gateway and the functions. */
    public LocalStamp stamp() {
        return stamp;
    }

    public Stores stores() {
        return stamp.stores();
    }

    /** Ends the stamp first, so that what it still returns is taken. */
    @Override
    public void close() throws IOException {
        stamp.close();
        exchange.close();
    }

    /** The newest line of ours in the header names the job. The trace is written after the mail went back. */
    private Optional<TraceRecord> trace(Path returned) throws IOException, InterruptedException {
        byte[] head;
        try (InputStream bytes = Files.newInputStream(returned)) {
            head = bytes.readNBytes(HEADER);
        }
        Optional<UUID> job = HeaderSection.parse(head).first("Received").flatMap(DemoExchange::jobOf);
        if (job.isEmpty()) {
            return Optional.empty();
        }
        long end = System.nanoTime() + FOR_THE_TRACE.toNanos();
        do {
            for (TraceRecord record : stamp.stores().traces().newest(DemoTenant.ID, RECENT)) {
                if (record.jobId().equals(job.get())) {
                    return Optional.of(record);
                }
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() < end);
        return Optional.empty();
    }

    private static Optional<UUID> jobOf(String received) {
        Matcher matcher = JOB.matcher(received);
        return matcher.find() ? Optional.of(UUID.fromString(matcher.group(1))) : Optional.empty();
    }
}
