package org.afterword.functions.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.ExecutionContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.mail.returning.ScriptedServer;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate.PemFiles;
import org.afterword.storage.Stores;
import org.afterword.storage.azure.AzureStores;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.standin.AzureStandIns;
import org.afterword.storage.standin.NotFoundFront;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An instance that starts while Cosmos is away: the app as it is put together, on Azurite. */
@Timeout(240)
class CosmosAwayTest {
    private static final ExecutionContext CONTEXT = (ExecutionContext) Proxy.newProxyInstance(
            CosmosAwayTest.class.getClassLoader(),
            new Class<?>[] {ExecutionContext.class},
            (proxy, method, arguments) -> Logger.getAnonymousLogger());

    private final TenantId tenant = new TenantId(UUID.randomUUID());

    @TempDir
    private Path folder;

    @Test
    void mailGoesBackAsItWasByItsDeadlineAndIsSignedOnceTheAccountIsThere() throws Exception {
        AzureStandIns standIns = AzureStandIns.shared();
        CertificateAuthority servers = CertificateAuthority.create("Servers");
        CertificateAuthority stamps = CertificateAuthority.create("Stamps");
        PemFiles ours = stamps.issue(CertificateRequest.client("stamp.afterword.example"))
                .writePem(folder, "stamp");
        int port = freePort();
        Map<String, String> environment =
                new HashMap<>(standIns.withCosmosAt(port).environment());
        environment.putAll(Map.of(
                "AFTERWORD_HOST_NAME",
                "stamp.afterword.example",
                "AFTERWORD_RETURN_CERTIFICATE",
                ours.certificate().toString(),
                "AFTERWORD_RETURN_KEY",
                ours.key().toString(),
                "AFTERWORD_RETURN_AUTHORITIES",
                servers.writePem(folder.resolve("servers.pem")).toString(),
                "AFTERWORD_TRACE_KEY",
                "MDEyMzQ1Njc4OWFiY2RlZg==",
                "AFTERWORD_DEADLINE_SECONDS",
                "5"));
        try (AzureStores stores = AzureStores.open(standIns.settings());
                ScriptedServer server = new ScriptedServer(
                        servers.issue(CertificateRequest.server("localhost")).tlsTrusting(stamps))) {
            connect(stores.stores(), server);
            receive(stores.stores(), server);
            try (FunctionApp app = FunctionApp.start(environment)) {
                assertThat(app.worker()).isNotNull();
                workUntil(1, stores, server);
                assertThat(mail(server, 0)).endsWith("At noon?\r\n").doesNotContain("Anna Berg");
                try (NotFoundFront there = standIns.cosmosAt(port)) {
                    assertThat(there.address()).endsWith(":" + port);
                    int mails = 1;
                    while (!mail(server, mails - 1).contains("Anna Berg, Contoso")) {
                        receive(stores.stores(), server);
                        workUntil(++mails, stores, server);
                    }
                }
            }
        }
    }

    private static String mail(ScriptedServer server, int index) {
        return new String(server.mails().get(index), ISO_8859_1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void connect(Stores stores, ScriptedServer server) throws IOException {
        stores.tenants()
                .put(new Tenant(
                        tenant, "Contoso", Tenant.State.CONNECTED, Set.of("contoso.example"), "", server.endpoint()));
        stores.signatures()
                .putTemplate(
                        tenant,
                        SignatureTemplate.of("t", "<p>{{displayName}}, Contoso</p>", Optional.empty(), List.of()),
                        new Precondition.Any());
        stores.signatures()
                .putRules(
                        tenant,
                        SigningRules.of(List.of(SignatureRule.of("everybody", "Everybody", "t"))),
                        new Precondition.Any());
        stores.people()
                .put(tenant, new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Berg")));
    }

    /** As the gateway leaves a mail. */
    private void receive(Stores stores, ScriptedServer server) throws IOException {
        Instant now = Instant.now();
        UUID id = SigningJob.newId(now);
        SigningJob job = new SigningJob(
                id,
                tenant,
                SpoolName.of(tenant, now, id),
                now,
                1,
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                Optional.of(server.endpoint()));
        try (MailSpool.Incoming incoming = stores.spool().receive(job.spoolName())) {
            incoming.write(TestStamp.MAIL.getBytes(ISO_8859_1));
            incoming.commit(job);
        }
        stores.queue().send(job, Duration.ZERO);
    }

    /** Does as the host does until the server has so many mails. */
    private static void workUntil(int mails, AzureStores stores, ScriptedServer server) throws Exception {
        while (server.mails().size() < mails) {
            for (Delivery delivery : stores.queues().receive(SigningQueue.NAME, 16, Duration.ofMinutes(10))) {
                try {
                    new SignMail().run(delivery.body(), 1, CONTEXT);
                    stores.queues().delete(delivery);
                } catch (IOException again) {
                    stores.queues().release(delivery, Duration.ofSeconds(1));
                }
            }
        }
    }
}
