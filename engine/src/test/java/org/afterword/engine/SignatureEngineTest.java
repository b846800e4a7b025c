package org.afterword.engine;

import static org.afterword.engine.TestMail.lines;
import static org.afterword.engine.TestMail.mail;
import static org.afterword.engine.TestMail.raw;
import static org.afterword.engine.TestMail.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.budget.OverBudgetException;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.junit.jupiter.api.Test;

class SignatureEngineTest {
    private static final Person ANNA =
            new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Keller", "jobTitle", "R&D"));
    private static final Picture LOGO = Picture.of("logo.png", "image/png", new byte[] {1, 2, 3});
    private static final SignatureTemplate PLAIN =
            template("<b>{{displayName}}</b>, {{jobTitle}}{{#mobilePhone}}, Mobile: {{mobilePhone}}{{/mobilePhone}}");
    private static final SignatureTemplate WITH_LOGO =
            SignatureTemplate.of("t", "{{displayName}} <img src=\"cid:logo.png\">", Optional.empty(), List.of(LOGO));

    private final SignatureEngine engine = new SignatureEngine();

    private static SignatureTemplate template(String html) {
        return SignatureTemplate.of("t", html, Optional.empty(), List.of());
    }

    private static SigningContext context(SignatureTemplate template, Set<Kind> kinds) {
        SignatureRule rule = SignatureRule.builder("everybody", "Everybody")
                .template("t")
                .kinds(kinds.toArray(Kind[]::new))
                .build();
        return new SigningContext(
                Envelope.of("anna@contoso.example", List.of("you@fabrikam.example")),
                Optional.of(ANNA),
                SignatureCatalog.of(List.of(rule), List.of(template)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
    }

    private SigningResult sign(RawMessage message, SignatureTemplate template) throws IOException {
        SigningResult result = engine.sign(engine.read(message), context(template, EnumSet.allOf(Kind.class)));
        ByteArrayOutputStream undone = new ByteArrayOutputStream();
        result.message().edits().undo(RawMessage.of(result.message().bytes()), undone);
        assertThat(undone.toByteArray()).isEqualTo(message.bytes(0, message.size()));
        return result;
    }

    private String signed(RawMessage message, SignatureTemplate template) throws IOException {
        SigningResult result = sign(message, template);
        assertThat(result.decision()).isInstanceOf(Decision.Sign.class);
        return text(result.message().bytes());
    }

    @Test
    void signsPlainTextWithTheTextForm() throws IOException {
        String signed = signed(mail("From: anna@contoso.example", "", "Hello,", "", "see you"), PLAIN);
        assertThat(signed).contains("see you\r\n").contains("\r\nAnna Keller, R&D\r\n");
    }

    @Test
    void escapesAttributesInHtmlAndLeavesOutSectionsWithoutAValue() throws IOException {
        String signed = signed(mail("Content-Type: text/html", "", "<p>Hello</p>"), PLAIN);
        assertThat(signed).contains("<b>Anna Keller</b>, R&amp;D").doesNotContain("Mobile");
    }

    @Test
    void signsBothAlternatives() throws IOException {
        String signed = signed(
                mail(
                        "Content-Type: multipart/alternative; boundary=b",
                        "",
                        "--b",
                        "",
                        "Hello",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>Hello</p>",
                        "--b--"),
                PLAIN);
        assertThat(signed).containsOnlyOnce("\r\nAnna Keller, R&D").containsOnlyOnce("<b>Anna Keller</b>");
    }

    @Test
    void addsItsLinesOnTopAndTakesTheRoutingCodeAndBrokenSealsOut() throws IOException {
        String signed = signed(
                mail(
                        "x-afterword-AUTH: abc",
                        "DKIM-Signature: v=1;",
                        "\tb=xyz",
                        "Subject: x",
                        "ARC-Seal: i=1",
                        "X-Afterword-Auth:",
                        " def",
                        "X-MS-Exchange-Foo: bar",
                        "",
                        "Hello"),
                PLAIN);
        assertThat(signed)
                .startsWith(lines(
                        "Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000",
                        "X-Afterword-MessageProcessed: true",
                        "Subject: x",
                        "X-MS-Exchange-Foo: bar",
                        "",
                        "Hello"));
    }

    @Test
    void keepsSealsOfMailThatItLeavesAlone() throws IOException {
        RawMessage message = mail("DKIM-Signature: v=1", "Content-Type: application/pkcs7-mime", "", "AAAA");
        SigningResult result = sign(message, PLAIN);
        assertThat(result.decision()).isEqualTo(new Decision.PassThrough(Reason.SMIME));
        assertThat(text(result.message().bytes()))
                .endsWith(lines("DKIM-Signature: v=1", "Content-Type: application/pkcs7-mime", "", "AAAA"));
    }

    @Test
    void signsOnce() throws IOException {
        SigningResult first = sign(mail("Content-Type: text/html", "", "<p>Hello</p>"), WITH_LOGO);
        RawMessage once = RawMessage.of(first.message().bytes());
        assertThat(sign(once, WITH_LOGO).decision()).isEqualTo(new Decision.PassThrough(Reason.ALREADY_PROCESSED));
    }

    @Test
    void wrapsAnHtmlMailInARelatedForAPicture() throws IOException {
        String signed = signed(
                mail(
                        "Content-Type: text/html; charset=utf-8",
                        "MIME-Version: 1.0",
                        "Content-Transfer-Encoding: 8bit",
                        "Subject: x",
                        "",
                        "<p>Hello</p>"),
                WITH_LOGO);
        assertThat(signed)
                .contains("Content-Type: multipart/related; type=\"text/html\";\r\n\tboundary=\"----=_Afterword_")
                .contains("\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\n------=_Afterword_")
                .contains(
                        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Hello</p>")
                .contains("Content-ID: <" + InlinePictures.contentId(LOGO) + ">")
                .contains("src=\"cid:" + InlinePictures.contentId(LOGO) + "\"")
                .contains("Content-Disposition: inline; filename=\"logo.png\"\r\n\r\nAQID\r\n");
        List<String> types = engine.read(RawMessage.of(signed.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                .root()
                .orElseThrow()
                .walk()
                .map(part -> part.contentType().value())
                .toList();
        assertThat(types).containsExactly("multipart/related", "text/html", "image/png");
    }

    @Test
    void putsAPictureIntoTheRelatedThatIsThere() throws IOException {
        String signed = signed(
                mail(
                        "Content-Type: multipart/related; boundary=r",
                        "",
                        "--r",
                        "Content-Type: text/html",
                        "",
                        "<p>Hello <img src=\"cid:a\"></p>",
                        "--r",
                        "Content-Type: image/png",
                        "Content-ID: <a>",
                        "",
                        "x",
                        "--r--"),
                WITH_LOGO);
        assertThat(signed)
                .contains("Content-ID: <a>\r\n\r\nx\r\n--r\r\nContent-Type: image/png; name=\"logo.png\"\r\n");
        assertThat(signed).endsWith("\r\nAQID\r\n--r--\r\n");
    }

    @Test
    void signsTheLastOfSeveralTextsAroundAnAttachment() throws IOException {
        String signed = signed(
                mail(
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>First</p>",
                        "--b",
                        "Content-Type: application/pdf; name=a.pdf",
                        "",
                        "pdf",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>Last</p>",
                        "--b--"),
                PLAIN);
        assertThat(signed).containsOnlyOnce("Anna Keller");
        assertThat(signed.indexOf("Anna Keller")).isGreaterThan(signed.indexOf("Last"));
    }

    @Test
    void signsTheLastTextBeforeTheQuoteAroundAnAttachment() throws IOException {
        String quote =
                "<div><blockquote type=\"cite\"><div>On 5 January 2026, at 10:00, Ben &lt;ben@fabrikam.example&gt; wrote:</div>"
                        + "<div>the old text</div></blockquote></div>";
        String signed = signed(
                mail(
                        "In-Reply-To: <a@b>",
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<p>See the plan</p>",
                        "--b",
                        "Content-Type: application/pdf; name=a.pdf",
                        "",
                        "pdf",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        quote,
                        "--b",
                        "Content-Type: application/pdf; name=b.pdf",
                        "",
                        "pdf",
                        "--b",
                        "Content-Type: text/html",
                        "",
                        "<blockquote type=\"cite\">the rest of the old text</blockquote>",
                        "--b--"),
                PLAIN);
        assertThat(signed)
                .containsOnlyOnce("Anna Keller")
                .containsSubsequence("See the plan", "Anna Keller", "pdf", quote);
    }

    @Test
    void leavesAttachedTextAlone() throws IOException {
        String signed = signed(
                mail(
                        "Content-Type: multipart/mixed; boundary=b",
                        "",
                        "--b",
                        "",
                        "Hello",
                        "--b",
                        "Content-Type: text/plain; name=notes.txt",
                        "",
                        "notes",
                        "--b",
                        "Content-Disposition: attachment",
                        "",
                        "more notes",
                        "--b--"),
                PLAIN);
        assertThat(signed.indexOf("Anna Keller")).isBetween(signed.indexOf("Hello"), signed.indexOf("notes.txt"));
    }

    @Test
    void leavesAPartWithoutABodyAlone() throws IOException {
        String signed =
                signed(raw("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b"), PLAIN);
        assertThat(signed).endsWith("--b").containsOnlyOnce("Anna Keller");
    }

    @Test
    void leavesAPartAloneWhoseBlankLineIsTheDelimitersOwn() throws IOException {
        String[] empty = {
            "Content-Type: multipart/mixed; boundary=b",
            "",
            "--b",
            "Content-Type: text/html",
            "",
            "--b",
            "",
            "Hello",
            "--b--"
        };
        assertThat(signed(mail(empty), WITH_LOGO))
                .contains(lines("--b", "Content-Type: text/html", "", "--b", "", "Hello"))
                .containsOnlyOnce("Anna Keller");
    }

    @Test
    void doesNotBecomePartOfAStrayFirstLine() throws IOException {
        RawMessage stray = mail("\tstray: line", "Subject: x", "", "Hello");
        assertThat(text(sign(stray, PLAIN).message().bytes()))
                .startsWith(lines(
                        "\tstray: line",
                        "Received: from a by b; Thu, 1 Jan 2026 00:00:00 +0000",
                        "X-Afterword-MessageProcessed: true",
                        "Subject: x"));
        assertThat(signed(mail("From anna Thu Jan  1 00:00:00 2026", "Subject: x", "", "Hello"), PLAIN))
                .startsWith("From anna Thu Jan  1 00:00:00 2026\r\nReceived: ");
    }

    @Test
    void saysWhyItLeavesAMailAlone() throws IOException {
        RawMessage message = mail("Subject: x", "", "Hello");
        SigningContext replies = context(PLAIN, EnumSet.of(Kind.REPLY));
        assertThat(engine.sign(engine.read(message), replies).decision())
                .isEqualTo(new Decision.PassThrough(Reason.NO_RULE));
        SigningContext stranger = new SigningContext(
                replies.envelope(),
                Optional.empty(),
                replies.catalog(),
                replies.domains(),
                replies.at(),
                replies.received());
        assertThat(engine.sign(engine.read(message), stranger).decision())
                .isEqualTo(new Decision.PassThrough(Reason.UNKNOWN_SENDER));
        assertThat(sign(mail("", "-----BEGIN PGP SIGNED MESSAGE-----"), PLAIN).decision())
                .isEqualTo(new Decision.PassThrough(Reason.PGP));
        assertThat(sign(mail("Content-Type: image/png", "", "x"), PLAIN).decision())
                .isEqualTo(new Decision.PassThrough(Reason.NO_TEXT));
        assertThat(sign(mail("Content-Type: text/plain; charset=martian", "", "x"), PLAIN)
                        .decision())
                .isEqualTo(new Decision.PassThrough(Reason.UNREADABLE));
    }

    @Test
    void leavesAMailAloneWithoutReadingIt() throws IOException {
        String others = "a: b\r\n".repeat(3_000);
        RawMessage mail =
                raw("From x\r\nSubject: s\r\n" + others + "X-Afterword-Auth: code\r\n" + others + "\r\nHello");
        SigningResult left = engine.leaveAlone(engine.unread(mail), Reason.OVER_BUDGET, "from a by b");
        assertThat(left.decision()).isEqualTo(new Decision.PassThrough(Reason.OVER_BUDGET));
        assertThat(text(left.message().bytes()))
                .isEqualTo("From x\r\nReceived: from a by b\r\nX-Afterword-MessageProcessed: true\r\nSubject: s\r\n"
                        + others + others + "\r\nHello");
    }

    @Test
    void takesTheRoutingCodeOutHoweverOftenItIsThere() throws IOException {
        RawMessage mail = raw("X-Afterword-Auth: code\r\na: b\r\n".repeat(10_000) + "\r\nHello");
        SigningResult left = engine.leaveAlone(engine.unread(mail), Reason.OVER_BUDGET, "from a by b");
        assertThat(text(left.message().bytes()))
                .isEqualTo("Received: from a by b\r\nX-Afterword-MessageProcessed: true\r\n" + "a: b\r\n".repeat(10_000)
                        + "\r\nHello");
        ByteArrayOutputStream undone = new ByteArrayOutputStream();
        left.message().edits().undo(RawMessage.of(left.message().bytes()), undone);
        assertThat(undone.toByteArray()).isEqualTo(mail.bytes(0, mail.size()));
    }

    @Test
    void knowsThatAMailHasBeenHereHoweverManyFieldsStandAbove() throws IOException {
        RawMessage mail = raw("a: b\r\n".repeat(3_000) + "X-Afterword-MessageProcessed: true\r\n\r\nHello");
        SigningContext context = context(PLAIN, EnumSet.allOf(Kind.class));
        assertThat(engine.sign(engine.read(mail), context).decision())
                .isEqualTo(new Decision.PassThrough(Reason.ALREADY_PROCESSED));
    }

    @Test
    void stopsReadingWhenItIsOverBudget() {
        RawMessage mail = raw("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(1_000));
        Budget budget = Budget.of(1_000, Duration.ofMinutes(1));
        assertThatThrownBy(() -> budget.spendOn(() -> engine.read(mail))).isInstanceOf(OverBudgetException.class);
    }
}
