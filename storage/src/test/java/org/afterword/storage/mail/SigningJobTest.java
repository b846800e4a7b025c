package org.afterword.storage.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class SigningJobTest {
    private static final Instant RECEIVED = Instant.parse("2024-11-22T01:02:03.456789Z");

    @Test
    void isWrittenAsTheGoldenFileHasIt() throws IOException {
        assertThat(job().toJson()).isEqualTo(golden());
    }

    @Test
    void isReadFromTheGoldenFile() throws IOException {
        assertThat(SigningJob.parse(golden())).isEqualTo(job());
    }

    @Test
    void skipsFieldsOfALaterVersion() throws IOException {
        String later = golden().replace("\"attempt\":2", "\"attempt\":2,\"priority\":{\"high\":[true]}");
        assertThat(SigningJob.parse(later)).isEqualTo(job());
    }

    @Test
    void keepsTheNullSender() {
        SigningJob report = new SigningJob(
                job().jobId(),
                job().tenantId(),
                job().spoolName(),
                RECEIVED,
                1,
                Envelope.of("", List.of("anna@contoso.example")));
        assertThat(SigningJob.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void readsParametersThatAreAbsentAsNone() throws IOException {
        String sparse = golden().replace(",\"parameters\":{}", "");
        assertThat(SigningJob.parse(sparse)).isEqualTo(job());
    }

    @Test
    void readsTheJobOfAnEarlierVersion() throws IOException {
        String earlier = golden().replaceFirst(",\"inbound\":.*", "}");
        assertThat(SigningJob.parse(earlier).inbound()).isEmpty();
        assertThat(SigningJob.parse(earlier).envelope()).isEqualTo(job().envelope());
    }

    @Test
    void countsTheWorkersThatDiedWithIt() throws IOException {
        SigningJob twice = job().afterCrash().afterCrash();
        assertThat(SigningJob.parse(twice.toJson())).isEqualTo(twice);
        assertThat(twice.crashes()).isEqualTo(2);
        assertThat(twice.again(twice.envelope()).crashes()).isEqualTo(2);
        assertThat(SigningJob.parse(golden()).crashes()).isZero();
    }

    @Test
    void keepsWhatItsSenderWasToldAndSinceWhenItIsAside() throws IOException {
        SigningJob aside = job().withDelayTold(true).keptAsideSince(RECEIVED.plusSeconds(5));
        assertThat(SigningJob.parse(aside.toJson())).isEqualTo(aside);
        assertThat(aside.again(aside.envelope()).delayTold()).isTrue();
        assertThat(aside.afterCrash().keptAside()).contains(RECEIVED.plusSeconds(5));
        assertThat(SigningJob.parse(golden()).delayTold()).isFalse();
        assertThat(SigningJob.parse(golden()).keptAside()).isEmpty();
        String later = aside.toJson().replace("\"attempt\":2", "\"attempt\":{}");
        SigningJob understood = SigningJob.parse(aside.spoolName(), later);
        assertThat(understood.delayTold()).isTrue();
        assertThat(understood.keptAside()).contains(RECEIVED.plusSeconds(5));
    }

    @Test
    void refusesGarbageWithAPlainMessage() {
        assertThatThrownBy(() -> SigningJob.parse("From: anna@contoso.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the JSON of a SigningJob")
                .hasMessageNotContaining("anna");
        assertThatThrownBy(() -> SigningJob.parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SigningJob.parse("null")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhereTheFaultIsAndDoesNotRepeatTheValue() throws IOException {
        String wrong = golden().replace("a..b@example.com", "secret person");
        assertThatThrownBy(() -> SigningJob.parse(wrong))
                .hasMessageContaining("/envelope/recipients[1]/address")
                .hasMessageNotContaining("secret")
                .hasNoSuppressedExceptions();
        String missing = golden().replace("\"tenantId\"", "\"tenant\"");
        assertThatThrownBy(() -> SigningJob.parse(missing)).hasMessageContaining("/tenantId");
    }

    @Test
    void idsAreOfVersionSevenAndSortByTime() {
        UUID early = SigningJob.newId(RECEIVED);
        UUID late = SigningJob.newId(RECEIVED.plusMillis(1));
        assertThat(early.version()).isEqualTo(7);
        assertThat(early.variant()).isEqualTo(2);
        assertThat(early.getMostSignificantBits() >>> 16).isEqualTo(RECEIVED.toEpochMilli());
        assertThat(early.toString()).isLessThan(late.toString());
        assertThat(SigningJob.newId(RECEIVED)).isNotEqualTo(early);
    }

    private static SigningJob job() {
        UUID id = UUID.fromString("019352d9-0c00-7abc-8def-0123456789ab");
        TenantId tenant = TenantId.of("0f6c1e7a-1111-4222-8333-944444444444");
        Envelope envelope = new Envelope(
                Optional.of(MailAddress.of("\u0130pek.o'Neil@contoso.example")),
                List.of(
                        new Recipient(
                                MailAddress.of("ben@fabrikam.example"),
                                EsmtpParameters.of(
                                        Map.of("NOTIFY", "SUCCESS,FAILURE", "ORCPT", "rfc822;ben@fabrikam.example"))),
                        Recipient.of("a..b@example.com")),
                EsmtpParameters.of(Map.of("BODY", "8BITMIME", "SMTPUTF8", "", "RET", "HDRS", "ENVID", "QQ314159")));
        SmtpEndpoint inbound = new SmtpEndpoint("contoso-example.mail.protection.outlook.com", 25);
        return new SigningJob(
                id, tenant, SpoolName.of(tenant, RECEIVED, id), RECEIVED, 2, envelope, Optional.of(inbound));
    }

    private static String golden() throws IOException {
        try (InputStream file = SigningJobTest.class.getResourceAsStream("signing-job.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
