package org.afterword.simulator.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SmtpConversationTest {
    private final RecordingService service = new RecordingService();
    private SmtpServer server;
    private SmtpConversation smtp;

    @BeforeEach
    void connect() throws IOException {
        server = SmtpServer.start(0, service);
        smtp = SmtpConversation.connect(server.port());
        smtp.expect("220 *");
    }

    @AfterEach
    void disconnect() throws IOException {
        smtp.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one line\r\n",
                "",
                "\r\n",
                ".\r\n",
                "..\r\n...\r\n",
                ".hidden\r\n\r\n.\r\nMAIL FROM:<a@b.example>\r\n",
                "bare\nline\n.\nfeeds\r\n",
                "bare\rreturns\r.\r\r\n",
                "\n.\r\n..\r.\n\r\n",
                "nul \0 and \u00e9\u00ff\r\n"
            })
    void carriesEveryOctetByDataAndByBdat(String text) throws IOException {
        byte[] message = text.getBytes(ISO_8859_1);
        greet();

        begin();
        assertThat(smtp.data(message).code()).isEqualTo(250);
        begin();
        assertThat(smtp.bdat(message, true).code()).isEqualTo(250);

        assertThat(service.received)
                .extracting(RecordingService.Received::message)
                .allSatisfy(received -> assertThat(received).isEqualTo(message));
        assertThat(service.received).hasSize(2);
    }

    @Test
    void carriesALongMessageOfDotsAndLineEndsOverTls() throws IOException {
        byte[] message = new byte[3_000_000];
        byte[] alphabet = "\r\n..x".getBytes(ISO_8859_1);
        Random random = new Random(1);
        for (int i = 0; i < message.length; i++) {
            message[i] = alphabet[random.nextInt(alphabet.length)];
        }
        message[message.length - 2] = '\r';
        message[message.length - 1] = '\n';
        greet();
        smtp.startTls(service.authority.trustingTls());
        greet();

        begin();
        smtp.data(message);
        begin();
        smtp.bdat(new ByteArrayInputStream(message), 1_000_000, false);
        smtp.bdat(new ByteArrayInputStream(message, 1_000_000, 2_000_000), 2_000_000, true);

        assertThat(service.received.get(0).message()).isEqualTo(message);
        assertThat(service.received.get(1).message()).isEqualTo(message);
    }

    @Test
    void addsALineEndByDataWhereTheMessageHasNone() throws IOException {
        greet();
        begin();

        smtp.data("no end".getBytes(ISO_8859_1));

        assertThat(service.received.getFirst().message()).isEqualTo("no end\r\n".getBytes(ISO_8859_1));
    }

    @Test
    void keepsAllParametersOfMailAndRecipients() throws IOException {
        greet();
        smtp.send("MAIL FROM:<a@b.example> SIZE=10 body=8BITMIME X-NEW").expect("250 *");
        smtp.send("RCPT TO:<c@d.example> NOTIFY=NEVER ORCPT=rfc822;c@d.example").expect("250 *");
        smtp.send("RCPT TO:<nobody@d.example>").expect("550 *");
        smtp.data(new byte[0]);

        SmtpTransaction transaction = service.received.getFirst().transaction();
        assertThat(transaction.reversePath())
                .isEqualTo(new SmtpPath("a@b.example", Map.of("SIZE", "10", "BODY", "8BITMIME", "X-NEW", "")));
        assertThat(transaction.reversePath()).hasToString("<a@b.example> SIZE=10 BODY=8BITMIME X-NEW");
        assertThat(transaction.recipients())
                .containsExactly(new SmtpPath("c@d.example", Map.of("NOTIFY", "NEVER", "ORCPT", "rfc822;c@d.example")));
    }

    @Test
    void readsTheWholeOfAReplyAndPipelinedOnesInTurn() throws IOException {
        smtp.send("EHLO client.example", "NOOP", "NOSUCH");

        ServerReply greeting = smtp.expect("250 STARTTLS");
        assertThat(greeting.lines()).hasSize(5).startsWith("250-Hello client.example");
        assertThat(greeting.offers("size")).isTrue();
        assertThat(greeting.offers("SIZ")).isFalse();
        assertThat(greeting.offers("8BITMIME")).isFalse();
        smtp.expect("250 2.0.0*");
        assertThatThrownBy(() -> smtp.expect("250*"))
                .isInstanceOf(UnexpectedReplyException.class)
                .hasMessageContaining("expected 250*")
                .hasMessageContaining("500 5.3.3");
    }

    @Test
    void showsItsCertificateAndSeesTheServers() throws IOException {
        IssuedCertificate own =
                CertificateAuthority.create("Somebody else").issue(CertificateRequest.client("client.example"));
        greet();
        smtp.startTls(own.tlsTrusting(service.authority), "smtp.example");
        greet();
        begin();
        smtp.data(new byte[0]);

        SmtpPeer peer = service.received.getFirst().transaction().peer();
        assertThat(peer.certificates()).isEqualTo(own.chain());
        assertThat(peer.secure()).isTrue();
        assertThat(smtp.serverCertificates()
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=smtp.example");
        assertThat(smtp.protocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void abandonsAMessageThatIsCutOff() throws IOException {
        greet();
        begin();
        smtp.send("DATA").expect("354*");
        smtp.sendRaw("half a mess").finishSending();
        smtp.expectClosed();

        assertThat(service.received).isEmpty();
        assertThat(service.abandoned).hasSize(1);
    }

    @Test
    void forgetsCommandsThatWereSentBeforeTheHandshake() throws IOException {
        greet();
        smtp.sendRaw("STARTTLS\r\nMAIL FROM:<injected@b.example>\r\n").expect("220*");

        smtp.handshake(service.authority.trustingTls(), "smtp.example");

        smtp.send("NOOP").expect("250 2.0.0 OK");
        smtp.send("MAIL FROM:<a@b.example>").expect("503 * Send hello first");
    }

    @Test
    void givesUpOnASilentServerAfterTheTimeout() throws IOException {
        smtp.timeout(Duration.ofMillis(50));

        assertThatThrownBy(smtp::reply).isInstanceOf(SocketTimeoutException.class);
    }

    private void greet() throws IOException {
        smtp.send("EHLO client.example").expect("250*");
    }

    private void begin() throws IOException {
        smtp.send("MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>");
        smtp.expect("250 2.1.0*");
        smtp.expect("250 2.1.5*");
    }
}
