package org.afterword.engine;

import static org.afterword.engine.TestMail.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.MailText;
import org.afterword.engine.mime.Part;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.PlainBody;
import org.junit.jupiter.api.Test;

/** Each text of a mail is decoded once and read once, however many ask for it. */
class OneReadingTest {
    private final List<String> read = new ArrayList<>();
    private final SignatureEngine engine = new SignatureEngine(new TextReader() {
        @Override
        Optional<MailText> decode(RawMessage raw, Part part) throws IOException {
            read.add("decode " + part.bodyStart());
            return super.decode(raw, part);
        }

        @Override
        Optional<HtmlBody> html(MailText text) {
            read.add("read " + text.part().bodyStart());
            return super.html(text);
        }

        @Override
        Optional<PlainBody> plain(MailText text) {
            read.add("read " + text.part().bodyStart());
            return super.plain(text);
        }
    });

    @Test
    void ofAnAlternative() throws IOException {
        signs(
                1,
                2,
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "",
                "Hello",
                "--b",
                "Content-Type: text/html",
                "",
                "<p>Hello</p>",
                "--b--");
    }

    @Test
    void ofSeveralTextsAroundAttachments() throws IOException {
        signs(
                1,
                3,
                "Content-Type: multipart/mixed; boundary=c",
                "",
                "--c",
                "Content-Type: text/html",
                "",
                "<p>Hello</p>",
                "--c",
                "Content-Type: application/pdf; name=a.pdf",
                "",
                "%PDF",
                "--c",
                "Content-Type: text/html",
                "",
                "<p>and</p>",
                "--c",
                "Content-Type: text/html",
                "",
                "<p>bye</p><blockquote type=cite>Older</blockquote>",
                "--c--");
    }

    @Test
    void ofSeveralTextsInAnAlternative() throws IOException {
        signs(
                1,
                3,
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "",
                "Hello and bye",
                "--b",
                "Content-Type: multipart/mixed; boundary=c",
                "",
                "--c",
                "Content-Type: text/html",
                "",
                "<p>Hello</p>",
                "--c",
                "Content-Type: application/pdf; name=a.pdf",
                "",
                "%PDF",
                "--c",
                "Content-Type: text/html",
                "",
                "<p>and bye</p>",
                "--c--",
                "--b--");
    }

    @Test
    void ofCopiesForInsideAndOutside() throws IOException {
        signs(2, 1, "Content-Type: text/html", "", "<p>Hello [sig]</p><blockquote type=cite>Older</blockquote>");
    }

    private void signs(int copies, int bodies, String... lines) throws IOException {
        SignatureRule inside = SignatureRule.builder("in", "In")
                .template("in")
                .recipients(Recipients.of(Audience.INTERNAL))
                .build();
        SignatureRule outside = SignatureRule.builder("out", "Out")
                .template("out")
                .recipients(Recipients.of(Audience.EXTERNAL))
                .build();
        Envelope envelope = Envelope.of(
                "anna@contoso.example",
                copies == 1 ? List.of("ben@fabrikam.example") : List.of("ben@fabrikam.example", "bea@contoso.example"));
        SigningContext context = new SigningContext(
                envelope,
                Optional.of(new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Keller"))),
                SignatureCatalog.of(
                        SigningRules.of(List.of(inside, outside)).with(MixedRecipients.COPY_FOR_EACH),
                        List.of(
                                SignatureTemplate.of("in", "<p>{{displayName}}</p>", Optional.empty(), List.of()),
                                SignatureTemplate.of(
                                        "out", "<p>{{displayName}}, Contoso</p>", Optional.empty(), List.of()))),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
        List<SignedCopy> signed = engine.signCopies(engine.read(mail(lines)), context);
        assertThat(signed).hasSize(copies).allMatch(copy -> copy.result().decision() instanceof Decision.Sign);
        assertThat(read).hasSize(2 * bodies).doesNotHaveDuplicates();
    }
}
