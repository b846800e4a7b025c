package org.afterword.simulator.outbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.outbound.Submission.State;
import org.afterword.simulator.smtp.LastingPort;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpServer;
import org.afterword.simulator.smtp.SmtpTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an outbound connector with TlsSettings DomainValidation sends, and when it tries again. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutboundConnectorTest {
    private static final String ANNA = "anna@contoso.example";
    private static final String JOAN = "joan@fabrikam.example";
    private static final String CEM = "cem@fabrikam.example";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final CertificateAuthority exchangeAuthority = CertificateAuthority.create("Exchange authority");
    private final SmartHostService host = new SmartHostService();
    private final List<NonDelivery> nonDeliveries = new CopyOnWriteArrayList<>();
    private SmtpServer server;
    private Path folder;
    private OutboundConnector connector;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        this.folder = folder;
        server = SmtpServer.start(LastingPort.find(), host);
        connector = new OutboundConnector(settings(), nonDeliveries::add);
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        server.close();
    }

    @Test
    void sendsUnderTlsWithItsOwnCertificate() throws Exception {
        Submission submission = send("hello\r\n", JOAN);
        submission.awaitHandover(SOON);

        SmtpTransaction transaction = host.taken().getFirst();
        assertThat(transaction.peer().secure()).isTrue();
        assertThat(transaction.peer().certificates())
                .singleElement()
                .extracting(shown -> shown.getSubjectX500Principal().getName())
                .isEqualTo("CN=" + OutboundSettings.EXCHANGE_ONLINE);
        assertThat(transaction.peer().greetedAs()).endsWith(".outbound.protection.outlook.com");
        assertThat(transaction.reversePath().address()).isEqualTo(ANNA);
        assertThat(host.messages()).containsExactly("X-Top: 1\r\n\r\nhello\r\n");
        assertThat(submission.state(JOAN)).isEqualTo(State.HANDED_OVER);
    }

    @Test
    void sendsNothingToAHostWithoutTls() throws Exception {
        host.offer("PIPELINING");

        Submission submission = send("hello\r\n", JOAN);

        assertThat(firstDeferral(submission)).contains("expected 220*");
        assertThat(host.taken()).isEmpty();
        assertThat(submission.state(JOAN)).isEqualTo(State.QUEUED);
    }

    @Test
    void sendsNothingToAHostWithAnotherName() throws Exception {
        host.present(host.authority.issue(CertificateRequest.server("a.other.example")));

        Submission submission = send("hello\r\n", JOAN);

        assertThat(firstDeferral(submission)).startsWith("454 4.7.5").contains("a.other.example", "*.smtp.example");
        assertThat(host.taken()).isEmpty();
    }

    @Test
    void sendsNothingToAHostWithAnExpiredCertificateUntilItHasANewOne() throws Exception {
        Instant past = Instant.now().minus(Duration.ofDays(9));
        host.present(host.authority.issue(
                CertificateRequest.server(SmartHostService.NAME).valid(past, past.plus(Duration.ofDays(1)))));
        Submission submission = send("hello\r\n", JOAN);
        firstDeferral(submission);
        assertThat(host.taken()).isEmpty();

        host.present(host.authority.issue(CertificateRequest.server(SmartHostService.NAME)));
        submission.awaitHandover(SOON);

        assertThat(host.taken()).hasSize(1);
        assertThat(nonDeliveries).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 Service not available", "554 5.3.2 No mail here"})
    void triesAgainAfterAGreetingThatIsARefusal(String greeting) throws Exception {
        host.script("GREETING", greeting);

        Submission submission = send("hello\r\n", JOAN);
        submission.awaitHandover(SOON);

        assertThat(submission.deferrals()).hasSize(1).first().asString().contains(greeting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", JOAN, "MESSAGE"})
    void triesAgainAfter4xxAndReportsNothing(String command) throws Exception {
        host.script(command, "451 4.3.0 Later", "452 4.3.1 Later still");

        Submission submission = send("hello\r\n", JOAN);
        submission.awaitHandover(SOON);

        assertThat(submission.deferrals()).containsExactly("451 4.3.0 Later", "452 4.3.1 Later still");
        assertThat(host.taken()).hasSize(1);
        assertThat(nonDeliveries).isEmpty();
        assertThat(connector.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", JOAN, "MESSAGE"})
    void reports5xxAtOnceAndNeverTriesAgain(String command) throws Exception {
        host.script(command, "550 5.7.1 No");

        Submission refused = send("hello\r\n", JOAN);
        refused.awaitHandover(SOON);
        Submission next = send("next\r\n", JOAN);
        next.awaitHandover(SOON);

        assertThat(refused.state(JOAN)).isEqualTo(State.REFUSED);
        assertThat(refused.deferrals()).isEmpty();
        assertThat(nonDeliveries).containsExactly(new NonDelivery(refused.id(), JOAN, "550 5.7.1 No"));
        assertThat(host.messages()).hasSize(1).first().asString().endsWith("next\r\n");
    }

    @Test
    void settlesEachRecipientByItsOwnAnswer() throws Exception {
        host.script(JOAN, "550 5.1.1 No such user").script(CEM, "451 4.7.500 Server busy");

        Submission submission = send("hello\r\n", JOAN, CEM, "third@fabrikam.example");
        submission.awaitHandover(SOON);

        assertThat(submission.state(JOAN)).isEqualTo(State.REFUSED);
        assertThat(submission.state(CEM)).isEqualTo(State.HANDED_OVER);
        assertThat(submission.state("third@fabrikam.example")).isEqualTo(State.HANDED_OVER);
        assertThat(host.taken())
                .extracting(OutboundConnectorTest::recipients)
                .containsExactly(List.of("third@fabrikam.example"), List.of(CEM));
    }

    @Test
    void sendsTheRestAtOnceWhereThereAreTooManyRecipients() throws Exception {
        connector.close();
        connector = new OutboundConnector(
                settings().withRetries(Duration.ofHours(1), Duration.ofHours(24)), nonDeliveries::add);
        host.script(CEM, "452 4.5.3 Too many recipients");

        Submission submission = send("hello\r\n", JOAN, CEM);
        submission.awaitHandover(SOON);

        assertThat(host.taken())
                .extracting(OutboundConnectorTest::recipients)
                .containsExactly(List.of(JOAN), List.of(CEM));
    }

    @Test
    void givesUpOnAMailThatIsTooOldWithTheLastAnswer() throws Exception {
        connector.close();
        connector =
                new OutboundConnector(settings().withRetries(Duration.ofMillis(5), Duration.ZERO), nonDeliveries::add);
        host.script("MAIL", "451 4.3.0 Later");

        Submission submission = send("hello\r\n", JOAN, CEM);
        submission.awaitHandover(SOON);

        assertThat(nonDeliveries)
                .extracting(NonDelivery::recipient, NonDelivery::diagnostic)
                .containsExactly(
                        tuple(JOAN, "550 5.4.300 Message expired; last: 451 4.3.0 Later"),
                        tuple(CEM, "550 5.4.300 Message expired; last: 451 4.3.0 Later"));
    }

    @Test
    void triesAHostAgainThatWasNotThere() throws Exception {
        int port = server.port();
        server.close();
        Submission submission = send("hello\r\n", JOAN);
        firstDeferral(submission);

        server = SmtpServer.start(port, host);
        submission.awaitHandover(SOON);

        assertThat(host.taken()).hasSize(1);
    }

    @Test
    void connectsAnewWithoutADeferralWhereAKeptConnectionSays421() throws Exception {
        send("one\r\n", JOAN).awaitHandover(SOON);
        host.script("MAIL", "421 4.4.2 Idle for too long");

        Submission second = send("two\r\n", JOAN);
        second.awaitHandover(SOON);

        assertThat(second.deferrals()).isEmpty();
        assertThat(connector.connections()).isEqualTo(2);
        assertThat(host.taken()).hasSize(2);
    }

    @Test
    void asksForWhatTheMailNeedsAndTheHostOffers() throws Exception {
        send("gr\u00fc\u00dfe\r\n", JOAN).awaitHandover(SOON);
        send("plain\r\n", "j\u00f6rg@fabrikam.example").awaitHandover(SOON);

        Map<String, String> eightBit = host.taken().get(0).reversePath().parameters();
        assertThat(eightBit).containsEntry("BODY", "8BITMIME").doesNotContainKey("SMTPUTF8");
        assertThat(eightBit.get("SIZE"))
                .isEqualTo(Integer.toString(host.messages().get(0).length()));
        Map<String, String> international = host.taken().get(1).reversePath().parameters();
        assertThat(international).containsKey("SMTPUTF8").doesNotContainKey("BODY");
        assertThat(recipients(host.taken().get(1))).containsExactly("j\u00f6rg@fabrikam.example");
    }

    @Test
    void asksForNothingThatIsNotOffered() throws Exception {
        host.offer("STARTTLS");

        send("gr\u00fc\u00dfe\r\n.\r\n", JOAN, CEM).awaitHandover(SOON);

        assertThat(host.taken().getFirst().reversePath().parameters()).isEmpty();
        assertThat(host.messages()).containsExactly("X-Top: 1\r\n\r\ngr\u00fc\u00dfe\r\n.\r\n");
    }

    @Test
    void carriesABareLineFeedInChunksAlone() throws Exception {
        send("a\nb\r\n", JOAN).awaitHandover(SOON);
        assertThat(host.messages()).containsExactly("X-Top: 1\r\n\r\na\nb\r\n");

        connector.close();
        host.offer("STARTTLS");
        connector = new OutboundConnector(settings(), nonDeliveries::add);
        Submission refused = send("a\nb\r\n", JOAN);
        refused.awaitHandover(SOON);

        assertThat(refused.state(JOAN)).isEqualTo(State.REFUSED);
        assertThat(nonDeliveries)
                .extracting(NonDelivery::diagnostic)
                .singleElement()
                .asString()
                .startsWith("550 5.6.11");
        assertThat(host.taken()).hasSize(1);
    }

    @Test
    void leavesWhatIsQueuedWhenItIsClosed() throws Exception {
        server.close();
        Submission submission = send("hello\r\n", JOAN);
        firstDeferral(submission);

        connector.close();

        assertThat(submission.state(JOAN)).isEqualTo(State.QUEUED);
        assertThat(nonDeliveries).isEmpty();
        assertThatThrownBy(() -> submission.awaitHandover(Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining(submission.id().toString());
    }

    private OutboundSettings settings() {
        return OutboundSettings.to(
                        SmartHost.local(SmartHostService.NAME, server.port(), "*.smtp.example"),
                        exchangeAuthority,
                        host.authority)
                .withConnections(1)
                .withRetries(Duration.ofMillis(10), Duration.ofHours(1));
    }

    private Submission send(String body, String... recipients) throws IOException {
        UUID id = UUID.randomUUID();
        OutgoingFile file = OutgoingFile.write(
                folder.resolve(id + ".eml"),
                "X-Top: 1\r\n",
                new ByteArrayInputStream(("\r\n" + body).getBytes(ISO_8859_1)));
        Submission submission = new Submission(
                id,
                SmtpPath.of(ANNA),
                Arrays.stream(recipients).map(SmtpPath::of).toList(),
                file,
                State.QUEUED);
        connector.send(submission);
        return submission;
    }

    private static String firstDeferral(Submission submission) throws InterruptedException {
        while (submission.deferrals().isEmpty()) {
            Thread.sleep(5);
        }
        return submission.deferrals().getFirst();
    }

    private static List<String> recipients(SmtpTransaction transaction) {
        return transaction.recipients().stream().map(SmtpPath::address).toList();
    }
}
