package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.afterword.gateway.TestGateway.octets;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is refused, the next command is the client's next command, and no text of a mail is ever one. */
@Timeout(120)
class StayingInStepTest {
    private static final int LIMIT = 64 * 1024;

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = TestGateway.start(folder, GatewaySettings.MAX_MESSAGE_BYTES, Integer.toString(LIMIT));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void forgetsChunksThatAreCutOff() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            byte[] mail = mail("Half\r\n");
            smtp.send("BDAT " + (mail.length + 1) + " LAST").sendRaw(mail).finishSending();
            smtp.expect("421 4.4.0 *");
            smtp.expectClosed();
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void forgetsMessagesThatAreCutOff() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("DATA").expect("354 *");
            smtp.sendRaw(mail("Half\r\n.\n")).finishSending();
            smtp.expect("421 4.4.0 *");
            smtp.expectClosed();
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void forgetsMessagesWhoseLastChunkNeverComes() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.bdat(mail("Half\r\n"), false);
            smtp.send("QUIT").expect("221 *");
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void startsAnewAfterResetBetweenChunks() throws IOException {
        byte[] mail = mail("Whole\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.bdat(Arrays.copyOf(mail, 20), false);
            smtp.send("RSET").expect("250 2.0.0 *");
            smtp.send("BDAT 6").sendRaw("NOOP\r\n").expect("503 5.5.1 *");
            TestGateway.begin(smtp);
            smtp.bdat(mail, true);
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAST", "last", "Last"})
    void knowsTheLastChunkInAnyCase(String last) throws IOException {
        byte[] mail = mail("QUIT\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("bdat " + mail.length + " " + last).sendRaw(mail).expect("250 2.0.0 Queued*");
            smtp.send("NOOP").expect("250 2.0.0 OK");
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BDAT", "BDAT LAST", "BDAT -1", "BDAT 5 FIRST", "BDAT 0x10", "BDAT 5LAST"})
    void hangsUpOnChunksWhoseSizeNobodyKnows(String command) throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send(command).expect("501 5.5.4 *");
            smtp.expectClosed();
        }
        assertThat(gateway.isEmpty()).isTrue();
    }

    @Test
    void readsRefusedChunksToTheirEnd() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send("BDAT 12 LAST").sendRaw("NOOP\r\nNOOP\r\n").expect("503 5.5.1 *");
            smtp.send("MAIL FROM:<anna@contoso.example>").expect("250 *");
            smtp.send("BDAT 12 LAST").sendRaw("NOOP\r\nNOOP\r\n").expect("503 5.5.1 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 2.1.5 *");
            smtp.bdat(mail("Hello\r\n"), true);
        }
        assertThat(gateway.jobs()).hasSize(1);
    }

