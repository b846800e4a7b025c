package org.afterword.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.smtp.LastingPort;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.embedded.EmbeddedStores;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's process, from its start to its end, as a machine of the stamp runs it. */
@Timeout(300)
class GatewayProcessTest {
    private static final String HOST = "smtp.stamp.example";
    private static final RoutingCode CODE = new RoutingCode("k7q2m9x4t8wz");
    private static final byte[] MAIL = ("X-Afterword-Auth: " + CODE.value()
                    + "\r\nFrom: Anna <anna@contoso.example>\r\nTo: ben@fabrikam.example\r\nSubject: Hello\r\n\r\nHello\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private Path store;
    private Path certificate;
    private int healthPort;

    @BeforeEach
    void layOut() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        store = folder.resolve("store");
        try (EmbeddedStores stores = EmbeddedStores.open(store)) {
            stores.stores()
                    .tenants()
                    .put(new Tenant(
                            TenantId.of("0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10"),
                            "Contoso",
                            Tenant.State.CONNECTED,
                            Set.of("contoso.example"),
                            CODE.hash(),
                            new SmtpEndpoint("localhost", 25)));
        }
        authority.writePem(folder.resolve("authority.pem"));
        certificate = folder.resolve("stamp.pem");
        replaceCertificate();
        healthPort = LastingPort.find();
    }

    @AfterEach
    void stopSenders() {
        senders.close();
    }

    @Test
    void servesAsAUserWithoutRights() throws Exception {
        try (GatewayProcess gateway = start();
                SmtpConversation smtp = secured(gateway)) {
            assertThat(gateway.user()).isNotEqualTo("0");
            assertThat(deliver(smtp)).isTrue();
            assertThat(ready()).isEqualTo("ready\n");
        }
    }

    @Test
    void showsAReplacedCertificateInTheNextHandshakeAndKeepsItsSessions() throws Exception {
        try (GatewayProcess gateway = start();
                SmtpConversation before = secured(gateway)) {
            begin(before);
            before.send("DATA").expect("354*");

            X509Certificate replaced = replaceCertificate();
            gateway.awaitLog("TLS certificate read again");
            try (SmtpConversation after = secured(gateway)) {
                assertThat(after.serverCertificates().getFirst()).isEqualTo(replaced);
                assertThat(deliver(after)).isTrue();
            }

            assertThat(before.serverCertificates().getFirst()).isNotEqualTo(replaced);
            before.sendBody(new ByteArrayInputStream(MAIL)).expect("250 2.*");
        }
    }

    @Test
    void drainsWhenItIsToldToEndAndLosesNoMail() throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        try (GatewayProcess gateway = start();
                SmtpConversation halfWay = secured(gateway)) {
            begin(halfWay);
            halfWay.send("DATA").expect("354*");
            halfWay.sendRaw(new String(MAIL, StandardCharsets.US_ASCII));
            List<Future<?>> busy = new ArrayList<>();
            for (int sender = 0; sender < 4; sender++) {
                busy.add(senders.submit(() -> sendUntilTurnedAway(gateway, acknowledged)));
            }
            while (acknowledged.get() < 20) {
                Thread.sleep(10);
            }

            gateway.terminate();
            gateway.awaitLog("draining");
            for (Future<?> sender : busy) {
                sender.get();
            }
            halfWay.sendRaw(".\r\n");
            halfWay.expect("250 2.*");
            acknowledged.incrementAndGet();

            assertThat(gateway.awaitEnd(60)).isTrue();
            assertThat(gateway.log()).anySatisfy(line -> assertThat(line).endsWith(" drained"));
        }
        assertThat(jobsInTheStore()).isEqualTo(acknowledged.get());
    }

    private GatewayProcess start() throws IOException, InterruptedException {
        return GatewayProcess.start(
                folder,
                Map.of(
                        "AFTERWORD_STORE", "folder:" + store,
                        "AFTERWORD_HOST_NAME", HOST,
                        "AFTERWORD_SMTP_ADDRESS", "127.0.0.1",
                        "AFTERWORD_HEALTH_PORT", Integer.toString(healthPort),
                        "AFTERWORD_TLS_CERTIFICATE", certificate.toString(),
                        "AFTERWORD_TLS_KEY", certificate.toString(),
                        "AFTERWORD_CLIENT_AUTHORITIES",
                                folder.resolve("authority.pem").toString()),
                store);
    }

    /** As the machine's script does it: one file with key and chain, replaced in one step. */
    private X509Certificate replaceCertificate() throws IOException {
        IssuedCertificate issued = authority.issue(CertificateRequest.server(HOST));
        Path fresh = folder.resolve("fresh.pem");
        Files.writeString(fresh, issued.keyAsPem() + issued.chainAsPem());
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, certificate, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return issued.chain().getFirst();
    }

    private SmtpConversation secured(GatewayProcess gateway) throws IOException {
        SmtpConversation smtp = SmtpConversation.connect(gateway.port()).timeout(Duration.ofMinutes(2));
        smtp.expect("220 " + HOST + "*");
        smtp.send("EHLO mail.example").expect("250*");
        smtp.startTls(authority
                .issue(CertificateRequest.server("mail.protection.outlook.com"))
                .tlsTrusting(authority));
        smtp.send("EHLO mail.example").expect("250*");
        return smtp;
    }

    private static void begin(SmtpConversation smtp) throws IOException {
        smtp.send("MAIL FROM:<anna@contoso.example>").expect("250*");
        smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250*");
    }

    private static boolean deliver(SmtpConversation smtp) throws IOException {
        begin(smtp);
        return smtp.data(MAIL).code() == 250;
    }

    /** Counts each 250 to a message; any other answer, and a closed connection, leave the mail with its client. */
    private void sendUntilTurnedAway(GatewayProcess gateway, AtomicInteger acknowledged) {
        try (SmtpConversation smtp = secured(gateway)) {
            while (deliver(smtp)) {
                acknowledged.incrementAndGet();
            }
        } catch (IOException turnedAway) {
            // The client has its mail still.
        }
    }

    private int jobsInTheStore() throws IOException {
        int jobs = 0;
        try (EmbeddedStores stores = EmbeddedStores.open(store)) {
            int received;
            do {
                received = stores.queues()
                        .receive(SigningQueue.NAME, 32, Duration.ofMinutes(5))
                        .size();
                jobs += received;
            } while (received > 0);
        }
        return jobs;
    }

    private String ready() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + healthPort + "/ready"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
