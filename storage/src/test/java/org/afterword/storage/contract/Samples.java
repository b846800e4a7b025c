package org.afterword.storage.contract;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.RuleSchedule;
import org.afterword.engine.model.Senders;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.Slot;
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
        return trace(tenant, at, "5e0d", "");
    }

    public static TraceRecord trace(TenantId tenant, Instant at, String senderHash, String messageIdHash) {
        return new TraceRecord(
                SigningJob.newId(at),
                tenant,
                at,
                senderHash,
                "contoso.example",
                messageIdHash,
                "new",
                "mobile",
                "external",
                "signed",
                "Everybody",
                List.of("everybody"),
                List.of("device tagline"),
                "high",
                List.of("HTML: no thread"),
                "accepted",
                1,
                2,
                5000,
                7000,
                new TreeMap<>(Map.of("queued", 3L, "signed", 5L)));
    }

    /** A rule in which every condition says something. */
    public static SignatureRule ruleThatSaysAll() {
        Set<MailAddress> anna = Set.of(MailAddress.of("anna@contoso.example"));
        return SignatureRule.builder("all", "Says all")
                .slot(Slot.BANNER)
                .template("long")
                .senders(new Senders(
                        anna, Set.of("sales"), Set.of("contoso.example"), Map.of("department", Set.of("it", "hr"))))
                .exceptSenders(Senders.of(MailAddress.of("ben@contoso.example")))
                .recipients(new Recipients(Audience.EXTERNAL, Set.of("fabrikam.example"), anna))
                .kinds(Kind.NEW)
                .clients(Client.MOBILE, Client.UNKNOWN)
                .authors(SignatureRule.Author.PERSON)
                .headers(new HeaderCondition("X-Mailer", Set.of("crm"), HeaderCondition.Effect.EXCEPT))
                .keywords(new Keyword("[sign]", Keyword.Place.EITHER, Keyword.Effect.REQUIRE, true))
                .schedule(new RuleSchedule(
                        Optional.of(LocalDate.of(2026, 12, 1)),
                        Optional.of(LocalDate.of(2026, 12, 31)),
                        Set.of(DayOfWeek.MONDAY),
                        Optional.of(LocalTime.of(8, 30)),
                        Optional.of(LocalTime.of(17, 0)),
                        ZoneId.of("Europe/Zurich")))
                .oncePerConversation()
                .markerOnly()
                .replaceClientSignatures()
                .build();
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
