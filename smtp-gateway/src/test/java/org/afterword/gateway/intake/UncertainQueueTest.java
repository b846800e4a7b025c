package org.afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue that gives an error may have taken the job all the same. No mail may come back twice for that. */
@Timeout(120)
class UncertainQueueTest {
    private static final RoutingCode CODE = new RoutingCode("k7q2m9x4t8wz");

    private final InMemoryStores stores = new InMemoryStores();

    @Test
    void takesTheMailBackWhereNobodyHasIt() throws IOException {
        assertThat(receive(job -> {})).startsWith("451 4.3.0 ");
        assertThat(stores.spool().names()).isEmpty();
    }

    @Test
    void acknowledgesTheMailWhereAWorkerHasItAlready() throws IOException {
        assertThat(receive(job -> {
                    assertThat(stores.spool().lease(job.spoolName())).isInstanceOf(MailSpool.Leased.class);
                }))
                .startsWith("250 2.0.0 ");
        assertThat(stores.spool().names()).hasSize(1);
    }

    @Test
    void acknowledgesTheMailWhereAWorkerHasReturnedItAlready() throws IOException {
        assertThat(receive(job -> {
                    try (MailSpool.Leased lease =
                            (MailSpool.Leased) stores.spool().lease(job.spoolName())) {
                        lease.delete();
                    }
                }))
                .startsWith("250 2.0.0 ");
    }

    private interface Worker {
        void work(SigningJob job) throws IOException;
    }

    /** Receives a mail, over a queue that takes the job, lets the worker have it, and then gives an error. */
    private String receive(Worker worker) throws IOException {
        stores.tenants()
                .put(new Tenant(
                        TenantId.of("0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10"),
                        "Contoso",
                        Tenant.State.CONNECTED,
                        Set.of("contoso.example"),
                        CODE.hash(),
                        new SmtpEndpoint("localhost", 25)));
        SigningQueue queue = new SigningQueue() {
            @Override
            public void send(SigningJob job, Duration delay) throws IOException {
                worker.work(job);
                throw new IOException("no answer in time");
            }

            @Override
            public Duration oldestAge() {
                return Duration.ZERO;
            }

            @Override
            public Optional<Instant> oldestReceived() {
                return Optional.empty();
            }
        };
        MailIntake intake = new MailIntake(
                stores.spool(),
                queue,
                new TenantResolver(stores.tenants(), new GatewayMetrics(), Clock.systemUTC()),
                new TenantDoors(stores.closedRoutes(), Clock.systemUTC()),
                IntakeLimits.DEFAULT,
                new GatewayMetrics(),
                Clock.systemUTC());
        byte[] mail = ("X-Afterword-Auth: " + CODE.value() + "\r\n\r\nHello\r\n").getBytes(StandardCharsets.US_ASCII);
        try (InboundTransaction transaction = intake.begin(
                        Optional.of(MailAddress.of("anna@contoso.example")), EsmtpParameters.NONE)
                .orElseThrow()) {
            transaction.addRecipient(Recipient.of("ben@fabrikam.example"));
            transaction.write(mail, 0, mail.length);
            return transaction.commit();
        }
    }
}
