package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.storage.Stores;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SettlementTest {
    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    @Test
    void triesOnlyTheDeferredRecipientsAgain() throws IOException {
        stamp.server.answer("RCPT TO:<later@", "450 4.2.1 busy");
        SigningJob job = stamp.receive("ben@fabrikam.example", "later@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.outcome())
                .isEqualTo("accepted: 1, deferred (the tenant's server asked to try again later, 450 4.2.1): 1");
        assertThat(stamp.stores.queue().jobs())
                .containsExactly(job.again(job.envelope().to(List.of(Recipient.of("later@fabrikam.example")))));
        assertThat(stamp.stores.spool().job(job.spoolName()))
                .contains(stamp.stores.queue().jobs().getFirst());
        stamp.clock.advance(Duration.ofSeconds(31));
        stamp.runTriggers();
        assertThat(stamp.server.commands("RCPT"))
                .containsExactly(
                        "RCPT TO:<ben@fabrikam.example>",
                        "RCPT TO:<later@fabrikam.example>",
                        "RCPT TO:<later@fabrikam.example>");
        assertThat(stamp.delivered(1)).contains("Anna Berg, Contoso");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void waitsLongerWithAgeAndHoldsNoWorkerMeanwhile() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        int attempts = 0;
        while (stamp.clock.instant().isBefore(job.receivedAt().plus(Duration.ofHours(3)))) {
            stamp.server.answer("MAIL", "451 4.3.2 later");
            assertThat(stamp.runTriggers()).isEqualTo(1);
            attempts++;
            assertThat(stamp.stores.queue().jobs())
                    .extracting(SigningJob::attempt)
                    .containsExactly(attempts + 1);
            Duration delay = stamp.delays().getFirst();
            assertThat(delay).isBetween(Duration.ofSeconds(25), Duration.ofMinutes(30));
            stamp.clock.advance(delay);
        }
        assertThat(attempts).isBetween(20 + 10 + 6 + 6 + 2, 24 + 12 + 8 + 8 + 4);
        assertThat(stamp.runTriggers()).isEqualTo(1);
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void aMailThatIsNotEvenTriedKeepsItsAttemptAndIsNoError() throws IOException {
        stamp.server.close();
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        SigningJob other = stamp.receive("carl@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.stores.queue().jobs().getLast()).isEqualTo(other);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME).getLast())
                .isBetween(Duration.ofMillis(1), Duration.ofSeconds(3));
        assertThat(stamp.stores.spool().job(other.spoolName())).contains(other);
    }

    @Test
    void aMailThatFindsNoPlaceKeepsItsAttemptAndComesAgainSoon() throws Exception {
        CountDownLatch atTheEnd = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        stamp.server.beforeAnswerToData(() -> {
            atTheEnd.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        SigningJob slow = stamp.receive("ben@fabrikam.example");
        Thread first = Thread.ofPlatform().start(() -> {
            try {
                stamp.worker.work(slow, false);
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
        atTheEnd.await();
        SigningJob other = stamp.receive("carl@fabrikam.example");
        stamp.worker.work(other, false);
        assertThat(stamp.stores.queue().jobs().getLast()).isEqualTo(other);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME).getLast())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
        assertThat(stamp.stores.traces().records()).isEmpty();
        assertThat(stamp.outcomes).isEmpty();
        mayEnd.countDown();
        first.join();
        assertThat(stamp.outcome()).isEqualTo("accepted");
    }

    @Test
    void reportsARefusedRecipientToTheSender() throws Exception {
        stamp.server.answer("RCPT TO:<never@", "550 5.1.1 <never@fabrikam.example> no such user");
        Envelope envelope = new Envelope(
                Optional.of(MailAddress.of("anna@contoso.example")),
                List.of(
                        Recipient.of("ben@fabrikam.example"),
                        new Recipient(
                                MailAddress.of("never@fabrikam.example"),
                                EsmtpParameters.of(
                                        Map.of("ORCPT", "rfc822;old+2Bname@fabrikam.example", "NOTIFY", "FAILURE")))),
                EsmtpParameters.of(Map.of("ENVID", "QQ+3D1")));
        stamp.receive(TestStamp.MAIL.replace("Lunch", "Gr\u00fc\u00dfe"), envelope);
        stamp.runTriggers();
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.server.commands("MAIL").get(1)).startsWith("MAIL FROM:<> ");
        assertThat(stamp.server.commands("RCPT").getLast()).isEqualTo("RCPT TO:<anna@contoso.example> NOTIFY=NEVER");
        String report = stamp.delivered(1);
        assertThat(report.chars()).allMatch(c -> c < 0x7f);
        assertThat(report.lines()).allMatch(line -> line.length() < 998);
        MimeMessage parsed = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(stamp.server.mails().get(1)));
        assertThat(parsed.getContentType()).contains("multipart/report", "report-type=delivery-status");
        assertThat(parsed.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(parsed.getHeader("X-Afterword-MessageProcessed")).containsExactly("true");
        assertThat(parsed.getHeader("To")).containsExactly("<anna@contoso.example>");
        MimeMultipart parts = (MimeMultipart) parsed.getContent();
        assertThat(parts.getCount()).isEqualTo(3);
        assertThat(parts.getBodyPart(0).getContent().toString())
                .contains("never@fabrikam.example", "550 5.1.1 <never@fabrikam.example> no such user");
        assertThat(parts.getBodyPart(1).isMimeType("message/delivery-status")).isTrue();
        assertThat(new String(parts.getBodyPart(1).getInputStream().readAllBytes(), US_ASCII))
                .startsWith("Original-Envelope-Id: QQ=1\r\nReporting-MTA: dns; stamp.afterword.example\r\n")
                .contains(
                        "\r\n\r\nOriginal-Recipient: rfc822; old+name@fabrikam.example\r\n"
                                + "Final-Recipient: rfc822; never@fabrikam.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
                        "Diagnostic-Code: smtp; 550 5.1.1 <never@fabrikam.example> no such user\r\n");
        assertThat(parts.getBodyPart(2).isMimeType("text/rfc822-headers")).isTrue();
        assertThat(new String(parts.getBodyPart(2).getInputStream().readAllBytes(), ISO_8859_1))
                .contains("From: Anna <anna@contoso.example>\r\n", "Subject: Gr\u00fc\u00dfe\r\n")
                .doesNotContain("X-Afterword-Auth", "At noon");
    }

    @Test
    void reportsAnInternationalRecipientInAscii() throws IOException {
        stamp.server.answer("RCPT", "550 5.1.1 no");
        stamp.receive(
                TestStamp.MAIL,
                new Envelope(
                        Optional.of(MailAddress.of("anna@contoso.example")),
                        List.of(Recipient.of("j\u00f6rg@fabrikam.example")),
                        EsmtpParameters.of(Map.of("SMTPUTF8", ""))));
        stamp.runTriggers();
        assertThat(stamp.delivered(0))
                .contains("Final-Recipient: utf-8; j\\x{F6}rg@fabrikam.example\r\n", "j=C3=B6rg@fabrikam.example")
                .matches(report -> report.chars().allMatch(c -> c < 0x7f));
        assertThat(stamp.server.commands("MAIL").get(1)).doesNotContain("SMTPUTF8");
    }

    @Test
    void reportsToAnInternationalSenderWithSmtpUtf8() throws IOException {
        stamp.server.answer("RCPT", "550 5.1.1 no");
        stamp.receive(
                TestStamp.MAIL,
                new Envelope(
                        Optional.of(MailAddress.of("j\u00f6rg@contoso.example")),
                        List.of(Recipient.of("ben@fabrikam.example")),
                        EsmtpParameters.of(Map.of("SMTPUTF8", ""))));
        stamp.runTriggers();
        assertThat(stamp.server.commands("MAIL").get(1)).endsWith(" SMTPUTF8");
        assertThat(stamp.server.mails().getFirst())
                .containsSequence("\r\nTo: <j\u00f6rg@contoso.example>\r\n".getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource
    void sendsNoReportThatNobodyWants(String sender, Map<String, String> parameters) throws IOException {
        stamp.server.answer("RCPT", "550 5.1.1 no");
        stamp.receiveFrom(sender, parameters);
        stamp.runTriggers();
        assertThat(stamp.server.mails()).isEmpty();
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    static Stream<Arguments> sendsNoReportThatNobodyWants() {
        return Stream.of(
                Arguments.of("", Map.of()),
                Arguments.of("anna@contoso.example", Map.of("NOTIFY", "NEVER")),
                Arguments.of("anna@contoso.example", Map.of("NOTIFY", "SUCCESS,DELAY")));
    }

    @Test
    void triesMailAndReportAgainWhenTheReportCannotBeHandedOver() throws IOException {
        stamp.server.answer("RCPT TO:<never@", "550 5.1.1 no").answer("RCPT TO:<anna@", "451 4.3.2 later");
        SigningJob job = stamp.receive("ben@fabrikam.example", "never@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.stores.spool().job(job.spoolName()))
                .get()
                .satisfies(next -> assertThat(next.envelope().recipients())
                        .containsExactly(Recipient.of("never@fabrikam.example")));
        stamp.server.answer("RCPT TO:<never@", "550 5.1.1 still no");
        stamp.clock.advance(Duration.ofSeconds(31));
        stamp.runTriggers();
        assertThat(stamp.delivered(1)).contains("still no");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void reportsAMailThatWasDeferredForADay() throws IOException {
        stamp.server.answer("RCPT TO:<ben@", "451 4.3.2 later").answer("RCPT TO:<ben@", "451 4.3.2 later");
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofHours(25));
        stamp.runTriggers();
        assertThat(stamp.delivered(0)).contains("Status: 5.4.7\r\n", "has not taken it since", "451 4.3.2 later");
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void returnsTheOriginalWhenTheSignatureMadeItTooLarge(String command) throws IOException {
        stamp.server.answer(command, "552 5.3.4 too large");
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        assertThat(new String(stamp.server.mails().getLast(), ISO_8859_1)).endsWith("At noon?\r\n");
        assertThat(stamp.outcome()).isEqualTo("accepted");
        assertThat(stamp.stores.traces().records().getLast().why()).contains("larger than the tenant takes");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void sendsAMailAgainThatWasNotAnsweredAndSaysSo() throws IOException {
        stamp.server.answer(".", "");
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.outcome()).startsWith("uncertain");
        stamp.clock.advance(Duration.ofSeconds(31));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(2);
        assertThat(stamp.outcome()).isEqualTo("accepted");
    }

    @Test
    void leavesTheLeaseToTheSweeperWhenTheNextAttemptCannotBeQueued() throws IOException {
        stamp.server.answer("MAIL", "451 4.3.2 later");
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().failNextSend(1);
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofSeconds(11));
        assertThat(stamp.runTriggers()).isEqualTo(1);
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        stamp.clock.advance(Duration.ofSeconds(50));
        stamp.sweepAndShow();
        assertThat(stamp.stores.queue().jobs())
                .containsExactly(job.again(job.envelope()).afterCrash());
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void holdsTheMailOfATenantThatIsNotKnown() throws IOException {
        Envelope envelope = Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example"));
        SigningJob job = stamp.receive(TestStamp.MAIL, envelope);
        InMemoryStores others = new InMemoryStores(stamp.clock);
        Stores stores = new Stores(
                stamp.stores.spool(),
                stamp.stores.queue(),
                others.tenants(),
                stamp.stores.signatures(),
                stamp.stores.people(),
                stamp.stores.traces(),
                stamp.stores.closedRoutes(),
                stamp.stores.workers());
        try (SigningWorker worker = stamp.worker(stores, false)) {
            stamp.runTriggers(usual -> worker);
        }
        assertThat(stamp.outcome()).contains("not in our records");
        assertThat(stamp.stores.spool().job(job.spoolName())).contains(job.again(envelope));
    }
}
