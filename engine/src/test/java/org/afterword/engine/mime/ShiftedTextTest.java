package org.afterword.engine.mime;

import static org.afterword.engine.TestMail.raw;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.engine.splice.TextEdit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In charsets whose bytes depend on what stands before them, each byte outside the place stays what it was. */
class ShiftedTextTest {
    private static final String ESC = "\u001b";

    /** A text as its bytes; {@code |} is where the signature goes. None is what an encoder of ours would write. */
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("iso-2022-jp", ESC + "$B$*$O" + ESC + "(B\r\n|" + ESC + "$B$*$O" + ESC + "(B\r\n"),
                Arguments.of("iso-2022-jp", ESC + "$@$*$O" + ESC + "(J\r\n|abc" + ESC + "(B\r\n"),
                Arguments.of("iso-2022-jp", "<p>" + ESC + "$B$*|$O" + ESC + "(B</p>"),
                Arguments.of("iso-2022-jp", "a" + ESC + "(J" + ESC + "(B|b" + ESC + "$B$*" + ESC + "(B" + ESC + "(B"),
                Arguments.of("iso-2022-kr", ESC + "$)C\r\n\u000e>H3g\u000f\r\n|Ben \u000e>H3g\u000f\r\n"),
                Arguments.of("iso-2022-kr", ESC + "$)C<p>\u000e>H|3g\u000f</p>"),
                Arguments.of("utf-7", "+AEg-ello +ACE-\r\n|Gr+APwA3w-e +ACE-"),
                Arguments.of("utf-7", "+ADw-p+AD4-+AEgAaQ-|+ADw-/p+AD4-"),
                Arguments.of("utf-7", "+ADw-p+AD4-1 +- 1|+ADw-/p+AD4-"),
                Arguments.of("utf-16", "\u00ff\u00feH\u0000i\u0000|<\u0000b\u0000>\u0000"),
                Arguments.of("utf-16", "\u00fe\u00ff\u0000H\u0000i|\u0000!"),
                Arguments.of("utf-16le", "H\u0000i\u0000\r\u0000\n\u0000|!\u0000"),
                Arguments.of("utf-32", "\u00ff\u00fe\u0000\u0000H\u0000\u0000\u0000|!\u0000\u0000\u0000"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void keepsTheBytesAround(String charset, String marked) throws IOException {
        int place = marked.indexOf('|');
        byte[] before = latin1(marked.substring(0, place));
        byte[] behind = latin1(marked.substring(place + 1));
        for (String encoding : List.of("8bit", "base64", "quoted-printable")) {
            byte[] signed = signed(charset, encoding, before, behind, "<b>A+B ~\\</b>\r\n");
            assertThat(signed).as(encoding).startsWith(before).endsWith(behind);
            assertThat(decoded(charset, signed))
                    .as(encoding)
                    .isEqualTo(decoded(charset, before, behind, "<b>A+B ~\\</b>\r\n"));
        }
    }

    /** A run of base64 in which the place is has to be written anew, and only that. */
    @ParameterizedTest
    @CsvSource({"+AEg-i +AEgAaQBIAGk- +AEg-, 4", "+AEg-i +AEgAaQBIAGk- +AEg-, 6", "+AEg-i +AEgAaQBIAGk !+AEg-, 7"})
    void splitsARun(String text, int place) throws IOException {
        byte[] all = latin1(text);
        MailText body = body("utf-7", "8bit", all);
        byte[] signed = signed("utf-7", "8bit", body, List.of(new TextEdit(place, place, "-x")));
        assertThat(signed).startsWith(latin1("+AEg-i ")).endsWith(latin1("+AEg-"));
        assertThat(decoded("utf-7", signed))
                .isEqualTo(body.text().substring(0, place) + "-x" + body.text().substring(place));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-2022-jp", "utf-7", "utf-16", "iso-2022-kr"})
    void removesToo(String charset) throws IOException {
        String text = charset.endsWith("kr") ? "안녕 old 하세요 older 안" : "おは old よう older 世界";
        byte[] all = MailText.encode(TextCharset.find(charset).orElseThrow(), text);
        MailText body = body(charset, "base64", all);
        int first = body.text().indexOf("old");
        int second = body.text().indexOf("older");
        byte[] signed = signed(
                charset,
                "base64",
                body,
                List.of(new TextEdit(first - 2, first + 3, "new"), new TextEdit(second, second + 7, "")));
        StringBuilder edited = new StringBuilder(body.text()).delete(second, second + 7);
        assertThat(decoded(charset, signed))
                .isEqualTo(edited.replace(first - 2, first + 3, "new").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: text/plain", "Content-Type: text/plain; charset=us-ascii", "Subject: x"})
    void neverRelabelsWhatNobodyNamed(String header) throws IOException {
        String japanese = ESC + "$B$*$@$OC$" + ESC + "(B\r\n";
        RawMessage message = raw(header + "\r\n\r\n" + japanese);
        MailText body =
                MailText.decode(message, MimeReader.read(message).orElseThrow()).orElseThrow();
        int end = body.text().length();
        assertThat(TextSplicer.splice(message, body, List.of(new TextEdit(end, end, "Grüße\r\n")), "\r\n"))
                .isEmpty();
        List<Edit> edits = TextSplicer.splice(message, body, List.of(new TextEdit(end, end, "Anna\r\n")), "\r\n")
                .orElseThrow();
        assertThat(new SignedMessage(message, new EditList(edits)).bytes())
                .isEqualTo(latin1(header + "\r\n\r\n" + japanese + "Anna\r\n"));
        // Within the escapes a letter would be read as half of another.
        assertThat(TextSplicer.splice(message, body, List.of(new TextEdit(5, 5, "Anna")), "\r\n"))
                .isEmpty();
    }

    private static byte[] signed(String charset, String encoding, byte[] before, byte[] behind, String signature)
            throws IOException {
        byte[] all = concat(before, behind);
        MailText body = body(charset, encoding, all);
        int place = decoded(charset, before).length();
        return signed(charset, encoding, body, List.of(new TextEdit(place, place, signature)));
    }

    private static byte[] signed(String charset, String encoding, MailText body, List<TextEdit> edits)
            throws IOException {
        RawMessage message = message(charset, encoding, body.decoded());
        List<Edit> changes = TextSplicer.splice(message, body, edits, "\r\n").orElseThrow();
        RawMessage signed = RawMessage.of(new SignedMessage(message, new EditList(changes)).bytes());
        return MailText.decode(signed, MimeReader.read(signed).orElseThrow())
                .orElseThrow()
                .decoded();
    }

    private static RawMessage message(String charset, String encoding, byte[] bytes) {
        String body = switch (encoding) {
            case "base64" -> Base64.getMimeEncoder().encodeToString(bytes);
            case "quoted-printable" ->
                new String(QuotedPrintable.encodeBinary(bytes, new byte[] {'\r', '\n'}), StandardCharsets.ISO_8859_1);
            default -> new String(bytes, StandardCharsets.ISO_8859_1);
        };
        return raw("Content-Type: text/html; charset=" + charset + "\r\nContent-Transfer-Encoding: " + encoding
                + "\r\n\r\n" + body);
    }

    private static MailText body(String charset, String encoding, byte[] bytes) throws IOException {
        RawMessage message = message(charset, encoding, bytes);
        return MailText.decode(message, MimeReader.read(message).orElseThrow()).orElseThrow();
    }

    /** What the bytes before the place say, the signature, and what those behind say as they are read after all before. */
    private static String decoded(String charset, byte[] before, byte[] behind, String signature) throws IOException {
        String head = decoded(charset, before);
        return head + signature + decoded(charset, concat(before, behind)).substring(head.length());
    }

    private static String decoded(String charset, byte[] bytes) throws IOException {
        return MailText.strictDecoder(TextCharset.find(charset).orElseThrow().of(bytes))
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
