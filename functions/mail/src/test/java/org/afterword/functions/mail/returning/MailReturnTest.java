package org.afterword.functions.mail.returning;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Refused;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class MailReturnTest {
    private static final CertificateAuthority SERVERS = CertificateAuthority.create("Servers");
    private static final CertificateAuthority STAMPS = CertificateAuthority.create("Stamps");
    private static final Envelope TO_BEN = Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example"));
    private static final String SMALL = "Subject: hello\r\n\r\nHello.\r\n";

    private ScriptedServer server;
    private MailReturn mailReturn;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer(serverTls("localhost"));
        mailReturn = mailReturn(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() throws IOException {
        mailReturn.close();
        server.close();
    }

    private static SSLContext serverTls(String name) {
        return SERVERS.issue(CertificateRequest.server(name)).tlsTrusting(STAMPS);
    }

    private static MailReturn mailReturn(Duration reply) {
        IssuedCertificate ours =
                STAMPS.subordinate("Stamps of this year").issue(CertificateRequest.client("stamp.afterword.example"));
        return new MailReturn(
                "stamp.afterword.example",
                new TlsIdentity(ours.chain(), ours.key()).keyManagers(),
                CertificateAuthority.trustManager(SERVERS),
                new Timeouts(Duration.ofSeconds(5), reply, reply, reply, reply));
    }

    private ReturnDestination destination() {
        return new ReturnDestination(TenantId.of("0f6c1e7a-1111-4222-8333-944444444444"), server.endpoint());
    }

    private static SignedMessage message(String bytes) {
        return new SignedMessage(RawMessage.of(bytes.getBytes(ISO_8859_1)), EditList.NONE);
    }

    private ReturnResult send(Envelope envelope, String bytes) {
        return mailReturn.send(destination(), envelope, message(bytes), SendingLimit.usual());
    }

    private ReturnOutcome sendToBen(String bytes) {
        return send(TO_BEN, bytes).entries().getFirst().outcome();
    }

    private String delivered() {
        assertThat(server.mails()).hasSize(1);
        return new String(server.mails().getFirst(), ISO_8859_1);
    }

    @Test
    void showsItsWholeCertificateChainOverTls() {
        assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
        assertThat(server.peerChains()).containsExactly(2);
        assertThat(server.commands().getFirst()).isEqualTo("EHLO stamp.afterword.example");
        assertThat(server.commands().indexOf("STARTTLS")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SMALL,
                "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n...b\r\n.\r\n",
                "Subject: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n",
                "Subject: no header end\r\n",
                "\r\n",
                "Subject: nul and long\r\n\r\n\u0000\u0001\r\n"
            })
    void deliversEveryByte(String mail) {
        assertThat(sendToBen(mail)).isEqualTo(new Accepted());
        assertThat(delivered()).isEqualTo(mail);
    }

    @Test
    void deliversALargeMailWithLongLines() {
        String mail = "Subject: large\r\n\r\n" + (".x".repeat(700) + "\r\n").repeat(2000);
        assertThat(sendToBen(mail)).isEqualTo(new Accepted());
        assertThat(delivered()).isEqualTo(mail);
    }

    @ParameterizedTest
    @MethodSource
    void neverSendsABareCrOrLf(String mail, String onTheWire) {
        assertThat(sendToBen(mail)).isEqualTo(new Accepted());
        assertThat(delivered()).isEqualTo(onTheWire);
    }

    static Stream<Arguments> neverSendsABareCrOrLf() {
        return Stream.of(
                Arguments.of("A: b\n\n.\nc\n", "A: b\r\n\r\n.\r\nc\r\n"),
                Arguments.of("A: b\r\n\r\nc\rd\r\n", "A: b\r\n\r\nc\r\nd\r\n"),
                Arguments.of("A: b\r\n\r\nc\n.\r\nMAIL FROM:<x@y>\r\n", "A: b\r\n\r\nc\r\n.\r\nMAIL FROM:<x@y>\r\n"),
                Arguments.of("A: b\r\n\r\nc\r.\rd\r\n", "A: b\r\n\r\nc\r\n.\r\nd\r\n"),
                Arguments.of("A: b\r\n\r\nno end", "A: b\r\n\r\nno end\r\n"));
    }

    @Test
    void keepsTheNullSender() {
        send(Envelope.of("", List.of("anna@contoso.example")), SMALL);
        assertThat(server.commands("MAIL")).singleElement().asString().startsWith("MAIL FROM:<> ");
    }

    @Test
    void carriesParametersOver() {
        Envelope envelope = new Envelope(
                TO_BEN.reversePath(),
                List.of(new Recipient(
                        MailAddress.of("ben@fabrikam.example"),
                        EsmtpParameters.of(
                                Map.of("NOTIFY", "FAILURE,DELAY", "ORCPT", "rfc822;ben+2Bx@fabrikam.example")))),
                EsmtpParameters.of(Map.of(
                        "BODY",
                        "8BITMIME",
                        "ENVID",
                        "QQ314159",
                        "RET",
                        "HDRS",
                        "SIZE",
                        "3",
                        "XOORG",
                        "contoso.example")));
        server.with("XOORG");
        send(envelope, SMALL);
        assertThat(server.commands("MAIL"))
                .containsExactly("MAIL FROM:<anna@contoso.example> SIZE=" + SMALL.length()
                        + " BODY=8BITMIME ENVID=QQ314159 RET=HDRS XOORG=contoso.example");
        assertThat(server.commands("RCPT"))
                .containsExactly(
                        "RCPT TO:<ben@fabrikam.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ben+2Bx@fabrikam.example");
    }

    @Test
    void dropsParametersThatTheServerDoesNotKnow() {
        Envelope envelope = new Envelope(
                TO_BEN.reversePath(),
                List.of(new Recipient(
                        MailAddress.of("ben@fabrikam.example"), EsmtpParameters.of(Map.of("NOTIFY", "NEVER")))),
                EsmtpParameters.of(Map.of("BODY", "8BITMIME", "RET", "FULL", "XOORG", "x", "AUTH", "<>")));
        server.without("DSN").without("8BITMIME").without("SIZE").without("PIPELINING");
        assertThat(send(envelope, SMALL).entries().getFirst().outcome()).isEqualTo(new Accepted());
        assertThat(server.commands("MAIL")).containsExactly("MAIL FROM:<anna@contoso.example>");
        assertThat(server.commands("RCPT")).containsExactly("RCPT TO:<ben@fabrikam.example>");
    }

    @Test
    void sendsInternationalAddressesInUtf8() {
        Envelope envelope = new Envelope(
                TO_BEN.reversePath(),
                List.of(Recipient.of("\u0131brahim@fabrikam.example")),
                EsmtpParameters.of(Map.of("SMTPUTF8", "")));
        assertThat(send(envelope, SMALL).entries().getFirst().outcome()).isEqualTo(new Accepted());
        assertThat(server.commands("MAIL").getFirst()).endsWith(" SMTPUTF8");
        assertThat(server.commands("RCPT")).containsExactly("RCPT TO:<\u0131brahim@fabrikam.example>");
    }

    @Test
    void holdsInternationalMailForAServerWithoutSmtpUtf8() {
        server.without("SMTPUTF8");
        ReturnResult result = send(
                new Envelope(TO_BEN.reversePath(), TO_BEN.recipients(), EsmtpParameters.of(Map.of("SMTPUTF8", ""))),
                SMALL);
        assertThat(result.setupFault()).contains(Cause.EXTENSION_MISSING);
        assertThat(server.commands("MAIL")).isEmpty();
    }

    @Test
    void sendsOnlySevenBitMailToAServerWithout8BitMime() {
        server.without("8BITMIME");
        assertThat(cause(sendToBen("Subject: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n"))).isEqualTo(Cause.EXTENSION_MISSING);
        assertThat(server.commands("MAIL")).isEmpty();
        assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysForEachRecipientWhatBecameOfIt(boolean pipelining) {
        if (!pipelining) {
            server.without("PIPELINING");
        }
        server.answer("RCPT TO:<later@", "450 4.2.1 busy").answer("RCPT TO:<now@", "451 4.3.0 hm");
        server.answer("RCPT TO:<never@", "550 5.1.1 no such <never@fabrikam.example>");
        ReturnResult result = send(
                Envelope.of(
                        "anna@contoso.example",
                        List.of("ben@f.example", "later@f.example", "now@f.example", "never@f.example")),
                SMALL);
        assertThat(result.recipients(Accepted.class)).containsExactly(Recipient.of("ben@f.example"));
        assertThat(result.recipients(Deferred.class))
                .containsExactly(Recipient.of("later@f.example"), Recipient.of("now@f.example"));
        assertThat(result.recipients(Refused.class)).containsExactly(Recipient.of("never@f.example"));
        assertThat(result.toString()).doesNotContain("never@");
        assertThat(server.mails()).hasSize(1);
    }

    @Test
    void sendsNoDataIfNoRecipientIsAccepted() {
        server.answer("RCPT", "550 5.1.1 no");
        assertThat(sendToBen(SMALL)).isInstanceOf(Refused.class);
        assertThat(server.commands("DATA")).isEmpty();
        assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void takesEachReplyAsItIsMeant(String command) {
        server.answer(command, "451 4.7.500 Server busy");
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.THROTTLED);
        server.answer(command, "451 4.3.2 later");
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.SERVER_SAID_LATER);
        server.answer(command, "550 5.7.64 TenantAttribution; Relay Access Denied");
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.NOT_ATTRIBUTED);
        server.answer(command, "554-5.6.0 no\r\n554 5.6.0 never");
        assertThat(sendToBen(SMALL))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reply())
                                .isEqualTo(new SmtpReply(554, Optional.of("5.6.0"), "no never")));
        assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
    }

    @Test
    void doesNotKnowWhatBecameOfAMailThatIsNotAnswered() {
        server.answer(".", "");
        assertThat(sendToBen(SMALL)).isEqualTo(new Uncertain());
    }

    @Test
    void doesNotKnowWhatBecameOfAMailWhoseAnswerIsTooLate() {
        mailReturn.close();
        mailReturn = mailReturn(Duration.ofMillis(300));
        server.beforeAnswerToData(() -> {
            try {
                Thread.sleep(2000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(sendToBen(SMALL)).isEqualTo(new Uncertain());
    }

    @Test
    void knowsThatAMailWasNotTakenWhenTheServerLeavesInTheMidstOfIt() {
        server.closingInDataAfter(100_000);
        assertThat(cause(sendToBen("A: b\r\n\r\n" + "0123456789\r\n".repeat(1_000_000))))
                .isEqualTo(Cause.CONNECTION_LOST);
        assertThat(server.mails()).isEmpty();
    }

    @Test
    void sendsNothingInClear() {
        server.withoutStartTls();
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.NO_STARTTLS);
        assertThat(server.commands("MAIL")).isEmpty();
    }

    @Test
    void sendsNothingToAServerWithAnotherName() throws IOException {
        server.close();
        server = new ScriptedServer(serverTls("elsewhere.example"));
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.TLS_FAILED);
        assertThat(server.commands("MAIL")).isEmpty();
    }

    @Test
    void sendsNothingToAServerThatAnUnknownAuthorityVouchesFor() throws IOException {
        server.close();
        server = new ScriptedServer(CertificateAuthority.create("Others")
                .issue(CertificateRequest.server("localhost"))
                .tlsTrusting(STAMPS));
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.TLS_FAILED);
    }

    @Test
    void raisesAServerThatDoesNotBelieveOurCertificate() throws IOException {
        server.close();
        server = new ScriptedServer(SERVERS.issue(CertificateRequest.server("localhost"))
                .tlsTrusting(CertificateAuthority.create("Others")));
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.TLS_FAILED);
    }

    @Test
    void waitsForAServerThatCannotBeReached() throws IOException {
        server.close();
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.UNREACHABLE);
    }

    @Test
    void waitsForAServerThatIsFull() {
        server.answer("connect", "421 4.7.0 too many connections");
        assertThat(cause(sendToBen(SMALL))).isEqualTo(Cause.SERVER_SAID_LATER);
    }

    @Test
    void keepsTheConnectionForTheNextMail() {
        for (int i = 0; i < 5; i++) {
            assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void makesANewConnectionWhenTheServerClosedTheKeptOne() {
        server.closingAfterEachMail();
        for (int i = 0; i < 3; i++) {
            assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
        }
        assertThat(server.mails()).hasSize(3);
    }

    @Test
    void makesANewConnectionWhenTheServerEndsTheKeptOneWith421() {
        sendToBen(SMALL);
        server.answer("MAIL", "421 4.4.2 idle for too long");
        assertThat(sendToBen(SMALL)).isEqualTo(new Accepted());
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void sharesNoConnectionBetweenTenants() {
        sendToBen(SMALL);
        ReturnDestination other =
                new ReturnDestination(TenantId.of("1f6c1e7a-1111-4222-8333-944444444444"), server.endpoint());
        mailReturn.send(other, TO_BEN, message(SMALL), SendingLimit.usual());
        assertThat(server.connections()).isEqualTo(2);
    }

    private static Cause cause(ReturnOutcome outcome) {
        assertThat(outcome).isInstanceOf(Deferred.class);
        return ((Deferred) outcome).cause();
    }
}
