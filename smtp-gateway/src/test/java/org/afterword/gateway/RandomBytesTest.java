package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes come, each session ends with whole replies, nothing is stored, and the next client is served. */
@Timeout(120)
class RandomBytesTest {
    private static final String[] PIECES = {
        "MAIL FROM:<anna@contoso.example>",
        "RCPT TO:<ben@fabrikam.example>",
        "DATA",
        "BDAT 3",
        "BDAT 10 LAST",
        "RSET",
        "NOOP",
        "EHLO x",
        "QUIT",
        "STARTTLS",
        "<",
        ">",
        "\"",
        "\\",
        "@",
        ":",
        "=",
        " ",
        "SIZE=",
        ".",
        "\r\n",
        "\r\n",
        "\r\n",
        "\r",
        "\n",
        "\0",
        "\u00ff",
        "\u00c3\u00a9",
        "\u00f0\u009f\u0098\u0080"
    };

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = TestGateway.start(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void survivesAnyBytesInTheClear() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            try (SmtpConversation smtp = gateway.connect()) {
                assertThatAllRepliesAreWhole(smtp, new Random(seed));
            }
        }
        assertThatMailIsStillTaken();
    }

    @Test
    void survivesAnyBytesInATransaction() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            try (SmtpConversation smtp = gateway.inTransaction()) {
                assertThatAllRepliesAreWhole(smtp, new Random(seed));
            }
        }
        assertThatMailIsStillTaken();
    }

    private void assertThatMailIsStillTaken() throws IOException {
        assertThat(gateway.isEmpty()).isTrue();
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(TestGateway.mail("Hello\r\n")).code()).isEqualTo(250);
        }
    }

    private static void assertThatAllRepliesAreWhole(SmtpConversation smtp, Random random) throws IOException {
        byte[] noise = noise(random);
        try {
            smtp.sendRaw(noise);
            smtp.finishSending();
            while (true) {
                ServerReply reply = smtp.reply();
                assertThat(reply.lastLine()).matches("(250|354) .*|[245]\\d\\d [245]\\.\\d\\.\\d .*");
            }
        } catch (IOException ended) {
            // The gateway may disconnect on noise; it is the next session that matters.
        }
    }

    private static byte[] noise(Random random) {
        ByteArrayOutputStream noise = new ByteArrayOutputStream();
        int pieces = random.nextInt(120);
        for (int i = 0; i < pieces; i++) {
            if (random.nextInt(4) > 0) {
                noise.writeBytes(TestGateway.octets(PIECES[random.nextInt(PIECES.length)]));
            } else {
                byte[] any = new byte[random.nextInt(20)];
                random.nextBytes(any);
                noise.writeBytes(any);
            }
        }
        return noise.toByteArray();
    }
}
