package org.afterword.simulator.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of commands, pipelining (RFC 2920) and chunking (RFC 3030) as a client sees them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerSessionTest {
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
    @CsvSource({
        "MAIL FROM:<a@b.example>, 503 5.5.2 Send hello first",
        "RCPT TO:<c@d.example>, 503 5.5.2 Need mail command",
        "DATA, 503 5.5.2 Need rcpt command",
        "VRFY anna, 500 5.3.3 Unrecognized command",
        "MAIL a@b.example, 501 5.5.4 Invalid arguments",
        "RCPT TO:<>, 501 5.5.4 Invalid arguments",
        "noop, 250 2.0.0 OK",
        "RSET, 250 2.0.0 Resetting",
        "HELO client.example, 250 Hello client.example"
    })
    void answersACommandAtTheStartOfASession(String command, String answer) throws IOException {
        smtp.send(command).expect(answer);
        smtp.send("NOOP").expect("250 *");
    }

    @Test
    void takesOneSenderAndItsRecipientsInOrder() throws IOException {
        greet();
        smtp.send("RCPT TO:<c@d.example>").expect("503 *");
        smtp.send("MAIL FROM:<a@b.example>").expect("250 *");
        smtp.send("MAIL FROM:<other@b.example>").expect("503 5.5.2 Sender already specified");
        smtp.send("DATA").expect("503 *");
        smtp.send("RCPT TO:<nobody@d.example>").expect("550 *");
        smtp.send("DATA").expect("503 *");
        smtp.send("RCPT TO:<c@d.example>").expect("250 *");
        smtp.send("RCPT TO:<e@d.example>").expect("250 *");
        smtp.data("hello\r\n".getBytes(ISO_8859_1));

        assertThat(service.received).hasSize(1);
        assertThat(service.received.getFirst().transaction().recipients())
                .containsExactly(SmtpPath.of("c@d.example"), SmtpPath.of("e@d.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO client.example"})
    void forgetsTheTransactionAtResetAndAtEhlo(String command) throws IOException {
        greet();
        begin();
        smtp.send(command).expect("250 *");
        smtp.send("RCPT TO:<c@d.example>").expect("503 *");

        begin();
        smtp.data("hello\r\n".getBytes(ISO_8859_1));

        assertThat(service.received).hasSize(1);
    }

    @Test
    void answersPipelinedCommandsInTheirOrder() throws IOException {
        greet();
        smtp.send(
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<nobody@d.example>",
                "RCPT TO:<c@d.example>",
                "NOSUCH",
                "DATA",
                "hello",
                ".",
                "QUIT");

        for (String expected : List.of("250 2.1.0*", "550*", "250 2.1.5*", "500*", "354*", "250 2.6.0*", "221*")) {
            smtp.expect(expected);
        }
        smtp.expectClosed();
        assertThat(new String(service.received.getFirst().message(), ISO_8859_1))
                .isEqualTo("hello\r\n");
    }

    @Test
    void putsChunksTogetherAndNothingBetweenThem() throws IOException {
        greet();
        begin();

        smtp.sendRaw("BDAT 5\r\nhelloBDAT 0\r\nBDAT 3 LAST\r\n\r\n.NOOP\r\n");

        smtp.expect("250 2.0.0 5 octets received");
        smtp.expect("250 2.0.0 0 octets received");
        smtp.expect("250 2.6.0*");
        smtp.expect("250 2.0.0 OK");
        assertThat(new String(service.received.getFirst().message(), ISO_8859_1))
                .isEqualTo("hello\r\n.");
    }

    @Test
    void readsAChunkThatItDoesNotWantAndStaysInStep() throws IOException {
        greet();

        smtp.sendRaw("BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");

        smtp.expect("503 5.5.2 Need rcpt command");
        smtp.expect("250 2.0.0 OK");
        assertThat(service.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BDAT", "BDAT x LAST", "BDAT -1", "BDAT 9999999999999999999"})
    void endsASessionWhereTheSizeOfAChunkIsUnknown(String command) throws IOException {
        greet();
        begin();

        smtp.send(command).expect("501 *");
        smtp.expectClosed();
    }

    @Test
    void doesNotMixDataIntoChunks() throws IOException {
        greet();
        begin();
        smtp.bdat("half".getBytes(ISO_8859_1), false);

        smtp.send("DATA").expect("503 *");
        smtp.send("RCPT TO:<e@d.example>").expect("503 *");
        smtp.send("RSET").expect("250 *");

        assertThat(service.received).isEmpty();
        assertThat(service.abandoned).hasSize(1);
    }

    @Test
    void abandonsChunksWithoutALastOne() throws IOException {
        greet();
        begin();
        smtp.bdat("half".getBytes(ISO_8859_1), false);

        smtp.send("QUIT").expect("221*");
        smtp.expectClosed();

        assertThat(service.received).isEmpty();
        assertThat(service.abandoned).hasSize(1);
    }

    @Test
    void endsASessionThatSendsALineWithoutEnd() throws IOException {
        smtp.sendRaw("x".repeat(70_000));

        smtp.expectClosed();
    }

    @Test
    void doesNotOfferStartTlsTwice() throws IOException {
        greet();
        smtp.startTls(service.authority.trustingTls());

        smtp.send("MAIL FROM:<a@b.example>").expect("503 5.5.2 Send hello first");
        assertThat(smtp.send("EHLO client.example").reply().offers("STARTTLS")).isFalse();
        smtp.send("STARTTLS").expect("503 5.5.1*");
    }

    @Test
    void forgetsTheTransactionAtStartTls() throws IOException {
        greet();
        begin();
        smtp.startTls(service.authority.trustingTls());
        greet();

        smtp.send("DATA").expect("503 *");
    }

    @Test
    void countsAndCutsSessions() throws IOException {
        try (SmtpConversation second = SmtpConversation.connect(server.port())) {
            second.expect("220 *");
            assertThat(server.connections()).isEqualTo(2);

            server.cutSessions();

            second.expectClosed();
            smtp.expectClosed();
        }
        try (SmtpConversation third = SmtpConversation.connect(server.port())) {
            third.expect("220 *");
        }
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> SmtpServer.start(server.port(), service))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on port " + server.port());
    }

    @Test
    void closesAConnectionWhoseGreetingIsARefusal() throws IOException {
        SmtpService refusing = new ForwardingService(service) {
            @Override
            public ServerReply greeting() {
                return ServerReply.of("421 4.3.2 Service not available");
            }
        };
        try (SmtpServer other = SmtpServer.start(0, refusing);
                SmtpConversation refused = SmtpConversation.connect(other.port())) {
            refused.expect("421 4.3.2*");
            refused.expectClosed();
        }
    }

    @Test
    void closesTheConnectionWithoutAnAnswerWhereTheServiceFails() throws IOException {
        SmtpService failing = new ForwardingService(service) {
            @Override
            public OutputStream open(SmtpTransaction transaction) throws IOException {
                throw new IOException("the disk is full");
            }
        };
        try (SmtpServer other = SmtpServer.start(0, failing);
                SmtpConversation client = SmtpConversation.connect(other.port())) {
            client.expect("220 *");
            client.send("EHLO client.example").expect("250 *");
            client.send("MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>").expect("250 *");
            client.expect("250 *");
            client.send("DATA");

            assertThatThrownBy(client::reply).isInstanceOf(EOFException.class);
        }
    }

    private void greet() throws IOException {
        smtp.send("EHLO client.example").expect("250*");
    }

    private void begin() throws IOException {
        smtp.send("MAIL FROM:<a@b.example>").expect("250 2.1.0*");
        smtp.send("RCPT TO:<c@d.example>").expect("250 2.1.5*");
    }
}
