package org.afterword.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several texts bears the signature. A text is HTML where it begins with a tag, {@code FILE} is a file. */
class LetterFinderTest {
    private static final String FILE = "Content-Type: application/pdf; name=a.pdf\r\n\r\n%PDF";
    private static final String MARK = "Anna Keller, Contoso";

    static Stream<Arguments> letters() {
        return Stream.of(
                // The author's words around files: below the last, above the thread.
                letters("1", "<p>See the plan:</p>", FILE, "<p>Tell me what you think.</p>"),
                letters("0", "<p>See the plan.</p>", FILE, "<div><br></div>"),
                letters("0", "<p>Voici le plan.</p>", FILE, "<body dir=auto> &nbsp; </body>", "<p></p>"),
                letters("1", "Der Plan:", FILE, "Bis morgen"),
                letters("0", "El plano.", FILE, " \r\n"),
                letters(
                        "1",
                        "<p>See the plan:</p>",
                        FILE,
                        "<p>and</p><blockquote type=cite>Older</blockquote>",
                        "<p>Older</p>"),
                letters(
                        "0",
                        "<p>Ja.</p>",
                        FILE,
                        "<blockquote type=cite>Am 3. Mai 2024 um 10:12 schrieb Ben &lt;b@fabrikam.example&gt;:<br>Alt</blockquote>"),
                letters("1", "<p>See:</p>", FILE, "<img src=cid:a>"),
                // One letter in two forms, side by side.
                letters(
                        "0 1",
                        "Guten Tag, die Ware kommt am Montag.",
                        "<p>Guten Tag, die Ware kommt am <b>Montag</b>.</p>"),
                letters("0 1", "<p>Bonjour, le colis est parti.</p>", "Bonjour, le colis est parti.\r\n"),
                letters("0 1", "Ok", "<div>Ok</div>", FILE),
                // What lists and gateways add, of the same form and of another.
                letters("0", "<p>Hello Ben, the house is sold.</p>", "-- \r\nChecked by the gate"),
                letters("0", "<p>Hallo Ben</p>", "_______________________________\r\nVerein mailing list"),
                letters(
                        "1",
                        "[Nur für Mitglieder]",
                        "<p>Das Treffen ist am Dienstag um zehn.</p>",
                        "_____\r\nZum Abbestellen hier"),
                letters(
                        "0",
                        "Le rendez-vous est mardi.",
                        "<p><a href=https://l.example/s>Se désabonner de la liste</a></p>"),
                letters("0", "La reunión es el martes.", "Para cancelar la suscripción: l.example"),
                letters("1", "<p>Extern</p><hr>", "<p>Die Sitzung ist am Mittwoch.</p>"),
                letters("0", "会議は火曜日です。", "-- \r\n購読を解除"),
                letters(
                        "0",
                        "Встреча во вторник, в десять часов, в большом зале на втором этаже дома.",
                        "<p>Проверено</p>"),
                // Nothing but a footer: it is all there is to sign.
                letters("0", "-- \r\nAnna"));
    }

    private static Arguments letters(String bearing, String... parts) {
        return Arguments.of(bearing, List.of(parts));
    }

    @ParameterizedTest
    @MethodSource("letters")
    void findsTheLetter(String bearing, List<String> parts) throws IOException {
        assertThat(bearing(sign("Content-Type: multipart/mixed; boundary=b", parts)))
                .isEqualTo(bearing);
    }

    @ParameterizedTest
    @MethodSource("letters")
    void findsTheLetterInAnAlternativeToo(String bearing, List<String> parts) throws IOException {
        String mixed = "Content-Type: multipart/mixed; boundary=c\r\n\r\n" + multipart("c", parts);
        boolean html = parts.stream().anyMatch(part -> part.startsWith("<"));
        String signed = sign(
                "Content-Type: multipart/alternative; boundary=b", html ? List.of("All of it", mixed) : List.of(mixed));
        if (html && parts.stream().allMatch(part -> part.startsWith("<") || part.equals(FILE))) {
            assertThat(bearing(signed)).isEqualTo("0 " + (Integer.parseInt(bearing) + 1));
        } else if (!html) {
            assertThat(bearing(signed)).isEqualTo(bearing);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=orders.csv",
                "Content-Type: text/html\r\nContent-Disposition: attachment",
                "Content-Type: text/plain; name=scan.pdf",
                "Content-Type: text/plain; name=\"export.CSV\"\r\nContent-Disposition: inline",
                "Content-Disposition: attachment; filename=letter.txt"
            })
    void leavesAMailThatIsAFileAlone(String header) throws IOException {
        SigningResult result = result(header + "\r\n\r\na;b;c\r\n1;2;3\r\n");
        assertThat(result.decision()).isEqualTo(new Decision.PassThrough(Reason.NO_TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain; name=notes.txt",
                "Content-Type: text/html; name=body.htm\r\nContent-Disposition: inline",
                "Content-Type: text/plain\r\nContent-Disposition: inline"
            })
    void signsALetterThatHasAName(String header) throws IOException {
        assertThat(result(header + "\r\n\r\nHello\r\n").decision()).isInstanceOf(Decision.Sign.class);
    }

    private static String multipart(String boundary, List<String> parts) {
        StringBuilder body = new StringBuilder();
        for (String part : parts) {
            String header = part.startsWith("Content-Type:")
                    ? ""
                    : "Content-Type: text/" + (part.startsWith("<") ? "html" : "plain") + "; charset=utf-8\r\n\r\n";
            body.append("--")
                    .append(boundary)
                    .append("\r\n")
                    .append(header)
                    .append(part)
                    .append("\r\n");
        }
        return body.append("--").append(boundary).append("--\r\n").toString();
    }

    private static String sign(String header, List<String> parts) throws IOException {
        SigningResult result =
                result(header + "\r\n\r\n" + multipart(header.substring(header.indexOf('=') + 1), parts));
        assertThat(result.decision()).isInstanceOf(Decision.Sign.class);
        return new String(result.message().bytes(), StandardCharsets.UTF_8);
    }

    private static SigningResult result(String mail) throws IOException {
        SignatureEngine engine = new SignatureEngine();
        SigningContext context = new SigningContext(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                Optional.of(new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Keller"))),
                SignatureCatalog.of(
                        SigningRules.of(List.of(SignatureRule.of("r", "R", "t"))),
                        List.of(SignatureTemplate.of("t", "<p>" + MARK + "</p>", Optional.empty(), List.of()))),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
        return engine.sign(engine.read(RawMessage.of(mail.getBytes(StandardCharsets.UTF_8))), context);
    }

    /** The numbers of the texts with the signature, files left out. */
    private static String bearing(String signed) throws IOException {
        RawMessage raw = RawMessage.of(signed.getBytes(StandardCharsets.UTF_8));
        List<String> bearing = new ArrayList<>();
        int text = 0;
        for (Part part :
                new SignatureEngine().read(raw).root().orElseThrow().walk().toList()) {
            if (part.contentType().value().startsWith("text/")) {
                if (new String(raw.bytes(part.bodyStart(), part.bodyEnd()), StandardCharsets.UTF_8).contains(MARK)) {
                    bearing.add(Integer.toString(text));
                }
                text++;
            }
        }
        return String.join(" ", bearing);
    }
}
