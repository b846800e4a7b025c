package org.afterword.engine;

import static org.afterword.engine.TestMail.lines;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.junit.jupiter.api.Test;

/** Mail that other servers break when they add a signature, read back by a reader that is not ours. */
class HardCasesTest {
    private static final String NAME = "Änna Keller";

    private final SignatureEngine engine = new SignatureEngine();

    private SigningResult sign(byte[] mail, boolean withPicture) throws IOException {
        SignatureTemplate template = SignatureTemplate.of(
                "t",
                "<p>{{displayName}}</p>" + (withPicture ? "<img src=\"cid:a.png\">" : ""),
                Optional.empty(),
                withPicture ? List.of(Picture.of("a.png", "image/png", new byte[] {1, 2, 3})) : List.of());
        SignatureRule rule = SignatureRule.of("all", "All", "t");
        SigningContext context = new SigningContext(
                Envelope.of("anna@contoso.example", List.of("you@fabrikam.example")),
                Optional.of(new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", NAME))),
                SignatureCatalog.of(List.of(rule), List.of(template)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
        SigningResult result = engine.sign(engine.read(RawMessage.of(mail)), context);
        ByteArrayOutputStream undone = new ByteArrayOutputStream();
        result.message().edits().undo(RawMessage.of(result.message().bytes()), undone);
        assertThat(undone.toByteArray()).isEqualTo(mail);
        return result;
    }

    /** Each leaf as {@code type:text}, or {@code type#size} where it is no text, as mime4j sees them. */
    private static List<String> read(byte[] mail) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setDecodeMonitor(DecodeMonitor.SILENT);
        Message message = builder.parseMessage(new ByteArrayInputStream(mail));
        List<String> leaves = new ArrayList<>();
        collect(message, leaves);
        return leaves;
    }

    private static void collect(Entity entity, List<String> leaves) throws IOException {
        Body body = entity.getBody();
        switch (body) {
            case Multipart multipart -> {
                leaves.add(entity.getMimeType());
                for (Entity part : multipart.getBodyParts()) {
                    collect(part, leaves);
                }
            }
            case Message inner -> {
                leaves.add(entity.getMimeType());
                collect(inner, leaves);
            }
            case TextBody text -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                text.getInputStream().transferTo(out);
                leaves.add(entity.getMimeType() + ":" + out.toString(Charset.forName(text.getMimeCharset())));
            }
            case BinaryBody binary -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                binary.getInputStream().transferTo(out);
                leaves.add(entity.getMimeType() + "#" + out.size());
            }
            default -> leaves.add(entity.getMimeType());
        }
    }

