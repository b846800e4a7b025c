package org.afterword.simulator.inbound;

import static org.afterword.simulator.exchange.TenantFixture.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.CertificateRequest.Usage;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.exchange.TenantFixture;
import org.afterword.simulator.ledger.Breach;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InboundConnectorTest {
    private static final String SENDER = "MAIL FROM:<anna.keller@contoso.example>";
    private static final String RECIPIENT = "RCPT TO:<joan@fabrikam.example>";

    private TenantFixture fixture;
    private InboundConnector inbound;
    private Path folder;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        fixture = new TenantFixture(folder);
        inbound = fixture.tenant.inbound();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @Test
    void offersWhatExchangeOnlineOffers() throws IOException {
        try (SmtpConversation smtp = SmtpConversation.connect(inbound.port())) {
            smtp.expect("220*");
            assertThat(smtp.send("EHLO test.example").reply().lines())
                    .containsExactly(
                            "250-Hello test.example",
                            "250-SIZE 157286400",
                            "250-PIPELINING",
                            "250-DSN",
                            "250-ENHANCEDSTATUSCODES",
                            "250-STARTTLS",
                            "250-8BITMIME",
                            "250-CHUNKING",
                            "250 SMTPUTF8");
            smtp.send(SENDER).expect("451 5.7.3 STARTTLS is required*");
        }
    }

    @Test
    void takesAnyUsageOfACertificateThatHasTheName() throws IOException {
        CertificateRequest request = CertificateRequest.client("other.example")
                .withDnsNames("unrelated.example", OutboundSettings.EXCHANGE_ONLINE);

        assertThat(answerTo(fixture.authority.issue(request), SENDER)).startsWith("250");
        assertThat(answerTo(fixture.authority.issue(request.withUsages(Usage.SERVER_AUTH)), SENDER))
                .startsWith("250");
        assertThat(answerTo(fixture.authority.issue(request.withUsages()), SENDER))
                .startsWith("250");
    }

    @Test
    void deniesRelayWithoutTheRightCertificate() throws IOException {
        CertificateRequest right = CertificateRequest.client(OutboundSettings.EXCHANGE_ONLINE);
        Instant past = Instant.now().minus(Duration.ofDays(9));
        IssuedCertificate wrongName = fixture.authority.issue(CertificateRequest.client("x.outlook.example"));
        IssuedCertificate unknown =
                CertificateAuthority.create("Unknown authority").issue(right);
        IssuedCertificate expired = fixture.authority.issue(right.valid(past, past.plus(Duration.ofDays(1))));

        for (IssuedCertificate wrong : new IssuedCertificate[] {wrongName, unknown, expired}) {
            assertThat(answerTo(wrong, SENDER)).startsWith("550 5.7.64 TenantAttribution; Relay Access Denied");
        }
        try (SmtpConversation smtp = SmtpConversation.connect(inbound.port())) {
            smtp.expect("220*");
            smtp.send("EHLO test.example").expect("250*");
            smtp.startTls(fixture.authority.trustingTls());
            smtp.send("EHLO test.example").expect("250*");
            smtp.send(SENDER).expect("250*");
            smtp.send(RECIPIENT).expect("550 5.7.64*");
        }
        assertThat(inbound.rejections()).hasSize(4);
    }

    @Test
    void deniesRelayWhereNothingTiesTheMailToTheTenant() throws IOException {
        IssuedCertificate shared = fixture.senderCertificate();
        IssuedCertificate own = fixture.authority.issue(
                CertificateRequest.client("mail.contoso.example", OutboundSettings.EXCHANGE_ONLINE));

        assertThat(answerTo(shared, "MAIL FROM:<x@fabrikam.example>")).startsWith("550 5.7.64");
        assertThat(answerTo(shared, "MAIL FROM:<>")).startsWith("550 5.7.64");
        assertThat(answerTo(own, "MAIL FROM:<>")).startsWith("250");
    }

    @Test
    void refusesWhomTheTenantDoesNotHave() throws IOException {
        try (SmtpConversation smtp = fixture.converse(fixture.senderCertificate())) {
            smtp.send(SENDER).expect("250*");
            smtp.send("RCPT TO:<nobody@contoso.example>").expect("550 5.4.1*");
            smtp.send("RCPT TO:<ANNA.keller@contoso.example>").expect("250*");
        }
    }

    @Test
    void refusesWhatItDoesNotOffer() throws IOException {
        inbound.inject(new Fault.Withheld("8BITMIME"));
        try (SmtpConversation smtp = fixture.converse(fixture.senderCertificate())) {
            smtp.send(SENDER + " BODY=8BITMIME").expect("555*");
            smtp.send(SENDER + " BODY=BINARYMIME").expect("555*");
            smtp.send(SENDER + " SIZE=157286401").expect("552 5.3.4*");
            smtp.send(SENDER + " SIZE=157286400 BODY=7BIT").expect("250*");
        }
    }

    @Test
    void namesEveryBreachOfAReturnedMail() throws Exception {
        fixture.connected();
        Submission submission = fixture.tenant.submit(
                mail("Message-ID: <1@contoso.example>", "", "hello"), "anna.keller@contoso.example", "x@y.example");
        submission.awaitHandover(TenantFixture.SOON);
        int before = fixture.tenant.breaches().size();

        try (SmtpConversation smtp = fixture.converse(fixture.senderCertificate())) {
            deliver(smtp, "X-Afterword-MessageProcessed: true");
            deliver(
                    smtp,
                    "X-Afterword-MessageProcessed: true",
                    "Message-ID: <2@contoso.example>",
                    "X-Simulator-Submission: " + submission.id());
        }

        // Sent straight back, nothing was taken out and nothing put in.
        assertThat(fixture.tenant.breaches().subList(0, before))
                .extracting(Breach::kind)
                .containsExactly(
                        Breach.Kind.AUTH_HEADER_CAME_BACK,
                        Breach.Kind.ROUTING_CODE_CAME_BACK,
                        Breach.Kind.NOT_MARKED_AS_PROCESSED);
        assertThat(fixture.tenant.breaches().subList(before, before + 3))
                .extracting(Breach::kind)
                .containsExactly(
                        Breach.Kind.NEVER_SUBMITTED, Breach.Kind.OTHER_RECIPIENT, Breach.Kind.OTHER_MESSAGE_ID);
    }

    @Test
    void takesADeliveryReportForWhatItIs() throws IOException {
        IssuedCertificate own = fixture.authority.issue(
                CertificateRequest.client("mail.contoso.example", OutboundSettings.EXCHANGE_ONLINE));
        try (SmtpConversation smtp = fixture.converse(own)) {
            smtp.send("MAIL FROM:<>").expect("250*");
            smtp.send("RCPT TO:<anna.keller@contoso.example>").expect("250*");
            smtp.data(mail(
                    "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
                    "X-Afterword-MessageProcessed: true",
                    ""));
        }

        assertThat(fixture.tenant.reports()).hasSize(1);
        assertThat(fixture.tenant.breaches()).isEmpty();
    }

    @Test
    void keepsNothingOfAMailThatWasBrokenOff() throws IOException {
        inbound.inject(new Fault.DisconnectInMessage(10));
        try (SmtpConversation smtp = fixture.converse(fixture.senderCertificate())) {
            smtp.send(SENDER).expect("250*");
            smtp.send(RECIPIENT).expect("250*");
            smtp.send("DATA").expect("354*");
            smtp.sendRaw("x".repeat(100_000)).expectClosed();
        } catch (SocketException disconnected) {
            // Some of the message was still on its way when the server closed the connection.
        }

        assertThat(fixture.tenant.delivered()).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("incoming"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void staysSilentAfterTheDotWhenTold() throws IOException {
        inbound.inject(new Fault.NoAnswer(true, false), 1);
        try (SmtpConversation smtp = fixture.converse(fixture.senderCertificate())) {
            smtp.timeout(Duration.ofMillis(300));
            smtp.send(SENDER).expect("250*");
            smtp.send(RECIPIENT).expect("250*");
            assertThatThrownBy(() -> smtp.data(mail("", "hello"))).isInstanceOf(SocketTimeoutException.class);
        }

        assertThat(fixture.tenant.delivered()).hasSize(1);
    }

    private String answerTo(IssuedCertificate certificate, String sender) throws IOException {
        try (SmtpConversation smtp = fixture.converse(certificate)) {
            smtp.send(sender).expect("250*");
            return smtp.send(RECIPIENT).reply().lastLine();
        }
    }

    private static void deliver(SmtpConversation smtp, String... header) throws IOException {
        smtp.send(SENDER).expect("250*");
        smtp.send(RECIPIENT).expect("250*");
        smtp.data(mail(header));
    }
}
