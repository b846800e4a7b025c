package org.afterword.storage.contract;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;

/** Values to store, each new. */
public final class Samples {
    private Samples() {}

    public static TenantId tenantId() {
        return new TenantId(UUID.randomUUID());
    }

    public static Tenant tenant(RoutingCode code) {
        return new Tenant(
                tenantId(),
                "Contoso \u0130stanbul",
                Tenant.State.CONNECTED,
                Set.of("contoso.example", "contoso.example.org"),
                code.hash(),
                new SmtpEndpoint("contoso.mail.protection.example", 25));
    }

    public static SigningJob job(Instant receivedAt) {
        UUID id = SigningJob.newId(receivedAt);
        TenantId tenant = tenantId();
        return new SigningJob(
                id,
                tenant,
                SpoolName.of(tenant, receivedAt, id),
                receivedAt,
                1,
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example", "cem@fabrikam.example")));
    }

    public static TraceRecord trace(TenantId tenant, Instant at) {
        return new TraceRecord(
                SigningJob.newId(at),
                tenant,
                at,
                "5e0d",
                "contoso.example",
                "",
                "new",
                "signed",
                "Everybody",
                "accepted",
                1,
                2,
                5000,
                7000,
                new TreeMap<>(Map.of("queued", 3L, "signed", 5L)));
    }

    /** So many bytes without a pattern that a store could shorten. */
    public static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Stores the mail as the gateway does. */
    public static void store(MailSpool spool, SigningJob job, byte[] mail) throws IOException {
        try (MailSpool.Incoming incoming = spool.receive(job.spoolName())) {
            for (int start = 0; start < mail.length; start += 8192) {
                incoming.write(mail, start, Math.min(8192, mail.length - start));
            }
            incoming.commit(job);
        }
    }

    /** The whole message that a lease gives. */
    public static byte[] mail(MailSpool.Leased leased) throws IOException {
        byte[] mail = leased.message().bytes(0, leased.message().size());
        return Arrays.copyOf(mail, mail.length);
    }
}
