package org.afterword.simulator.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines, DATA and BDAT as RFC 5321 and RFC 3030 have them. */
class SmtpInputTest {
    @Test
    void readsPipelinedCommandsOneByOne() throws IOException {
        SmtpInput in = input("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");

        assertThat(in.readLine()).isEqualTo("MAIL FROM:<a@b.example>");
        assertThat(in.hasReadAhead()).isTrue();
        assertThat(in.readLine()).isEqualTo("RCPT TO:<c@d.example>");
        assertThat(in.readLine()).isEqualTo("DATA");
        assertThat(in.hasReadAhead()).isFalse();
        assertThat(in.readLine()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"'NOOP\n', NOOP", "'\r\n', ''", "'a\rb\r\n', 'a\rb'", "'\r\r\n', '\r'", "' x \r\n', ' x '"})
    void takesAwayOneLineEndAndNothingElse(String sent, String line) throws IOException {
        assertThat(input(sent).readLine()).isEqualTo(line);
    }

    @Test
    void readsUtf8() throws IOException {
        byte[] octets = "RCPT TO:<j\u00f6rg@d.example>\r\n".getBytes(UTF_8);

        assertThat(new SmtpInput(new ByteArrayInputStream(octets)).readLine())
                .isEqualTo("RCPT TO:<j\u00f6rg@d.example>");
    }

    @Test
    void refusesALineThatEndsWithTheConnection() {
        assertThatThrownBy(() -> input("NOO").readLine()).isInstanceOf(EOFException.class);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void readsALineOf64KiBAndRefusesALongerOne() throws IOException {
        String longest = "x".repeat(64 * 1024);

        assertThat(input(longest.substring(1) + "\r\n").readLine()).hasSize(64 * 1024 - 1);
        assertThat(input(longest + "\n").readLine()).hasSize(64 * 1024);
        assertThatThrownBy(() -> input(longest + "x\n").readLine())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> new SmtpInput(endless()).readLine()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'hello\r\n.\r\n', 'hello\r\n'",
        "'.\r\n', ''",
        "'..\r\n.\r\n', '.\r\n'",
        "'.x\r\n.\r\n', 'x\r\n'",
        "'...\r\n.\r\n', '..\r\n'",
        "'a.b\r\n.\r\n', 'a.b\r\n'",
        "'a\n.\nb\r\n.\r\n', 'a\n.\nb\r\n'",
        "'a\r.\rb\r\n.\r\n', 'a\r.\rb\r\n'",
        "'a\n.\r\nb\r\n.\r\n', 'a\n.\r\nb\r\n'",
        "'.\ra\r\n.\r\n', '\ra\r\n'",
        "'\r\n.\r\n', '\r\n'"
    })
    void endsDataAtCrLfDotCrLfAlone(String sent, String message) throws IOException {
        SmtpInput in = input(sent + "QUIT\r\n");
        ByteArrayOutputStream sink = new ByteArrayOutputStream();

        in.readData(sink);

        assertThat(sink.toString(ISO_8859_1)).isEqualTo(message);
        assertThat(in.readLine()).isEqualTo("QUIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "hello\r\n", "hello\r\n.", "hello\r\n.\r", "hello\n.\n", "hello\r.\r"})
    void doesNotTakeTheEndOfTheConnectionForTheEndOfAMessage(String sent) {
        assertThatThrownBy(() -> input(sent).readData(new ByteArrayOutputStream()))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void findsTheEndOfDataWhereverABufferEnds() throws IOException {
        for (int length = 65_526; length <= 65_546; length++) {
            String message = "x".repeat(length) + "\r\n.dot\r\n";
            ByteArrayOutputStream sink = new ByteArrayOutputStream();

            input(message.replace("\r\n.", "\r\n..") + ".\r\n").readData(sink);

            assertThat(sink.toString(ISO_8859_1)).isEqualTo(message);
        }
    }

    @Test
    void readsAChunkOfExactlyItsSize() throws IOException {
        SmtpInput in = input("\r\n.\r\nQUIT\r\nNOOP\r\n");
        ByteArrayOutputStream sink = new ByteArrayOutputStream();

        in.readChunk(5, sink);
        in.readChunk(0, sink);

        assertThat(sink.toString(ISO_8859_1)).isEqualTo("\r\n.\r\n");
        assertThat(in.readLine()).isEqualTo("QUIT");
        assertThatThrownBy(() -> in.readChunk(7, sink))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("1 octets of a chunk");
    }

    private static SmtpInput input(String octets) {
        return new SmtpInput(new ByteArrayInputStream(octets.getBytes(ISO_8859_1)));
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
    }
}
