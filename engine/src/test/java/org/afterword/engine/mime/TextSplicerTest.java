package org.afterword.engine.mime;

import static org.afterword.engine.TestMail.lines;
import static org.afterword.engine.TestMail.raw;
import static org.afterword.engine.TestMail.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.Edit;
import org.afterword.engine.splice.EditList;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.engine.splice.TextEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextSplicerTest {
    /** Each script's words are in its own charsets and in those of Unicode. */
    record Script(String words, List<String> charsets) {}

    private static final List<Script> SCRIPTS = List.of(
            new Script("Grüße, déjà vu", List.of("iso-8859-1", "iso-8859-15", "windows-1252", "cp-850", "macintosh")),
            new Script("Καλημέρα κόσμε", List.of("iso-8859-7", "windows-1253")),
            new Script("Доброе утро", List.of("koi8-r", "windows-1251", "iso-8859-5", "cp-866")),
            new Script("おはよう世界", List.of("iso-2022-jp", "shift_jis", "euc-jp")),
            new Script("早安", List.of("gb2312", "gbk", "gb18030", "big5", "big5-hkscs")),
            new Script("안녕하세요", List.of("euc-kr", "ks_c_5601-1987")),
            new Script("صباح الخير", List.of("windows-1256", "iso-8859-6")),
            new Script("בוקר טוב", List.of("windows-1255", "iso-8859-8-i")));
    private static final List<String> UNICODE = List.of("utf-8", "utf-7");
    private static final List<String> ENCODINGS = List.of("8bit", "quoted-printable", "base64");
    private static final String SIGNATURE =
            "Müller Ελλάδα Привет 日本 مرحبا 😀 line with trailing space \r\nsecond line = 100 %";

    /** Where the text part stands: what is before it and behind it. */
    enum Structure {
        ALONE("", ""),
        IN_ALTERNATIVE(
                "Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\nContent-Type: text/enriched\r\n\r\nx\r\n--alt\r\n",
                "\r\n--alt--\r\n"),
        BEFORE_ATTACHMENT(
                "Content-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\nContent-Type: multipart/related; boundary=rel\r\n\r\n--rel\r\n",
                "\r\n--rel\r\nContent-Type: image/png\r\n\r\npng\r\n--rel--\r\n--mix\r\nContent-Type: application/pdf\r\n\r\npdf\r\n--mix--\r\n");

        private final String before;
        private final String behind;

        Structure(String before, String behind) {
            this.before = before;
            this.behind = behind;
        }
    }

    /** @param fits whether the charset has all characters of the signature */
    record Case(String charset, String encoding, String words, boolean html, Structure structure, boolean fits) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Script script : SCRIPTS) {
            for (String charset :
                    Stream.concat(script.charsets().stream(), UNICODE.stream()).toList()) {
                for (String encoding : ENCODINGS) {
                    for (Structure structure : Structure.values()) {
                        for (boolean fits : new boolean[] {true, false}) {
                            cases.add(new Case(charset, encoding, script.words(), true, structure, fits));
                            cases.add(new Case(charset, encoding, script.words(), false, structure, fits));
                        }
                    }
                }
            }
        }
        return cases.stream();
    }

    @Test
    void leavesNoLineFeedAloneWhereLinesEndWithBoth() throws IOException {
        RawMessage mail =
                raw("Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Hi</p>\r\n");
        MailText body = MailText.decode(mail, ParsedMessage.read(mail).root().orElseThrow())
                .orElseThrow();
        List<Edit> edits = TextSplicer.splice(mail, body, List.of(new TextEdit(9, 9, "<p>ü</p>\n<p>b</p>\r\n")), "\r\n")
                .orElseThrow();
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        new SignedMessage(mail, new EditList(edits)).writeTo(signed);
        assertThat(signed.toString(StandardCharsets.UTF_8))
                .contains("<p>ü</p>\r\n<p>b</p>\r\n")
                .doesNotContain("\r\r");
    }

    private static byte[] encode(String content, Charset charset, String encoding) {
        byte[] bytes = content.getBytes(charset);
        return switch (encoding) {
            case "base64" -> Base64.getMimeEncoder().encode(bytes);
            case "quoted-printable" -> QuotedPrintable.encode(bytes, new byte[] {'\r', '\n'});
            default -> bytes;
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void placesAnySignatureInAnyCharset(Case c) throws IOException {
        String opening = c.html() ? "<p>" + c.words() + "</p>" : c.words() + "\r\n";
        String closing = c.html()
                ? "<div>" + c.words().repeat(30) + " end</div>\r\n"
                : c.words().repeat(30) + "\r\n";
        Charset charset = TextCharset.find(c.charset()).orElseThrow().encoding();
        String signature = c.fits() ? c.words() + " & co.\r\n" + c.words() : SIGNATURE;
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        mail.writeBytes("MIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII));
        mail.writeBytes(c.structure().before.getBytes(StandardCharsets.US_ASCII));
        mail.writeBytes(lines(
                        "Content-Type: text/" + (c.html() ? "html" : "plain") + "; charset=\"" + c.charset()
                                + "\"; x=y",
                        "Content-Transfer-Encoding: " + c.encoding(),
                        "")
                .getBytes(StandardCharsets.US_ASCII));
        mail.writeBytes(encode(opening + closing, charset, c.encoding()));
        mail.writeBytes(c.structure().behind.getBytes(StandardCharsets.US_ASCII));
        RawMessage message = RawMessage.of(mail.toByteArray());

        MailText body = body(message);
        assertThat(body.text()).isEqualTo(opening + closing);
        EditList edits = new EditList(TextSplicer.splice(
                        message, body, List.of(new TextEdit(opening.length(), opening.length(), signature)), "\r\n")
                .orElseThrow());
        SignedMessage signed = new SignedMessage(message, edits);

        String expected = opening + signature + closing;
        String actual = body(RawMessage.of(signed.bytes())).text();
        assertThat(c.html() ? org.jsoup.parser.Parser.unescapeEntities(actual, false) : actual)
                .isEqualTo(expected);
        assertThat(undone(signed)).isEqualTo(message.bytes(0, message.size()));
        if (!c.encoding().equals("8bit")) {
            assertThat(text(signed.bytes()).lines().mapToInt(String::length)).allMatch(length -> length <= 76);
        }
    }

    @Test
    void leavesTheBytesAroundAnInsertionAlone() throws IOException {
        RawMessage message = raw(lines(
                "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "<p>a lower-case escape =c3=a9 and a needless one =41</p>=  ",
                "<p>trailing white space </p>  ",
                "end"));
        MailText body = body(message);
        int place = body.text().indexOf("<p>trailing");
        List<Edit> edits = TextSplicer.splice(message, body, List.of(new TextEdit(place, place, "<b>é</b>")), "\r\n")
                .orElseThrow();
        assertThat(text(new SignedMessage(message, new EditList(edits)).bytes()))
                .isEqualTo(lines(
                        "Content-Type: text/html; charset=utf-8",
                        "Content-Transfer-Encoding: quoted-printable",
                        "",
                        "<p>a lower-case escape =c3=a9 and a needless one =41</p>=  ",
                        "<b>=C3=A9</b>=",
                        "<p>trailing white space </p>  ",
                        "end"));
    }

    @Test
    void breaksLongLinesOfHtmlAtSpaces() throws IOException {
        RawMessage message = raw(lines("Content-Type: text/html", "", "<p>" + "x".repeat(900) + "</p>"));
        MailText body = body(message);
        String signature = "<td style=\"a\">word</td> ".repeat(200);
        int place = body.text().indexOf("</p>");
        byte[] signed = new SignedMessage(
                        message,
                        new EditList(TextSplicer.splice(
                                        message, body, List.of(new TextEdit(place, place, signature)), "\r\n")
                                .orElseThrow()))
                .bytes();
        assertThat(text(signed).lines().mapToInt(String::length)).allMatch(length -> length <= 998);
        assertThat(text(signed).replaceAll("\\s+", "")).contains(signature.replaceAll("\\s+", ""));
    }

    @Test
    void leavesTextThatCannotBeReadWithCertaintyAlone() throws IOException {
        assertThat(decoded("Content-Type: text/plain; charset=utf-8", "", "\u00ff\u00fe"))
                .isEmpty();
        assertThat(decoded("Content-Type: text/plain; charset=martian", "", "a"))
                .isEmpty();
        assertThat(decoded("Content-Type: text/plain", "", "\u00e9")).isEmpty();
        assertThat(decoded("Content-Transfer-Encoding: x-uuencode", "", "a")).isEmpty();
        assertThat(decoded("Content-Transfer-Encoding: base64", "", "YQ==YQ==")).isEmpty();
        assertThat(decoded("Content-Transfer-Encoding: quoted-printable", "", "100=% sure"))
                .isEmpty();
        assertThat(decoded("Content-Type: text/plain", "Content-Type: text/html", "", "a"))
                .isEmpty();
        assertThat(decoded("Content-Type: text/plain; charset=utf-8; charset=utf-7", "", "a"))
                .isEmpty();
    }

    @Test
    void labelsPlainTextAnewWhereItHadNoLabel() throws IOException {
        RawMessage message = raw(lines("Subject: x", "", "Hello"));
        MailText body = body(message);
        byte[] signed = new SignedMessage(
                        message,
                        new EditList(TextSplicer.splice(message, body, List.of(new TextEdit(7, 7, "é\r\n")), "\r\n")
                                .orElseThrow()))
                .bytes();
        assertThat(text(signed))
                .isEqualTo(lines(
                        "Subject: x",
                        "Content-Type: text/plain; charset=utf-8",
                        "Content-Transfer-Encoding: quoted-printable",
                        "MIME-Version: 1.0",
                        "",
                        "Hello",
                        "=C3=A9"));
    }

    private static java.util.Optional<MailText> decoded(String... lines) throws IOException {
        RawMessage message = raw(lines(lines));
        return MailText.decode(message, MimeReader.read(message).orElseThrow());
    }

    private static MailText body(RawMessage message) throws IOException {
        Part part = MimeReader.read(message)
                .orElseThrow()
                .walk()
                .filter(found -> found.is("text/html") || found.is("text/plain"))
                .findFirst()
                .orElseThrow();
        return MailText.decode(message, part).orElseThrow();
    }

    private static byte[] undone(SignedMessage signed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        signed.edits().undo(RawMessage.of(signed.bytes()), out);
        return out.toByteArray();
    }
}
