package org.afterword.functions.mail.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.functions.mail.report.DeliveryReport.Delay;
import org.afterword.functions.mail.report.DeliveryReport.Failure;
import org.afterword.functions.mail.returning.SmtpReply;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports as RFC 3464 and RFC 6533 have them, read by a reader that is not ours. */
class DeliveryReportTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-03-01T11:30:00Z");
    private static final UUID ID = UUID.fromString("0195f0a0-1111-7222-8333-944444444444");
    private static final MailAddress ANNA = MailAddress.of("anna@contoso.example");
    private static final SmtpReply NO_SUCH_USER = new SmtpReply(550, Optional.of("5.1.1"), "no such user");

    private static Failure failure(String address, Map<String, String> parameters) {
        return new Failure(
                new Recipient(MailAddress.of(address), EsmtpParameters.of(parameters)),
                Optional.of(NO_SUCH_USER),
                false);
    }

    private static byte[] write(Map<String, String> parameters, MailAddress sender, String mail, Failure... failures)
            throws IOException {
        Envelope envelope = new Envelope(
                Optional.of(sender),
                List.of(failures).stream().map(Failure::recipient).toList(),
                EsmtpParameters.of(parameters));
        SigningJob job = new SigningJob(
                ID, TestStamp.CONTOSO, SpoolName.of(TestStamp.CONTOSO, RECEIVED, ID), RECEIVED, 1, envelope);
        RawMessage report = new DeliveryReport(job, "stamp.afterword.example", "contoso.mail.example", NOW)
                .write(sender, List.of(failures), RawMessage.of(mail.getBytes(ISO_8859_1)));
        return report.bytes(0, report.size());
    }

    private static Message parse(byte[] report) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.STRICT);
        return builder.parseMessage(new ByteArrayInputStream(report));
    }

    private static List<Entity> parts(byte[] report) throws IOException {
        return ((Multipart) parse(report).getBody()).getBodyParts();
    }

    private static String body(Entity part) throws IOException {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        try (var in = ((SingleBody) part.getBody()).getInputStream()) {
            in.transferTo(decoded);
        }
        return decoded.toString(ISO_8859_1);
    }

    /** The groups of fields of the delivery-status, the one for the mail first. */
    private static List<Map<String, String>> status(byte[] report) throws IOException {
        List<Map<String, String>> groups = new ArrayList<>();
        for (String group : body(parts(report).get(1)).strip().split("\r\n\r\n")) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (String line : group.split("\r\n")) {
                String[] field = line.split(": ", 2);
                assertThat(field).as(line).hasSize(2);
                assertThat(fields.put(field[0], field[1])).as(line).isNull();
            }
            groups.add(fields);
        }
        return groups;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\"", "a", "(", "\"", "[", "=?utf-8?q?a?= ", "a:", " ", "\t", "a@b,"})
    void reportsAboutMailWithAnEndlessSender(String repeated) throws IOException {
        String from = "From: \"" + repeated.repeat(200_000) + "\" <anna@contoso.example>\r\n";
        byte[] report = write(Map.of(), ANNA, from + TestStamp.MAIL, failure("ben@fabrikam.example", Map.of()));
        assertThat(report.length).isLessThan(10_000);
        assertThat(body(parts(report).get(2))).doesNotContain("contoso");
    }

    @Test
    void saysThatAMailIsDelayedAndUntilWhenItIsTried() throws IOException {
        Recipient ben = new Recipient(
                MailAddress.of("ben@fabrikam.example"),
                EsmtpParameters.of(Map.of("ORCPT", "rfc822;b@fabrikam.example")));
        Recipient cem = Recipient.of("cem@fabrikam.example");
        SigningJob job = new SigningJob(
                ID,
                TestStamp.CONTOSO,
                SpoolName.of(TestStamp.CONTOSO, RECEIVED, ID),
                RECEIVED,
                1,
                new Envelope(Optional.of(ANNA), List.of(ben, cem), EsmtpParameters.of(Map.of("ENVID", "QQ1"))));
        SmtpReply held = new SmtpReply(550, Optional.of("5.7.705"), "tenant has exceeded threshold");
        RawMessage report = new DeliveryReport(job, "stamp.afterword.example", "contoso.mail.example", NOW)
                .writeDelay(
                        ANNA,
                        List.of(
                                new Delay(ben, Optional.of(held), RECEIVED.plus(Duration.ofDays(5))),
                                new Delay(cem, Optional.empty(), RECEIVED.plus(Duration.ofDays(1)))),
                        RawMessage.of(TestStamp.MAIL.getBytes(ISO_8859_1)));
        byte[] bytes = report.bytes(0, report.size());
        assertThat(parse(bytes).getSubject()).isEqualTo("Delayed mail");
        assertThat(parse(bytes).getMessageId())
                .isNotEqualTo(parse(write(Map.of(), ANNA, TestStamp.MAIL, failure("ben@fabrikam.example", Map.of())))
                        .getMessageId());
        assertThat(body(parts(bytes).getFirst()))
                .contains(
                        "ben@fabrikam.example",
                        "550 5.7.705 tenant has exceeded threshold",
                        "It is tried again until Fri, 6 Mar 2026 10:00:00 +0000.",
                        "you need not send it")
                .doesNotContain("It will not be tried again");
        List<Map<String, String>> status = status(bytes);
        assertThat(status.getFirst()).containsEntry("Original-Envelope-Id", "QQ1");
        assertThat(status.get(1))
                .containsEntry("Original-Recipient", "rfc822; b@fabrikam.example")
                .containsEntry("Action", "delayed")
                .containsEntry("Status", "4.0.0")
                .containsEntry("Diagnostic-Code", "smtp; 550 5.7.705 tenant has exceeded threshold")
                .containsEntry("Will-Retry-Until", "Fri, 6 Mar 2026 10:00:00 +0000");
        assertThat(status.get(2)).containsEntry("Action", "delayed").doesNotContainKey("Diagnostic-Code");
        assertThat(body(parts(bytes).get(2))).doesNotContain("At noon");
    }

    @ParameterizedTest
    @CsvSource({
        "'',true,true",
        "NEVER,false,false",
        "FAILURE,true,false",
        "DELAY,false,true",
        "'SUCCESS,DELAY',false,true",
        "'success,failure,delay',true,true"
    })
    void isWantedWhereNotifySaysSo(String notify, boolean failure, boolean delay) {
        Recipient ben = new Recipient(
                MailAddress.of("ben@fabrikam.example"),
                EsmtpParameters.of(notify.isEmpty() ? Map.of() : Map.of("NOTIFY", notify)));
        assertThat(DeliveryReport.wanted(ben)).isEqualTo(failure);
        assertThat(DeliveryReport.delayWanted(ben)).isEqualTo(delay);
    }

    @Test
    void leavesOutWhatIsTooLongForALineOfAReport() throws IOException {
        byte[] report = write(
                Map.of("ENVID", "a".repeat(5000)),
                ANNA,
                TestStamp.MAIL,
                failure("ben@fabrikam.example", Map.of("ORCPT", "rfc822;" + "b".repeat(5000))));
        assertThat(new String(report, US_ASCII).lines()).allMatch(line -> line.length() <= 998);
        assertThat(status(report).get(1)).containsKey("Final-Recipient").doesNotContainKey("Original-Recipient");
    }

    @Test
    void hasTheThreePartsOfAReport() throws IOException {
        byte[] report = write(Map.of(), ANNA, TestStamp.MAIL, failure("ben@fabrikam.example", Map.of()));
        Message parsed = parse(report);

        assertThat(parsed.getMimeType()).isEqualTo("multipart/report");
        assertThat(parsed.getHeader().getField("Content-Type").getBody()).contains("report-type=delivery-status");
        assertThat(parsed.getFrom()).hasSize(1);
        assertThat(parsed.getTo().flatten()).extracting(Object::toString).containsExactly("anna@contoso.example");
        assertThat(parsed.getDate()).isEqualTo(NOW);
        assertThat(parsed.getMessageId()).isEqualTo("<" + ID + "." + NOW.toEpochMilli() + "@stamp.afterword.example>");
        assertThat(parts(report))
                .extracting(Entity::getMimeType)
                .containsExactly("text/plain", "message/delivery-status", "text/rfc822-headers");
        assertThat(body(parts(report).getFirst())).contains("ben@fabrikam.example", "550 5.1.1 no such user");
    }

    @Test
    void statesTheMailAndEachRecipient() throws IOException {
        byte[] report = write(
                Map.of("ENVID", "QQ+3D1"),
                ANNA,
                TestStamp.MAIL,
                failure("ben@fabrikam.example", Map.of("ORCPT", "rfc822;old+2Bname@fabrikam.example")),
                failure("carl@fabrikam.example", Map.of()));

        List<Map<String, String>> groups = status(report);

        assertThat(groups).hasSize(3);
        assertThat(groups.get(0))
                .containsExactly(
                        Map.entry("Original-Envelope-Id", "QQ=1"),
                        Map.entry("Reporting-MTA", "dns; stamp.afterword.example"),
                        Map.entry("Arrival-Date", "Sun, 1 Mar 2026 10:00:00 +0000"));
        assertThat(groups.get(1))
                .containsExactly(
                        Map.entry("Original-Recipient", "rfc822; old+name@fabrikam.example"),
                        Map.entry("Final-Recipient", "rfc822; ben@fabrikam.example"),
                        Map.entry("Action", "failed"),
                        Map.entry("Status", "5.1.1"),
                        Map.entry("Remote-MTA", "dns; contoso.mail.example"),
                        Map.entry("Diagnostic-Code", "smtp; 550 5.1.1 no such user"),
                        Map.entry("Last-Attempt-Date", "Sun, 1 Mar 2026 11:30:00 +0000"));
        assertThat(groups.get(2))
                .containsEntry("Final-Recipient", "rfc822; carl@fabrikam.example")
                .doesNotContainKey("Original-Recipient");
    }

    @ParameterizedTest
    @CsvSource({
        "false,550,5.1.1,5.1.1",
        "false,554,,5.0.0",
        // The server's 4.x.x does not say why it was given up.
        "true,451,4.3.2,5.4.7",
        "true,,,5.4.7"
    })
    void statesWhyItFailed(boolean expired, Integer code, String status, String stated) throws IOException {
        Optional<SmtpReply> reply =
                Optional.ofNullable(code).map(said -> new SmtpReply(said, Optional.ofNullable(status), "words"));

        byte[] report = write(
                Map.of(), ANNA, TestStamp.MAIL, new Failure(Recipient.of("ben@fabrikam.example"), reply, expired));

        assertThat(status(report).get(1)).containsEntry("Status", stated);
        assertThat(status(report).get(1).containsKey("Diagnostic-Code")).isEqualTo(code != null);
    }

    @ParameterizedTest
    @CsvSource({
        "ben@fabrikam.example,rfc822; ben@fabrikam.example",
        "ben+news@fabrikam.example,rfc822; ben+news@fabrikam.example",
        "jörg@fabrikam.example,utf-8; j\\x{F6}rg@fabrikam.example",
        // RFC 6533, section 3: no plus and no equals sign stand for themselves in this form.
        "jörg+a=b@fabrikam.example,utf-8; j\\x{F6}rg\\x{2B}a\\x{3D}b@fabrikam.example",
        "😀@fabrikam.example,utf-8; \\x{1F600}@fabrikam.example"
    })
    void writesAddressesInAscii(String address, String typed) throws IOException {
        byte[] report = write(Map.of("SMTPUTF8", ""), ANNA, TestStamp.MAIL, failure(address, Map.of()));

        assertThat(status(report).get(1)).containsEntry("Final-Recipient", typed);
        assertThat(new String(report, ISO_8859_1)).matches(text -> text.chars().allMatch(c -> c < 0x7f));
        assertThat(new String(body(parts(report).getFirst()).getBytes(ISO_8859_1), UTF_8))
                .contains(address);
    }

    @Test
    void onlyAnInternationalSenderMakesTheHeaderUtf8() throws IOException {
        MailAddress sender = MailAddress.of("jörg@contoso.example");
        byte[] report =
                write(Map.of("SMTPUTF8", ""), sender, TestStamp.MAIL, failure("ben@fabrikam.example", Map.of()));
        String text = new String(report, UTF_8);

        assertThat(text).contains("\r\nTo: <jörg@contoso.example>\r\n");
        assertThat(text.substring(text.indexOf("\r\n\r\n")))
                .matches(rest -> rest.chars().allMatch(c -> c < 0x7f));
        assertThat(DeliveryReport.envelope(sender).parameters().get("SMTPUTF8")).isPresent();
        assertThat(DeliveryReport.envelope(ANNA).parameters().get("SMTPUTF8")).isEmpty();
        assertThat(DeliveryReport.envelope(ANNA).reversePath()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+0D+0AStatus:2.0.0", "a+00b", "+E9"})
    void leavesOutAnEnvelopeIdThatCannotStandInAField(String envid) throws IOException {
        byte[] report = write(Map.of("ENVID", envid), ANNA, TestStamp.MAIL, failure("ben@fabrikam.example", Map.of()));

        assertThat(status(report).getFirst()).doesNotContainKey("Original-Envelope-Id");
    }

    @Test
    void returnsTheHeaderOctetForOctetWithoutTheRoutingCodeAndTheBody() throws IOException {
        String header = "From: Anna <anna@contoso.example>\r\nSubject: Gr\u00fc\u00dfe = \t\r\n" + "X-Long: "
                + "0123456789".repeat(30) + "\r\n\tfolded \r\n";
        byte[] report = write(
                Map.of(),
                ANNA,
                "X-Afterword-Auth: 0123456789ab\r\n" + header + "\r\nAt noon?\r\n",
                failure("ben@fabrikam.example", Map.of()));

        assertThat(body(parts(report).get(2)).stripTrailing()).isEqualTo(header.stripTrailing());
        assertThat(new String(report, US_ASCII).lines()).allMatch(line -> line.length() <= 998);
        assertThat(new String(report, ISO_8859_1)).doesNotContain("0123456789ab", "At noon");
    }

    @ParameterizedTest
    @CsvSource({",true", "FAILURE,true", "'success,failure',true", "NEVER,false", "'SUCCESS,DELAY',false"})
    void isWantedUnlessNotifySaysOtherwise(String notify, boolean wanted) {
        Map<String, String> parameters = notify == null ? Map.of() : Map.of("NOTIFY", notify);

        assertThat(DeliveryReport.wanted(
                        new Recipient(MailAddress.of("ben@fabrikam.example"), EsmtpParameters.of(parameters))))
                .isEqualTo(wanted);
    }
}
