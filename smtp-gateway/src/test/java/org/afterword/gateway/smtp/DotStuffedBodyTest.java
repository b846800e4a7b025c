package org.afterword.gateway.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotStuffedBodyTest {
    private static final String END = "\r\n.\r\n";

    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /** Gives one byte at a time, as a slow client does. */
    private static InputStream byteByByte(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1));
            }
        };
    }

    private static InputStream in(String wire) {
        return new BufferedInputStream(new ByteArrayInputStream(wire.getBytes(ISO_8859_1)));
    }

    private boolean read(InputStream in, long maxBytes) throws IOException {
        return new DotStuffedBody(in, maxBytes).readTo(message::write);
    }

    @ParameterizedTest
    @CsvSource({
        "'Hello|', 'Hello|'",
        "'', ''",
        "'..|', '.|'",
        "'..Hello|', '.Hello|'",
        "'.Hello|', 'Hello|'",
        "'a..|.b|', 'a..|b|'",
        // Only CRLF.CRLF ends it: each of these is text.
        "'a\n.\nb|', 'a\n.\nb|'",
        "'a\r.\rb|', 'a\r.\rb|'",
        "'a|.\nb|', 'a|\nb|'",
        "'a|.\rb|', 'a|\rb|'",
        "'a\n.|b|', 'a\n.|b|'"
    })
    void takesDotsAwayAndEndsWhereTheStandardSays(String wire, String expected) throws IOException {
        String sent = wire.replace("|", "\r\n");
        String written = expected.replace("|", "\r\n");
        for (InputStream in : new InputStream[] {in(sent + ".\r\nQUIT\r\n"), byteByByte(in(sent + ".\r\nQUIT\r\n"))}) {
            message.reset();
            assertThat(read(in, 1000)).isTrue();
            assertThat(message.toString(ISO_8859_1)).isEqualTo(written);
            assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo("QUIT\r\n");
        }
    }

    @Test
    void readsAMessageOfManyBlocks() throws IOException {
        String line = "x".repeat(70) + "\r\n";
        String body = line.repeat(3000);
        assertThat(read(in(body + ".\r\n"), 1_000_000)).isTrue();
        assertThat(message.toString(ISO_8859_1)).isEqualTo(body);
    }

    @Test
    void endsReadingWhereTheLimitIs() throws IOException {
        assertThat(read(in("x".repeat(100_000) + END), 50_000)).isFalse();
    }

    @Test
    void saysThatTheClientDisconnected() {
        assertThatThrownBy(() -> read(in("Hello\r\n."), 1000)).isInstanceOf(EOFException.class);
    }
}
