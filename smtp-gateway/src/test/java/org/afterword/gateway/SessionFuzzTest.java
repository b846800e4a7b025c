package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions of random commands, right and wrong. Each command gets one reply, whole and legal: behind each stands one that
 * nothing else answers like, and its reply must be the next. {@code -Dafterword.fuzz.sessions} and {@code
 * -Dafterword.fuzz.seed} ask for more, or for others.
 */
@Timeout(600)
class SessionFuzzTest {
    private static final String SENTINEL = "VRFY ben\r\n";
    private static final String LEGAL = "(220|250|354) .*|252 2\\.5\\.2 .*|[245]\\d\\d [245]\\.\\d\\.\\d .*";
    private static final int ACTIONS = 30;

    private static final String[] COMMANDS = {
        "EHLO mail.example",
        "HELO mail.example",
        "EHLO",
        "MAIL FROM:<anna@contoso.example>",
        "MAIL FROM:<anna@contoso.example> SIZE=100 BODY=8BITMIME",
        "MAIL FROM:<>",
        "MAIL FROM:<anna@contoso.example> SIZE=99999999999999999999",
        "MAIL FROM:<anna@contoso.example> SIZE=-1",
        "MAIL FROM:<\"a\\\\\"b>\"@contoso.example>",
        "MAIL FROM:<@a,@b:anna@contoso.example>",
        "MAIL FROM:<" + "a".repeat(900) + "@contoso.example>",
        "RCPT TO:<ben@fabrikam.example>",
        "RCPT TO:<ben@fabrikam.example> NOTIFY=NEVER ORCPT=rfc822;ben@fabrikam.example",
        "RCPT TO:<\u00c3\u00a9@fabrikam.example>",
        "RCPT TO:<>",
        "RCPT TO:<ben",
        "DATA",
        "DATA now",
        "RSET",
        "RSET now",
        "NOOP",
        "NOOP " + "x".repeat(900),
        "AUTH PLAIN AGFubmEAcGFzc3dvcmQ=",
        "AUTH LOGIN",
        "HELP",
        "EXPN staff",
        "STARTTLS",
        "STARTTLS now",
        "XYZZY",
        "",
        " ",
        "\0\0\0\0",
        "MAIL\0FROM:<anna@contoso.example>",
        "DATABASE",
        "GET / HTTP/1.1"
    };

    /** After these the gateway may say a last word and disconnect. */
    private static final String[] ENDERS = {
        "BDAT",
        "BDAT -1",
        "BDAT -9223372036854775808 LAST",
        "BDAT 9223372036854775807",
        "BDAT 9223372036854775808 LAST",
        "BDAT 99999999999999999999999999",
        "BDAT 0x10",
        "BDAT 1 2",
        "NOOP \rx",
        "NOOP \nx",
        "\n",
        "NOOP " + "x".repeat(2000),
        "NOOP \u00ff\u00fe",
        "\u00c3"
    };

    @TempDir
    private Path folder;

    @Test
    void staysInStepWhateverIsSaid() throws Exception {
        int sessions = Integer.getInteger("afterword.fuzz.sessions", 150);
        long seed = Long.getLong("afterword.fuzz.seed", 20260501);
        try (RecordedLog log = new RecordedLog()) {
            try (TestGateway gateway = TestGateway.start(
                    folder, GatewaySettings.MAX_ERRORS, "1000", GatewaySettings.MAX_MESSAGE_BYTES, "65536")) {
                for (int session = 0; session < sessions; session++) {
                    Random random = new Random(seed + session);
                    try (SmtpConversation smtp = random.nextInt(4) == 0 ? gateway.connect() : gateway.secured()) {
                        assertThatItStaysInStep(smtp, gateway, random);
                    } catch (AssertionError | IOException failed) {
                        throw new AssertionError("session with -Dafterword.fuzz.seed=" + (seed + session), failed);
                    }
                }
                int taken = gateway.jobs().size();
                try (SmtpConversation smtp = gateway.inTransaction()) {
                    assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
                }
                assertThat(gateway.jobs()).hasSize(taken + 1);
            }
            assertThat(log.records())
                    .allSatisfy(record -> assertThat(record).doesNotContain("\n", "\r", "@", "Exception:"));
        }
    }

    private static void assertThatItStaysInStep(SmtpConversation smtp, TestGateway gateway, Random random)
            throws IOException {
        for (int i = 0; i < ACTIONS; i++) {
            boolean mayEnd = random.nextInt(25) == 0;
            String command = mayEnd
                    ? any(ENDERS, random) + "\r\n"
                    : random.nextInt(5) == 0 ? chunk(random) : any(COMMANDS, random) + "\r\n";
            smtp.sendRaw(command + SENTINEL);
            ServerReply reply = legal(smtp);
            if (reply.code() == 354) {
                // The sentinel was the first line of a message.
                smtp.sendRaw(body(random) + "\r\n.\r\n" + SENTINEL);
                reply = legal(smtp);
                assertThat(reply.code()).as("the answer to a message").isIn(250, 451, 550, 552);
            }
            if (reply.code() == 220) {
                // What came in the clear behind STARTTLS is gone.
                smtp.handshake(gateway.exchangeTls(), "smtp.stamp.example");
                smtp.sendRaw(SENTINEL);
            }
            try {
                assertThat(legal(smtp).code()).as("behind " + shown(command)).isEqualTo(252);
            } catch (EOFException closed) {
                assertThat(mayEnd).as("closed behind " + shown(command)).isTrue();
                assertThat(reply.code()).isIn(421, 500, 501, 552);
                return;
            }
        }
    }

    private static ServerReply legal(SmtpConversation smtp) throws IOException {
        ServerReply reply = smtp.reply();
        assertThat(reply.lastLine()).matches(LEGAL);
        return reply;
    }

    private static String any(String[] of, Random random) {
        return of[random.nextInt(of.length)];
    }

    /** A chunk of lines that look like commands, in its whole length. */
    private static String chunk(Random random) {
        String lines = "QUIT\r\n.\r\nMAIL FROM:<smuggled@contoso.example>\r\nBDAT 5\r\n".repeat(40);
        String octets = random.nextBoolean()
                ? new String(mail("Hello\r\n"), StandardCharsets.ISO_8859_1)
                : lines.substring(0, random.nextInt(lines.length()));
        return "BDAT " + octets.length() + (random.nextBoolean() ? " LAST" : "") + "\r\n" + octets;
    }

    private static String body(Random random) {
        String[] pieces = {
            "\r\n", "\n", "\r", ".", "..", "\r\n..\r\n", "\n.\n", "\r.\r", "\r\n.\r", "\n.\r\n", "QUIT", "\0", "\u00ff"
        };
        StringBuilder body = new StringBuilder(
                random.nextBoolean() ? new String(mail("Hello\r\n"), StandardCharsets.ISO_8859_1) : "");
        for (int i = random.nextInt(200); i > 0; i--) {
            body.append(any(pieces, random));
        }
        // An end of the message within it would end it earlier.
        String text = "\r\n" + body + "x";
        while (text.contains("\r\n.\r\n")) {
            text = text.replace("\r\n.\r\n", "\r\n..\r\n");
        }
        return text.substring(2);
    }

    private static String shown(String command) {
        return command.substring(0, Math.min(command.length(), 60))
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
