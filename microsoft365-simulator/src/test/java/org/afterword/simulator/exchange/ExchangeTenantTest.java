package org.afterword.simulator.exchange;

import static org.afterword.simulator.exchange.TenantFixture.SOON;
import static org.afterword.simulator.exchange.TenantFixture.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.header.MailHeader;
import org.afterword.simulator.inbound.Fault;
import org.afterword.simulator.inbound.InboundConnector;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.outbound.NonDelivery;
import org.afterword.simulator.outbound.OutboundConnector;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.outbound.Submission.State;
import org.afterword.simulator.smtp.SmtpPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ExchangeTenantTest {
    private static final String ANNA = "anna.keller@contoso.example";
    private static final String JOAN = "joan@fabrikam.example";
    private static final byte[] SMALL_MAIL =
            mail("From: " + ANNA, "To: " + JOAN, "Message-ID: <1@contoso.example>", "", ".", "..hello");

    private TenantFixture fixture;
    private ExchangeTenant tenant;
    private InboundConnector inbound;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        fixture = new TenantFixture(folder);
        tenant = fixture.tenant;
        inbound = tenant.inbound();
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "CHUNKING", "PIPELINING", "8BITMIME", "SIZE"})
    void sendsEveryOctetBelowWhatExchangeAdds(String withheld) throws Exception {
        inbound.inject(new Fault.Withheld(withheld));
        fixture.connected();
        byte[] mail = mail("Message-ID: <1@contoso.example>", "", "\u00e9\u00ff \0", ".", "..", "", "a\rb");

        Submission submission = tenant.submit(mail, ANNA, JOAN);
        DeliveredMail delivered = tenant.awaitReturn(submission, SOON).getFirst();

        byte[] content = delivered.content();
        assertThat(content).isEqualTo(Files.readAllBytes(submission.sent()));
        assertThat(new String(content, StandardCharsets.ISO_8859_1))
                .startsWith("Received: from ")
                .endsWith("X-MS-Exchange-Organization-SCL: -1\r\n" + new String(mail, StandardCharsets.ISO_8859_1));
        assertThat(delivered.octets()).isEqualTo(content.length);
        Map<String, String> parameters = delivered.reversePath().parameters();
        assertThat(parameters.containsKey("SIZE")).isEqualTo(!withheld.equals("SIZE"));
        assertThat(parameters.containsKey("BODY")).isEqualTo(!withheld.equals("8BITMIME"));
    }

    @Test
    void sendsALargeMailInChunks() throws Exception {
        fixture.connected();
        byte[] mail = new byte[2_500_000];
        new Random(1).nextBytes(mail);
        System.arraycopy(SMALL_MAIL, 0, mail, 0, SMALL_MAIL.length);

        Submission submission = tenant.submit(mail, ANNA, JOAN);

        byte[] content = tenant.awaitReturn(submission, SOON).getFirst().content();
        assertThat(content).isEqualTo(Files.readAllBytes(submission.sent())).endsWith(mail);
    }

    @Test
    void setsTheRoutingCodeAndTheTenantsId() throws Exception {
        fixture.connected();

        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN);

        MailHeader header = MailHeader.read(submission.sent());
        assertThat(header.first("X-Afterword-Auth")).isEqualTo(TenantFixture.ROUTING_CODE);
        assertThat(header.first("X-MS-Exchange-CrossTenant-Id"))
                .isEqualTo(tenant.id().toString());
        assertThat(header.first("X-OriginatorOrg")).isEqualTo("contoso.example");
        assertThat(header.first("Message-ID")).isEqualTo("<1@contoso.example>");
    }

    @Test
    void givesAMailWithoutMessageIdOne() throws Exception {
        fixture.connected();

        Submission submission = tenant.submit(mail("Subject: none", "", "hello"), ANNA, JOAN);

        assertThat(MailHeader.read(submission.sent()).first("Message-ID")).endsWith(".prod.outlook.com>");
    }

    @Test
    void carriesParametersAndTheNullSender() throws Exception {
        fixture.connected();
        SmtpPath sender = new SmtpPath(ANNA, Map.of("RET", "HDRS"));
        SmtpPath recipient = new SmtpPath(JOAN, Map.of("NOTIFY", "NEVER"));

        Submission submission = tenant.submit(new ByteArrayInputStream(SMALL_MAIL), sender, List.of(recipient));
        DeliveredMail delivered = tenant.awaitReturn(submission, SOON).getFirst();

        assertThat(delivered.reversePath().parameters()).containsEntry("RET", "HDRS");
        assertThat(delivered.recipients()).containsExactly(recipient);
        Path envelope = Path.of(delivered.file().toString().replace(".eml", ".envelope"));
        assertThat(Files.readAllLines(envelope)).contains("RCPT TO:<joan@fabrikam.example> NOTIFY=NEVER");
    }

    @Test
    void doesNotSendWhatWasProcessedOrIsTooLarge() throws Exception {
        fixture.connected();
        byte[] processed = mail("X-Afterword-MessageProcessed: True", "", "hello");

        assertThat(tenant.submit(processed, ANNA, JOAN).state(JOAN)).isEqualTo(State.NOT_ROUTED);
        assertThat(tenant.submit(new byte[3_000_000], ANNA, JOAN).state(JOAN)).isEqualTo(State.NOT_ROUTED);
        assertThat(inbound.connections()).isZero();
    }

    @Test
    void keepsItsConnections() throws Exception {
        OutboundConnector connector = tenant.connectOutbound(fixture.outboundSettings());
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            submissions.add(tenant.submit(SMALL_MAIL, ANNA, JOAN));
        }

        tenant.awaitDelivered(50, SOON);

        assertThat(connector.connections()).isBetween(1L, 2L);
        assertThat(tenant.duplicates()).isEmpty();
        assertThat(tenant.delivered())
                .extracting(DeliveredMail::submission)
                .containsExactlyInAnyOrderElementsOf(
                        submissions.stream().map(Submission::id).toList());
    }

    @Test
    void settlesEachRecipientAlone() throws Exception {
        inbound.inject(new Fault.RecipientAnswer("busy@fabrikam.example", "451 4.7.500 Server busy"), 2);
        inbound.inject(new Fault.RecipientAnswer("gone@fabrikam.example", "550 5.1.1 No such user"));
        fixture.connected();

        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN, "busy@fabrikam.example", "gone@fabrikam.example");
        submission.awaitHandover(SOON);
        tenant.awaitDelivered(2, SOON);

        assertThat(submission.state(JOAN)).isEqualTo(State.HANDED_OVER);
        assertThat(submission.state("busy@fabrikam.example")).isEqualTo(State.HANDED_OVER);
        assertThat(submission.state("gone@fabrikam.example")).isEqualTo(State.REFUSED);
        assertThat(submission.deferrals()).containsExactly("451 4.7.500 Server busy", "451 4.7.500 Server busy");
        assertThat(tenant.nonDeliveries())
                .containsExactly(new NonDelivery(submission.id(), "gone@fabrikam.example", "550 5.1.1 No such user"));
        assertThat(tenant.delivered())
                .extracting(mail ->
                        mail.recipients().stream().map(SmtpPath::address).toList())
                .containsExactly(List.of(JOAN), List.of("busy@fabrikam.example"));
        assertThat(tenant.duplicates()).isEmpty();
    }

    @Test
    void triesAgainAfterEveryTemporaryFault() throws Exception {
        inbound.inject(new Fault.Greeting("421 4.3.2 Service not available"), 1);
        inbound.inject(new Fault.SenderAnswer("451 4.7.500 Busy"), 1);
        inbound.inject(new Fault.MessageAnswer("451 4.3.0 Later"), 1);
        inbound.inject(new Fault.DisconnectInMessage(100), 1);
        inbound.inject(new Fault.NoAnswer(false, true), 1);
        tenant.connectOutbound(fixture.outboundSettings().withConnections(1));

        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        submission.awaitHandover(SOON);

        assertThat(submission.deferrals()).hasSize(5);
        assertThat(tenant.awaitReturn(submission, SOON)).hasSize(1);
    }

    @Test
    void countsTheDuplicateOfAMailThatWasTakenWithoutAnAnswer() throws Exception {
        inbound.inject(new Fault.NoAnswer(true, true), 1);
        fixture.connected();

        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        tenant.awaitDelivered(2, SOON);

        assertThat(tenant.duplicates()).extracting(DeliveredMail::submission).containsExactly(submission.id());
    }

    @Test
    void reportsARefusedMessageAndAnExpiredOne() throws Exception {
        inbound.inject(new Fault.MessageAnswer("552 5.3.4 Too large"), 1);
        inbound.inject(new Fault.SenderAnswer("451 4.7.500 Busy"));
        tenant.connectOutbound(fixture.outboundSettings().withRetries(Duration.ofMillis(20), Duration.ZERO));
        Submission expired = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        expired.awaitHandover(SOON);
        inbound.heal();
        inbound.inject(new Fault.MessageAnswer("552 5.3.4 Too large"), 1);
        tenant.submit(SMALL_MAIL, ANNA, JOAN).awaitHandover(SOON);

        assertThat(tenant.nonDeliveries())
                .extracting(NonDelivery::diagnostic)
                .containsExactly("550 5.4.300 Message expired; last: 451 4.7.500 Busy", "552 5.3.4 Too large");
        assertThat(inbound.rejections()).containsExactly("451 4.7.500 Busy", "552 5.3.4 Too large");
    }

    @Test
    void refusesToSendBareLineFeedsWithoutChunking() throws Exception {
        inbound.inject(new Fault.Withheld("CHUNKING"));
        fixture.connected();

        Submission submission =
                tenant.submit("Subject: x\r\n\r\na\nb\r\n".getBytes(StandardCharsets.US_ASCII), ANNA, JOAN);
        submission.awaitHandover(SOON);

        assertThat(tenant.nonDeliveries().getFirst().diagnostic()).startsWith("550 5.6.11");
    }

    @Test
    void sendsNothingToASmartHostItCannotTrust() throws Exception {
        inbound.present(CertificateAuthority.create("Unknown authority")
                .issue(CertificateRequest.server("*.smtp.afterword.example")));
        fixture.connected();
        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        awaitDeferral(submission);

        inbound.present(fixture.authority.issue(CertificateRequest.server("smtp.other.example")));
        while (!submission.deferrals().getLast().contains("TlsDomain is *.smtp.afterword.example")) {
            awaitDeferral(submission);
        }
        assertThat(tenant.delivered()).isEmpty();

        inbound.heal();
        tenant.awaitReturn(submission, SOON);
    }

    @Test
    void sendsNothingInTheClear() throws Exception {
        inbound.inject(new Fault.Withheld("STARTTLS"));
        fixture.connected();

        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        awaitDeferral(submission);

        assertThat(submission.deferrals().getFirst()).contains("expected 220*", "STARTTLS is not offered");
    }

    @Test
    void connectsAnewAtOnceWhenAKeptConnectionIsGone() throws Exception {
        OutboundConnector connector =
                tenant.connectOutbound(fixture.outboundSettings().withConnections(1));
        tenant.submit(SMALL_MAIL, ANNA, JOAN).awaitHandover(SOON);
        inbound.cutSessions();

        Submission second = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        tenant.awaitReturn(second, SOON);

        assertThat(second.deferrals()).isEmpty();
        assertThat(connector.connections()).isEqualTo(2);
    }

    @Test
    void saysHowFarAMailHasComeThatDoesNotComeBack() throws Exception {
        inbound.inject(new Fault.SenderAnswer("451 4.7.500 Busy"));
        fixture.connected();
        Submission submission = tenant.submit(SMALL_MAIL, ANNA, JOAN);
        awaitDeferral(submission);

        assertThatThrownBy(() -> tenant.awaitReturn(submission, Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("0 of 1 recipients")
                .hasMessageContaining("451 4.7.500 Busy");
    }

    private static void awaitDeferral(Submission submission) throws InterruptedException {
        int seen = submission.deferrals().size();
        while (submission.deferrals().size() == seen) {
            Thread.sleep(5);
        }
    }
}