    private List<String> signed(String latin1Mail) throws IOException {
        return signed(latin1Mail.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private List<String> signed(byte[] mail, boolean withPicture) throws IOException {
        SigningResult result = sign(mail, withPicture);
        assertThat(result.decision()).isInstanceOf(Decision.Sign.class);
        return read(result.message().bytes());
    }

    private void leftAlone(Reason reason, String... mail) throws IOException {
        SigningResult result = sign(lines(mail).getBytes(StandardCharsets.ISO_8859_1), false);
        assertThat(result.decision()).isEqualTo(new Decision.PassThrough(reason));
    }

    private static String base64(String text, Charset charset) {
        return Base64.getMimeEncoder().encodeToString(text.getBytes(charset));
    }

    @Test
    void signsAnOutlookReplyInQuotedPrintableAboveTheQuote() throws IOException {
        List<String> leaves = signed(lines(
                "In-Reply-To: <a@b>",
                "Subject: Re: x",
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "Gr=C3=BC=C3=9Fe",
                "",
                "From: Ben <ben@fabrikam.example>",
                "Sent: Monday, January 5, 2026 09:00",
                "To: Anna",
                "Subject: x",
                "",
                "the old text",
                "--b",
                "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "<html><body><div class=3D\"WordSection1\"><p class=3D\"MsoNormal\">Gr=C3=BC=C3=9Fe<o:p>=",
                "</o:p></p><div><div style=3D\"border:none;border-top:solid #E1E1E1 1.0pt\"><p><b>From:</b> Ben",
                "<br><b>Sent:</b> Monday<br><b>To:</b> Anna<br><b>Subject:</b> x</p></div></div><p>the old text</p>",
                "</div></body></html>",
                "--b--"));
        assertThat(leaves.get(1)).containsSubsequence("Grüße", NAME, "From: Ben");
        assertThat(leaves.get(2)).containsSubsequence("Grüße", NAME, "<b>From:</b>", "the old text");
    }

    @Test
    void signsAGmailReplyWithoutABodyTag() throws IOException {
        List<String> leaves = signed(lines(
                "In-Reply-To: <a@b>",
                "Content-Type: text/html; charset=utf-8",
                "",
                "<div dir=\"ltr\">Sounds good</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, Ben wrote:<br></div>"
                        + "<blockquote class=\"gmail_quote\">the old text</blockquote></div>"));
        assertThat(leaves.getFirst()).containsSubsequence("Sounds good", "nna Keller", "gmail_quote", "the old text");
    }

    @Test
    void signsHtmlInBase64() throws IOException {
        List<String> leaves = signed(lines(
                "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                base64("<p>Grüße</p>\r\n".repeat(50), StandardCharsets.UTF_8)));
        assertThat(leaves.getFirst())
                .contains("<p>Grüße</p>\r\n".repeat(49) + "<p>Grüße</p>")
                .contains(NAME);
    }

    @Test
    void signsBothAlternativesInBase64() throws IOException {
        List<String> leaves = signed(lines(
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                base64("Grüße\r\n", StandardCharsets.UTF_8),
                "--b",
                "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                base64("<p>Grüße</p>", StandardCharsets.UTF_8),
                "--b--"));
        assertThat(leaves)
                .allMatch(leaf -> leaf.startsWith("multipart") || leaf.contains("Grüße") && leaf.contains(NAME));
    }

    @Test
    void leavesMailAloneThatAChangeWouldBreak() throws IOException {
        leftAlone(
                Reason.SMIME,
                "Content-Type: multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=sha-256; boundary=b",
                "",
                "--b",
                "",
                "Hello",
                "--b",
                "Content-Type: application/x-pkcs7-signature; name=smime.p7s",
                "",
                "AAAA",
                "--b--");
        leftAlone(
                Reason.SMIME,
                "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
                "",
                "AAAA");
        leftAlone(
                Reason.CALENDAR,
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "Content-Type: text/html",
                "",
                "<p>Come</p>",
                "--b",
                "Content-Type: text/calendar; method=REQUEST",
                "",
                "BEGIN:VCALENDAR",
                "--b--");
        leftAlone(Reason.CALENDAR, "Content-Type: text/calendar; method=REPLY", "", "BEGIN:VCALENDAR");
    }

    @Test
    void keepsFlowedTextFlowing() throws IOException {
        List<String> leaves = signed(lines(
                "Content-Type: text/plain; charset=utf-8; format=flowed",
                "Content-Transfer-Encoding: 8bit",
                "",
                "a paragraph that ",
                "flows"));
        assertThat(leaves.getFirst()).contains("a paragraph that \r\nflows\r\n").contains("\r\n" + NAME + "\r\n");
    }

    @Test
    void signsJapaneseInItsEscapeSequences() throws IOException {
        String mail = "Content-Type: text/html; charset=iso-2022-jp\r\n\r\n<p>\u3053\u3093\u306b\u3061\u306f</p>\r\n";
        byte[] bytes = mail.getBytes(Charset.forName("ISO-2022-JP"));
        assertThat(signed(bytes, false).getFirst()).contains("<p>こんにちは</p>").contains("&#xc4;nna Keller");
    }

    @Test
    void signsHtmlInLatin1AndInUtf16() throws IOException {
        assertThat(signed(
                                "Content-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Gr\u00fc\u00dfe</p>")
                        .getFirst())
                .contains("<p>Grüße</p>")
                .contains(NAME);
        assertThat(signed(lines(
                                "Content-Type: text/html; charset=utf-16",
                                "Content-Transfer-Encoding: base64",
                                "",
                                base64("<p>Grüße</p>", StandardCharsets.UTF_16)))
                        .getFirst())
                .contains("<p>Grüße</p>")
                .contains(NAME);
    }

    @Test
    void signsMailFromBeforeMime() throws IOException {
        assertThat(signed(lines("Subject: x", "", "Hello")).getFirst())
                .contains("Hello\r\n")
                .contains(NAME);
    }

    @Test
    void doesNotTouchWhatIsAttached() throws IOException {
        List<String> leaves = signed(lines(
                "Content-Type: multipart/mixed; boundary=b",
                "",
                "--b",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "See below",
                "--b",
                "Content-Type: message/rfc822",
                "",
                "Content-Type: text/html",
                "",
                "<p>forwarded</p>",
                "--b",
                "Content-Type: text/html; name=page.html",
                "Content-Disposition: attachment; filename=page.html",
                "",
                "<p>attached</p>",
                "--b--"));
        assertThat(leaves).filteredOn(leaf -> leaf.contains("nna Keller")).hasSize(1);
        assertThat(leaves).contains("text/html:<p>forwarded</p>", "text/html:<p>attached</p>");
    }

    @Test
    void isNotMisledByABodyTagInAScript() throws IOException {
        List<String> leaves = signed(lines(
                "Content-Type: text/html",
                "",
                "<html><head><script>var a = '</body>';</script></head><body><p>Hello</p></body></html>"));
        assertThat(leaves.getFirst())
                .containsSubsequence("<script>var a = '</body>';</script>", "<p>Hello</p>", "nna Keller");
    }

    @Test
    void keepsEightBitTextAndTakesItsBrokenSealOff() throws IOException {
        String mail = "DKIM-Signature: v=1; bh=x\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n";
        SigningResult result = sign(mail.getBytes(StandardCharsets.UTF_8), false);
        assertThat(new String(result.message().bytes(), StandardCharsets.UTF_8))
                .doesNotContain("DKIM-Signature")
                .contains("Content-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n")
                .contains(NAME);
    }

    @Test
    void wrapsAlternativesHtmlWithItsPictureAsAnotherReaderExpects() throws IOException {
        byte[] mail = lines(
                        "MIME-Version: 1.0",
                        "Content-Type: multipart/mixed; boundary=m",
                        "",
                        "--m",
                        "Content-Type: multipart/alternative; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/plain",
                        "",
                        "Hello",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>Hello</p>",
                        "--b--",
                        "--m",
                        "Content-Type: application/pdf; name=a.pdf",
                        "Content-Transfer-Encoding: base64",
                        "",
                        "AAAAAAAA",
                        "--m--")
                .getBytes(StandardCharsets.ISO_8859_1);
        List<String> types =
                signed(mail, true).stream().map(leaf -> leaf.split("[:]", 2)[0]).toList();
        assertThat(types)
                .containsExactly(
                        "multipart/mixed",
                        "multipart/alternative",
                        "text/plain",
                        "multipart/related",
                        "text/html",
                        "image/png#3",
                        "application/pdf#6");
    }
}
