package org.afterword.simulator.inbound;

import static org.afterword.simulator.exchange.TenantFixture.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.ledger.DeliveryLedger;
import org.afterword.simulator.ledger.MailFolder;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The replies of an inbound connector in the words of Exchange Online, at the command where Exchange gives them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InboundRepliesTest {
    private static final String NAME = "return.contoso.example";
    private static final String SENDER = "MAIL FROM:<anna@contoso.example>";
    private static final String RECIPIENT = "RCPT TO:<joan@fabrikam.example>";

    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");
    private final IssuedCertificate right = authority.issue(CertificateRequest.client(NAME));
    private final AtomicReference<Set<String>> connectors = new AtomicReference<>(Set.of(NAME));
    private final DeliveryLedger ledger = new DeliveryLedger();
    private InboundConnector inbound;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        inbound = new InboundConnector(
                InboundSettings.from(NAME, authority.issue(CertificateRequest.server("mx.example")), authority),
                Set.of("contoso.example"),
                Set.of("anna@contoso.example"),
                new MailFolder(folder, ledger),
                connectors::get);
    }

    @AfterEach
    void stop() throws IOException {
        inbound.close();
    }

    @Test
    void demandsTlsBeforeTheSender() throws IOException {
        try (SmtpConversation smtp = SmtpConversation.connect(inbound.port())) {
            smtp.expect("220 * Microsoft ESMTP MAIL Service ready");
            smtp.send("EHLO client.example").expect("250 *");
            smtp.send(SENDER).expect("451 5.7.3 STARTTLS is required to send mail");
            smtp.startTls(right.tlsTrusting(authority));
            smtp.send("EHLO client.example").expect("250 *");
            smtp.send(SENDER).expect("250 2.1.0 Sender OK");
        }
        assertThat(inbound.rejections()).containsExactly("451 5.7.3 STARTTLS is required to send mail");
    }

    @Test
    void refusesTheRecipientWhereNoConnectorNamesTheCertificate() throws IOException {
        IssuedCertificate other = authority.issue(CertificateRequest.client("other.contoso.example"));

        for (String sender : new String[] {SENDER, "MAIL FROM:<>", "MAIL FROM:<x@fabrikam.example>"}) {
            try (SmtpConversation smtp = converse(other)) {
                smtp.send(sender).expect("250 2.1.0 Sender OK");
                ServerReply reply = smtp.send(RECIPIENT).expect("550 5.7.64 TenantAttribution; Relay Access Denied *");
                assertThat(reply.isPermanent()).isTrue();
                assertThat(reply.lastLine()).endsWith(".prod.outlook.com]");
                smtp.send("DATA").expect("503 *");
            }
        }
        assertThat(inbound.rejections())
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).startsWith("550 5.7.64 "));
    }

    @Test
    void seesAConnectorThatIsSwitchedOffAndOnAtTheNextRecipient() throws IOException {
        try (SmtpConversation smtp = converse(right)) {
            smtp.send(SENDER).expect("250 *");
            smtp.send(RECIPIENT).expect("250 2.1.5 Recipient OK");

            connectors.set(Set.of());
            smtp.send(RECIPIENT).expect("550 5.7.64 *");

            connectors.set(Set.of("*.contoso.example"));
            smtp.send(RECIPIENT).expect("250 2.1.5 Recipient OK");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SIZE=157286400, 250 2.1.0 Sender OK",
        "SIZE=0, 250 2.1.0 Sender OK",
        "SIZE=157286401, 552 5.3.4 *",
        "SIZE=999999999999999999, 552 5.3.4 *",
        "SIZE=large, 501 5.5.4 *",
        "SIZE=, 501 5.5.4 *",
        "BODY=8bitmime, 250 2.1.0 Sender OK",
        "BODY=BINARYMIME, 555 5.5.4 *",
        "SMTPUTF8, 250 2.1.0 Sender OK"
    })
    void checksTheParametersOfTheSender(String parameter, String answer) throws IOException {
        try (SmtpConversation smtp = converse(right)) {
            smtp.send(SENDER + " " + parameter).expect(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8BITMIME", "CHUNKING", "SMTPUTF8", "SIZE", "dsn"})
    void doesNotOfferWhatIsWithheldUntilItIsHealed(String keyword) throws IOException {
        inbound.inject(new Fault.Withheld(keyword));
        try (SmtpConversation smtp = converse(right)) {
            assertThat(smtp.send("EHLO client.example").reply().offers(keyword)).isFalse();
            inbound.heal();
            assertThat(smtp.send("EHLO client.example").reply().offers(keyword)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "451 4.4.62 Mail sent to the wrong Office 365 region. ATTR35",
                "454 4.7.0 Certificate expired. ATTR41",
                "550 5.7.68 TenantInboundAttribution; Direct Send not allowed for this organization",
                "550 5.7.711 Access denied, bad inbound connector. AS(2204)",
                "452 4.5.3 Too many recipients"
            })
    void answersTheRecipientAsItIsTold(String reply) throws IOException {
        inbound.inject(new Fault.RecipientAnswer("JOAN@fabrikam.example", reply), 1);
        try (SmtpConversation smtp = converse(right)) {
            smtp.send(SENDER).expect("250 *");
            assertThat(smtp.send(RECIPIENT).reply().lastLine()).isEqualTo(reply);
            smtp.send("RCPT TO:<cem@fabrikam.example>").expect("250 *");
            smtp.send(RECIPIENT).expect("250 *");
        }
        assertThat(inbound.rejections()).containsExactly(reply);
    }

    @Test
    void deliversNothingOfAMessageThatItRefuses() throws IOException {
        inbound.inject(new Fault.MessageAnswer("554 5.6.0 Corrupt message content"), 1);
        try (SmtpConversation smtp = converse(right)) {
            begin(smtp);
            assertThat(smtp.data(mail("", "hello")).lastLine()).startsWith("554 5.6.0");
            assertThat(ledger.delivered()).isEmpty();

            begin(smtp);
            assertThat(smtp.data(mail("", "hello")).lastLine())
                    .matches("250 2\\.6\\.0 <00001\\.eml> Queued mail for delivery");
        }
        assertThat(ledger.delivered()).hasSize(1);
    }

    @Test
    void deliversAMessageWhoseAnswerIsLate() throws IOException {
        inbound.inject(new Fault.DelayedAnswer(Duration.ofMillis(20)), 1);
        try (SmtpConversation smtp = converse(right)) {
            begin(smtp);
            assertThat(smtp.data(mail("", "hello")).code()).isEqualTo(250);
        }
        assertThat(ledger.delivered()).hasSize(1);
    }

    @Test
    void disconnectsAfterTheMessageWithOrWithoutADelivery() throws IOException {
        inbound.inject(new Fault.NoAnswer(false, true), 1);
        inbound.inject(new Fault.NoAnswer(true, true), 1);
        for (int expected = 0; expected <= 1; expected++) {
            try (SmtpConversation smtp = converse(right)) {
                begin(smtp);
                smtp.send("DATA").expect("354 *");
                smtp.send("Subject: x", "", "hello", ".");
                smtp.expectClosed();
            }
            assertThat(ledger.delivered()).hasSize(expected);
        }
    }

    @Test
    void takesMailForMailboxesThatExistAndForEverybodyElsewhere() throws IOException {
        try (SmtpConversation smtp = converse(right)) {
            smtp.send(SENDER).expect("250 *");
            smtp.send("RCPT TO:<Anna@Contoso.example>").expect("250 *");
            smtp.send("RCPT TO:<ben@contoso.example>").expect("550 5.4.1 Recipient address rejected: Access denied.");
            smtp.send("RCPT TO:<anyone@fabrikam.example>").expect("250 *");
        }
    }

    @Test
    void showsAnotherCertificateUntilItIsHealed() throws IOException {
        inbound.present(authority.issue(CertificateRequest.server("wrong.example")));
        assertThat(shownName()).isEqualTo("CN=wrong.example");

        inbound.heal();
        assertThat(shownName()).isEqualTo("CN=mx.example");
    }

    private String shownName() throws IOException {
        try (SmtpConversation smtp = converse(right)) {
            return smtp.serverCertificates()
                    .getFirst()
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private SmtpConversation converse(IssuedCertificate certificate) throws IOException {
        SmtpConversation smtp = SmtpConversation.connect(inbound.port());
        smtp.expect("220 *");
        smtp.send("EHLO client.example").expect("250 *");
        smtp.startTls(certificate.tlsTrusting(authority));
        smtp.send("EHLO client.example").expect("250 *");
        return smtp;
    }

    private static void begin(SmtpConversation smtp) throws IOException {
        smtp.send(SENDER).expect("250 *");
        smtp.send(RECIPIENT).expect("250 *");
    }
}
