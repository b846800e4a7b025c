package org.afterword.engine;

import static org.afterword.engine.TestMail.raw;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.place.lines.Flow;
import org.afterword.engine.place.lines.ReadText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryEstimateTest {
    private final SignatureEngine engine = new SignatureEngine();

    private long needed(RawMessage mail) throws IOException {
        return engine.memoryNeeded(engine.read(mail));
    }

    private long needed(String type, String body) throws IOException {
        return needed(raw("Content-Type: " + type + "\r\n\r\n" + body));
    }

    @Test
    void hasABaseForTheSmallestMail() throws IOException {
        assertThat(needed("text/plain", "Hello")).isBetween(MemoryEstimate.BASE, MemoryEstimate.BASE + 1_000);
    }

    @Test
    void growsWithElementsAndAttributesAndLines() throws IOException {
        long words = needed("text/html", "xyz".repeat(10_000)) - MemoryEstimate.BASE;
        assertThat(needed("text/html", "<b>".repeat(10_000))).isGreaterThan(10 * words);
        assertThat(needed("text/html", "<p a=b c d/e f='g'>".repeat(1_000))
                        - needed("text/html", "<pzazbzczdzezfzgzzz>".repeat(1_000)))
                .isGreaterThan(1_000_000);
        assertThat(needed("text/plain", "x\n".repeat(10_000)) - needed("text/plain", "xx".repeat(10_000)))
                .isGreaterThan(1_000_000);
    }

    @Test
    void growsInProportion() throws IOException {
        long one = needed("text/html", "<b>x</b>\r\n".repeat(10_000)) - MemoryEstimate.BASE;
        long four = needed("text/html", "<b>x</b>\r\n".repeat(40_000)) - MemoryEstimate.BASE;
        assertThat(four).isBetween(4 * one - 1_000, 4 * one + 1_000);
    }

    @Test
    void doesNotGrowWithAttachments() throws IOException {
        String start = "--b\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n--b\r\n"
                + "Content-Type: text/html; name=a.html\r\nContent-Disposition: attachment\r\n\r\n";
        assertThat(needed("multipart/mixed; boundary=b", start + "<b>".repeat(1_000_000) + "\r\n--b--\r\n"))
                .isEqualTo(needed("multipart/mixed; boundary=b", start + "x\r\n--b--\r\n"));
    }

    @Test
    void countsAMailThatIsNotReadAsTheBase() throws IOException {
        RawMessage mail = raw("Content-Type: text/html\r\n\r\n" + "<b>".repeat(10_000));
        assertThat(engine.memoryNeeded(engine.unread(mail))).isEqualTo(MemoryEstimate.BASE);
    }

    /** The same text takes about the same, however it is written: what is encoded comes on top. */
    @ParameterizedTest
    @CsvSource({
        "utf-8, 8bit, 1.0",
        "utf-8, base64, 1.1",
        "utf-8, quoted-printable, 1.2",
        "utf-16, base64, 1.2",
        "utf-7, 7bit, 1.1",
        "ibm037, base64, 1.1"
    })
    void readsAnyCharsetInAnyTransferEncoding(String charset, String encoding, double most) throws IOException {
        String text = "<p a=\"b\">\u00e4</p>\r\n".repeat(20_000);
        byte[] bytes = charset.equals("utf-7")
                ? text.replace("\u00e4", "+AOQ-").replace("<", "+ADw-").getBytes(StandardCharsets.US_ASCII)
                : text.getBytes(Charset.forName(charset));
        String written = switch (encoding) {
            case "base64" -> Base64.getMimeEncoder().encodeToString(bytes);
            case "quoted-printable" ->
                TestMail.text(bytes)
                        .replace("=", "=3D")
                        .replace("\u00c3\u00a4", "=C3=\r\n=A4")
                        .replace("\u00e4", "=E4");
            default -> TestMail.text(bytes);
        };
        long plain = needed(
                "text/html; charset=utf-8",
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        long needed = needed("text/html; charset=" + charset + "\r\nContent-Transfer-Encoding: " + encoding, written);
        assertThat((double) needed / plain).isBetween(0.99, most + 0.01);
    }

    @Test
    void countsWhatIsTooLargeToBeReadOnlyAsFarAsItIsDecoded() throws IOException {
        assertThat(needed("text/html", "<b>".repeat(ReadText.MOST_UNITS + 1))).isLessThan(10_000_000);
        assertThat(needed("text/plain", "\n".repeat(ReadText.MOST_UNITS + 1))).isLessThan(10_000_000);
    }

    @Test
    void knowsWhatIsTooLargeToBeRead() {
        assertThat(ReadText.plain("\n".repeat(ReadText.MOST_UNITS), Flow.FIXED)).isPresent();
        assertThat(ReadText.plain("\n".repeat(ReadText.MOST_UNITS + 1), Flow.FIXED))
                .isEmpty();
        assertThat(ReadText.html("<".repeat(ReadText.MOST_UNITS + 1))).isEmpty();
        assertThat(ReadText.plain(" ".repeat(ReadText.LONGEST), Flow.FIXED)).isPresent();
        assertThat(ReadText.plain(" ".repeat(ReadText.LONGEST + 1), Flow.FIXED)).isEmpty();
    }
}