    @Test
    void refusesMoreThanTheLimitByData() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            String line = "MAIL FROM:<smuggled@contoso.example>\r\n";
            byte[] large = mail(line.repeat(2 * LIMIT / line.length()));
            assertThat(smtp.data(large).lastLine()).startsWith("552 5.3.4 ");
            TestGateway.begin(smtp);
            assertThat(smtp.data(exactly(LIMIT + 1)).lastLine()).startsWith("552 5.3.4 ");
            TestGateway.begin(smtp);
            assertThat(smtp.data(exactly(LIMIT)).code()).isEqualTo(250);
        }
        assertThat(gateway.onlyMail()).isEqualTo(exactly(LIMIT));
    }

    @Test
    void refusesMoreThanTheLimitByChunks() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            byte[] mail = exactly(LIMIT + 1);
            assertThat(smtp.bdat(Arrays.copyOf(mail, LIMIT), false).code()).isEqualTo(250);
            assertThat(smtp.bdat(Arrays.copyOfRange(mail, LIMIT, mail.length), true)
                            .lastLine())
                    .startsWith("552 5.3.4 ");
            TestGateway.begin(smtp);
            assertThat(smtp.bdat(exactly(LIMIT), true).code()).isEqualTo(250);
        }
        assertThat(gateway.onlyMail()).hasSize(LIMIT);
    }

    @Test
    void refusesDeclaredSizesThatAreTooLarge() throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            for (String size : new String[] {"65537", "99999999999", "99999999999999999999"}) {
                smtp.send("MAIL FROM:<anna@contoso.example> SIZE=" + size).expect("552 5.3.4 *");
                smtp.send("MAIL FROM:<anna@contoso.example> SIZE=" + size + " BODY=8BITMIME")
                        .expect("552 5.3.4 *");
            }
            smtp.send("MAIL FROM:<anna@contoso.example> SIZE=65536").expect("250 2.1.0 *");
        }
    }

    @Test
    void hangsUpRatherThanReadAnEndlessChunk() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("BDAT 999999999999 LAST").expect("552 5.3.4 *");
            smtp.expectClosed();
        }
    }

    @Test
    void leavesBehindWhatWasSentBeforeTheHandshake() throws IOException {
        try (SmtpConversation smtp = gateway.connect()) {
            smtp.send("EHLO mail.example").expect("250*");
            smtp.sendRaw("STARTTLS\r\nEHLO injected.example\r\nMAIL FROM:<injected@contoso.example>\r\n");
            smtp.expect("220 2.0.0 *");
            smtp.handshake(gateway.exchangeTls(), "smtp.stamp.example");
            smtp.send("MAIL FROM:<anna@contoso.example>").expect("503 5.5.1 *");
            smtp.send("EHLO mail.example").expect("250*");
            smtp.send("MAIL FROM:<anna@contoso.example>").expect("250 2.1.0 *");
        }
    }

    @Test
    void closesWhenTheHandshakeFails() throws IOException {
        try (SmtpConversation smtp = gateway.connect()) {
            smtp.send("STARTTLS").expect("220 *");
            smtp.sendRaw("EHLO in.the.clear\r\n".repeat(10));
            // What comes back is a TLS alert, and then the end.
            org.assertj.core.api.Assertions.assertThatThrownBy(smtp::reply).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "STARTTLS | 503 5.5.1",
                "STARTTLS now | 501 5.5.4",
                "RCPT TO:<ben@fabrikam.example> | 503 5.5.1",
                "DATA | 503 5.5.1",
                "EHLO | 501 5.5.4",
                "HELO | 501 5.5.4",
                "MAIL | 501 5.5.4",
                "MAIL FROM | 501 5.5.4",
                "MAIL FROM: | 501 5.1.7",
                "MAIL FROM:anna@contoso.example | 501 5.1.7",
                "MAIL FROM:<anna@contoso.example | 501 5.1.7",
                "MAIL FROM:<anna> | 501 5.1.7",
                "MAIL FROM:<anna @contoso.example> | 501 5.1.7",
                "MAIL FROM:<anna@contoso.example>SIZE=5 | 501 5.5.4",
                "MAIL FROM:<anna@contoso.example> SIZE | 501 5.5.4",
                "MAIL FROM:<anna@contoso.example> SIZE=x | 501 5.5.4",
                "MAIL FROM:<anna@contoso.example> =5 | 501 5.5.4",
                "MAIL FROM:<anna@contoso.example> BODY=7BIT BODY=8BITMIME | 501 5.5.4",
                "MAILBOX FROM:<anna@contoso.example> | 502 5.5.1",
                "DATABASE | 502 5.5.1",
                "RSET now | 501 5.5.4",
                "VRFY ben | 252 2.5.2",
                "EXPN staff | 502 5.5.1",
                "HELP | 502 5.5.1",
                "AUTH PLAIN AGFubmEAcGFzc3dvcmQ= | 502 5.5.1",
                "XYZZY | 500 5.5.1",
                "X | 500 5.5.1",
                "'' | 500 5.5.1"
            })
    void saysWhatIsWrongAndGoesOn(String command, String reply) throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            smtp.send(command).expect(reply + " *");
            TestGateway.begin(smtp);
            smtp.send("RCPT TO:<>").expect("501 5.1.3 *");
            smtp.send("RCPT TO:<ben>").expect("501 5.1.3 *");
            smtp.send("RCPT TO:<ben@fabrikam.example> NOTIFY=").expect("501 5.5.4 *");
            smtp.send("MAIL FROM:<anna@contoso.example>").expect("503 5.5.1 *");
            smtp.send("DATA now").expect("501 5.5.4 *");
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
        assertThat(gateway.jobs()).hasSize(1);
    }

    @Test
    void doesNotMixDataWithChunks() throws IOException {
        byte[] mail = mail("Hello\r\n");
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.bdat(mail, false);
            smtp.send("DATA").expect("503 5.5.1 *");
            smtp.send("RCPT TO:<late@fabrikam.example>").expect("503 5.5.1 *");
            smtp.send("BDAT 0 LAST").expect("250 2.0.0 Queued*");
        }
        assertThat(gateway.onlyMail()).isEqualTo(mail);
        assertThat(gateway.jobs().getFirst().envelope().recipients()).hasSize(1);
    }

    @Test
    void greetingAnewEndsTheTransaction() throws IOException {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            smtp.send("EHLO mail.example").expect("250*");
            smtp.send("DATA").expect("503 5.5.1 *");
        }
    }

    private static byte[] exactly(int size) {
        byte[] start = mail("");
        byte[] line = octets("0123456789abcdef\r\n");
        byte[] mail = Arrays.copyOf(start, size);
        for (int i = start.length; i < size - 2; i++) {
            mail[i] = line[(i - start.length) % line.length];
        }
        mail[size - 2] = '\r';
        mail[size - 1] = '\n';
        if (mail[size - 3] == '\r') {
            mail[size - 3] = 'x';
        }
        return mail;
    }
}
