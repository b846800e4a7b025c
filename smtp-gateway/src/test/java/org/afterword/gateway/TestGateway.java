package org.afterword.gateway;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.afterword.gateway.wire.SessionLimits;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/** A gateway on ports of its own, with a tenant, certificates and stores in the heap. */
final class TestGateway implements AutoCloseable {
    static final String CLIENT_NAME = "mail.protection.outlook.com";
    static final TenantId TENANT = TenantId.of("0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10");
    static final RoutingCode CODE = new RoutingCode("k7q2m9x4t8wz");

    final InMemoryStores stores = new InMemoryStores();
    final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    final Path folder;
    final SmtpGateway gateway;

    private TestGateway(
            Path folder,
            Map<String, String> settings,
            UnaryOperator<SessionLimits> limits,
            UnaryOperator<Stores> around)
            throws IOException {
        this.folder = folder;
        authority.writePem(folder.resolve("authority.pem"));
        authority.issue(CertificateRequest.server("smtp.stamp.example")).writePem(folder, "server");
        Map<String, String> environment = environment(folder);
        environment.putAll(settings);
        GatewaySettings read = GatewaySettings.from(environment);
        gateway = new SmtpGateway(
                with(read, limits.apply(read.session())), around.apply(stores.stores()), stores.queue());
    }

    void putTenant() throws IOException {
        stores.tenants()
                .put(new Tenant(
                        TENANT,
                        "Contoso",
                        Tenant.State.CONNECTED,
                        Set.of("contoso.example", "contoso.onmicrosoft.example"),
                        CODE.hash(),
                        new SmtpEndpoint("localhost", 25)));
    }

    static Map<String, String> environment(Path folder) {
        return new HashMap<>(Map.ofEntries(
                entry(StoreSettings.STORE, "folder:" + folder.resolve("store")),
                entry(GatewaySettings.HOST_NAME, "smtp.stamp.example"),
                entry(GatewaySettings.SMTP_ADDRESS, "127.0.0.1"),
                entry(GatewaySettings.SMTP_PORT, "0"),
                entry(GatewaySettings.HEALTH_PORT, "0"),
                entry(
                        GatewaySettings.TLS_CERTIFICATE,
                        folder.resolve("server.pem").toString()),
                entry(GatewaySettings.TLS_KEY, folder.resolve("server.key").toString()),
                entry(
                        GatewaySettings.CLIENT_AUTHORITIES,
                        folder.resolve("authority.pem").toString()),
                entry(GatewaySettings.CLIENT_RANGES, "127.0.0.1"),
                entry(GatewaySettings.DRAIN_SECONDS, "10")));
    }

    private static GatewaySettings with(GatewaySettings settings, SessionLimits limits) {
        return new GatewaySettings(
                settings.store(),
                settings.hostName(),
                settings.address(),
                settings.smtpPort(),
                settings.healthPort(),
                settings.certificate(),
                settings.key(),
                settings.clientAuthorities(),
                settings.clientName(),
                limits,
                settings.intake(),
                settings.places(),
                settings.proxyRanges(),
                settings.drain());
    }

    /** @param settings names and values in turn */
    static TestGateway start(Path folder, String... settings) throws IOException {
        return start(folder, UnaryOperator.identity(), settings);
    }

    /** @param limits shorter ones than the settings allow */
    static TestGateway start(Path folder, UnaryOperator<SessionLimits> limits, String... settings) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return started(folder, environment, limits, UnaryOperator.identity());
    }

    /** @param around wraps the stores */
    static TestGateway startOver(Path folder, UnaryOperator<Stores> around) throws IOException {
        return started(folder, Map.of(), UnaryOperator.identity(), around);
    }

    /** A gateway over stores that hold nothing. */
    static TestGateway startEmpty(Path folder) throws IOException {
        TestGateway empty = new TestGateway(
                Files.createTempDirectory(folder, "gateway"),
                Map.of(),
                UnaryOperator.identity(),
                UnaryOperator.identity());
        empty.gateway.start();
        return empty;
    }

    private static TestGateway started(
            Path folder,
            Map<String, String> settings,
            UnaryOperator<SessionLimits> limits,
            UnaryOperator<Stores> around)
            throws IOException {
        TestGateway started = new TestGateway(Files.createTempDirectory(folder, "gateway"), settings, limits, around);
        started.putTenant();
        started.gateway.start();
        return started;
    }

    /** The certificate of Exchange Online: a server's, by an authority that is trusted. */
    IssuedCertificate exchange() {
        return authority.issue(CertificateRequest.server(CLIENT_NAME));
    }

    SSLContext exchangeTls() {
        return exchange().tlsTrusting(authority);
    }

    /** A connection whose greeting has been read. */
    SmtpConversation connect() throws IOException {
        SmtpConversation smtp = SmtpConversation.connect(gateway.port());
        smtp.expect("220 smtp.stamp.example ESMTP*");
        return smtp;
    }

    /** A session of Exchange Online in TLS that has said EHLO. */
    SmtpConversation secured() throws IOException {
        return secured(exchangeTls());
    }

    SmtpConversation secured(SSLContext tls) throws IOException {
        SmtpConversation smtp = connect();
        smtp.send("EHLO mail.example").expect("250*");
        smtp.startTls(tls);
        smtp.send("EHLO mail.example").expect("250*");
        return smtp;
    }

    /** A session in which MAIL and one RCPT were answered. */
    SmtpConversation inTransaction() throws IOException {
        SmtpConversation smtp = secured();
        begin(smtp);
        return smtp;
    }

    static void begin(SmtpConversation smtp) throws IOException {
        smtp.send("MAIL FROM:<anna@contoso.example>").expect("250 2.1.0 *");
        smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 2.1.5 *");
    }

    /** A mail of the tenant, with its routing code. */
    static byte[] mail(String body) {
        return octets("X-Afterword-Auth: " + CODE.value()
                + "\r\nFrom: Anna <anna@contoso.example>\r\nTo: ben@fabrikam.example\r\nSubject: Hello\r\n\r\n" + body);
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    List<SigningJob> jobs() {
        return stores.queue().jobs();
    }

    /** The bytes of the only mail that was taken. */
    byte[] onlyMail() {
        List<SigningJob> jobs = jobs();
        if (jobs.size() != 1) {
            throw new AssertionError("expected one mail, but there are " + jobs.size());
        }
        return stores.spool().bytes(jobs.getFirst().spoolName()).orElseThrow();
    }

    boolean isEmpty() {
        return jobs().isEmpty() && stores.spool().names().isEmpty();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
