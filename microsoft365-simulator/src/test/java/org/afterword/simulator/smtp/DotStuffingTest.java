package org.afterword.simulator.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transparency procedure of RFC 5321 section 4.5.2. */
class DotStuffingTest {
    @ParameterizedTest
    @CsvSource({
        "'', '.\r\n'",
        "'hello\r\n', 'hello\r\n.\r\n'",
        "'hello', 'hello\r\n.\r\n'",
        "'.', '..\r\n.\r\n'",
        "'.\r\n', '..\r\n.\r\n'",
        "'..\r\n', '...\r\n.\r\n'",
        "'a\r\n.b\r\n', 'a\r\n..b\r\n.\r\n'",
        "'a.\r\n', 'a.\r\n.\r\n'",
        "'a\n.b\r\n', 'a\n.b\r\n.\r\n'",
        "'a\r.b\r\n', 'a\r.b\r\n.\r\n'",
        "'a\n', 'a\n\r\n.\r\n'",
        "'a\r', 'a\r\r\n.\r\n'"
    })
    void doublesADotAfterCrLfAloneAndEndsTheMessage(String message, String wire) throws IOException {
        assertThat(new String(stuffed(message.getBytes(ISO_8859_1)), ISO_8859_1))
                .isEqualTo(wire);
    }

    @Test
    void isUndoneByReading() throws IOException {
        Random random = new Random(42);
        byte[] alphabet = "\r\n.x\u00e9".getBytes(ISO_8859_1);
        for (int round = 0; round < 2_000; round++) {
            byte[] message = new byte[random.nextInt(40)];
            for (int i = 0; i < message.length; i++) {
                message[i] = alphabet[random.nextInt(alphabet.length)];
            }
            String text = new String(message, ISO_8859_1);
            boolean isComplete = text.isEmpty() || text.endsWith("\r\n");

            assertThat(unstuffed(stuffed(message))).as("round %d", round).isEqualTo(isComplete ? text : text + "\r\n");
        }
    }

    @Test
    void seesALineEndAcrossTwoBlocks() throws IOException {
        for (int length = 32 * 1024 - 3; length <= 32 * 1024 + 1; length++) {
            String message = "x".repeat(length) + "\r\n.hidden\r\n";

            byte[] wire = stuffed(message.getBytes(ISO_8859_1));

            assertThat(wire).hasSize(message.length() + 1 + 3);
            assertThat(unstuffed(wire)).isEqualTo(message);
        }
    }

    @Test
    void neverWritesTheEndOfDataInsideTheMessage() throws IOException {
        String message = "a\r\n.\r\nMAIL FROM:<injected@b.example>\r\n.\r\n";

        String wire = new String(stuffed(message.getBytes(ISO_8859_1)), ISO_8859_1);

        assertThat(wire.indexOf("\r\n.\r\n")).isEqualTo(wire.length() - 5);
    }

    private static byte[] stuffed(byte[] message) throws IOException {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        DotStuffing.write(new ByteArrayInputStream(message), wire);
        return wire.toByteArray();
    }

    private static String unstuffed(byte[] wire) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        new SmtpInput(new ByteArrayInputStream(wire)).readData(message);
        return message.toString(ISO_8859_1);
    }
}
