package org.afterword.engine;

import static org.afterword.engine.TestMail.mail;
import static org.afterword.engine.TestMail.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.HeaderText;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.model.Audience;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.MixedRecipients;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.Recipients;
import org.afterword.engine.model.SenderField;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.model.Slot;
import org.afterword.engine.place.signature.Replaced;
import org.afterword.engine.select.RuleVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SigningByRulesTest {
    private static final Person ANNA =
            new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Keller"));
    private static final SignatureTemplate FULL =
            template("full", "<p><b>{{displayName}}</b></p><p>Contoso AG, Bahnhofstrasse 7</p>");
    private static final SignatureTemplate BRIEF = template("brief", "<p>{{displayName}}, Contoso</p>");
    private static final SignatureTemplate LEGAL = template("legal", "<p>For the addressee only.</p>");
    private static final String FULL_HTML = "<b>Anna Keller</b>";
    private static final String BRIEF_HTML = "Anna Keller, Contoso";

    private final SignatureEngine engine = new SignatureEngine();
    private List<String> recipients = List.of("ben@fabrikam.example");

    private static SignatureTemplate template(String id, String html) {
        return SignatureTemplate.of(id, html, Optional.empty(), List.of());
    }

    private SigningContext context(SigningRules rules) {
        return new SigningContext(
                Envelope.of("anna@contoso.example", recipients),
                Optional.of(ANNA),
                SignatureCatalog.of(rules, List.of(FULL, BRIEF, LEGAL)),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "from a by b; Thu, 1 Jan 2026 00:00:00 +0000");
    }

    private SigningResult sign(RawMessage message, SignatureRule... rules) throws IOException {
        return sign(message, SigningRules.of(List.of(rules)));
    }

    private SigningResult sign(RawMessage message, SigningRules rules) throws IOException {
        SigningResult result = engine.sign(engine.read(message), context(rules));
        ByteArrayOutputStream undone = new ByteArrayOutputStream();
        result.message().edits().undo(RawMessage.of(result.message().bytes()), undone);
        assertThat(undone.toByteArray()).isEqualTo(message.bytes(0, message.size()));
        return result;
    }

    private static String body(SigningResult result) throws IOException {
        return text(result.message().bytes());
    }

    private static RawMessage html(String... lines) {
        return mail(("Content-Type: text/html; charset=utf-8\r\n\r\n" + String.join("\r\n", lines)).split("\r\n"));
    }

    private static SignatureRule.Builder full() {
        return SignatureRule.builder("full", "Full").template("full");
    }

    private static SignatureRule brief() {
        return SignatureRule.of("brief", "Brief", "brief");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: Offer [Sig] now | Offer now",
                "Subject: [sig] Offer | Offer",
                "SUBJECT:Offer[SIG] | Offer",
                "Subject: =?UTF-8?B?QW5nZWJvdCBmw7xyIFtzaWddIFrDvHJpY2g=?= | Angebot für Zürich",
                "Subject: =?iso-8859-1?Q?Angebot_f=FCr?= [sig] =?iso-8859-1?Q?Z=FCrich?= | Angebot für Zürich",
                "Subject: [sig] | ''",
                "Thread-Topic: Offer [sig] | Offer",
            })
    void aKeywordThatHadItsEffectLeavesTheSubject(String field, String left) throws IOException {
        SignatureRule rule = full().keywords(new Keyword("[sig]", Keyword.Place.EITHER, Keyword.Effect.REQUIRE, true))
                .build();
        RawMessage message = mail(field, "To: ben@fabrikam.example", "", "Hello [sig]");
        SigningResult result = sign(message, rule);
        assertThat(result.decision()).isInstanceOf(Decision.Sign.class);
        String name = field.substring(0, field.indexOf(':'));
        RawMessage signed = RawMessage.of(result.message().bytes());
        assertThat(HeaderText.decode(engine.read(signed).header().first(name).orElseThrow()))
                .isEqualTo(left);
        assertThat(body(result)).contains("\r\nTo: ben@fabrikam.example\r\n").contains("Hello [sig]");
    }

    @Test
    void aLongFoldedSubjectStaysWithinLines() throws IOException {
        SignatureRule rule = full().keywords(new Keyword("[sig]", Keyword.Place.SUBJECT, Keyword.Effect.REQUIRE, true))
                .build();
        SigningResult result = sign(
                mail("Subject: " + "word ".repeat(30), " [sig] " + "=?utf-8?Q?=C3=BC?= ".repeat(30), "", "Hello"),
                rule);
        assertThat(body(result).split("\r\n\r\n")[0].lines()).allMatch(line -> line.length() < 100);
        assertThat(engine.read(RawMessage.of(result.message().bytes())).header().malformed())
                .isZero();
    }

    @Test
    void aKeywordThatSuppressesLeavesTheSubjectAndTheBodyAsItWas() throws IOException {
        SignatureRule rule = full().keywords(
                        new Keyword("#nosig", Keyword.Place.SUBJECT, Keyword.Effect.SUPPRESS, true))
                .build();
        SigningResult result = sign(mail("DKIM-Signature: x", "Subject: Hi #NoSig", "", "Hello"), rule);
        assertThat(result.decision()).isEqualTo(new Decision.PassThrough(Reason.KEYWORD_SUPPRESSES));
        assertThat(body(result)).endsWith("DKIM-Signature: x\r\nSubject: Hi\r\n\r\nHello\r\n");
        assertThat(body(sign(mail("Subject: Hi", "", "Hello"), rule))).contains("Bahnhofstrasse");
    }

    @Test
    void aKeywordInTheQuotedThreadIsNotTheAuthors() throws IOException {
        SignatureRule rule = full().keywords(
                        new Keyword("no signature please", Keyword.Place.BODY, Keyword.Effect.SUPPRESS, false))
                .build();
        String quote = "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Monday Ben wrote:<br></div>"
                + "<blockquote class=\"gmail_quote\">No signature please</blockquote></div>";
        assertThat(sign(html("<div>Hello</div>" + quote), rule).decision()).isInstanceOf(Decision.Sign.class);
        assertThat(sign(html("<div>Hello. No <b>signature</b>&nbsp;please</div>" + quote), rule)
                        .decision())
                .isEqualTo(new Decision.PassThrough(Reason.KEYWORD_SUPPRESSES));
    }

    private static SigningRules byAudience(MixedRecipients mixed) {
        return SigningRules.of(List.of(
                        SignatureRule.builder("in", "Inside")
                                .template("brief")
                                .recipients(Recipients.of(Audience.INTERNAL))
                                .build(),
                        SignatureRule.builder("out", "Outside")
                                .template("full")
                                .recipients(Recipients.of(Audience.EXTERNAL))
                                .build()))
                .with(mixed);
    }

    @ParameterizedTest
    @EnumSource(MixedRecipients.class)
    void mailToOneKindOfRecipientsIsSignedForThem(MixedRecipients mixed) throws IOException {
        RawMessage message = html("<p>Hello</p>");
        recipients = List.of("carl@CONTOSO.example", "dora@contoso.example");
        assertThat(engine.signCopies(engine.read(message), context(byAudience(mixed))))
                .singleElement()
                .satisfies(copy -> assertThat(body(copy.result())).contains(BRIEF_HTML));
        recipients = List.of("ben@fabrikam.example");
        assertThat(engine.signCopies(engine.read(message), context(byAudience(mixed))))
                .singleElement()
                .satisfies(copy -> assertThat(body(copy.result())).contains(FULL_HTML));
    }

    @Test
    void recipientsBelowTheTenantsDomainsAreInsideAndThoseThatOnlyEndAlikeAreNot() throws IOException {
        RawMessage message = html("<p>Hello</p>");
        recipients = List.of("carl@mail.contoso.example", "dora@A.B.Contoso.example");
        assertThat(body(sign(message, byAudience(MixedRecipients.EXTERNAL_WINS))))
                .contains(BRIEF_HTML);
        for (String outside : List.of("ben@notcontoso.example", "ben@example", "ben@contoso.example.evil.example")) {
            recipients = List.of(outside);
            assertThat(body(sign(message, byAudience(MixedRecipients.EXTERNAL_WINS))))
                    .as(outside)
                    .contains(FULL_HTML);
        }
    }

    @Test
    void mixedMailIsSignedByThePrecedenceOrInTwoCopies() throws IOException {
        RawMessage message = html("<p>Hello</p>");
        recipients = List.of("carl@contoso.example", "ben@fabrikam.example", "dora@contoso.example");
        assertThat(body(sign(message, byAudience(MixedRecipients.EXTERNAL_WINS))))
                .contains(FULL_HTML);
        assertThat(body(sign(message, byAudience(MixedRecipients.INTERNAL_WINS))))
                .contains(BRIEF_HTML);
        List<SignedCopy> copies =
                engine.signCopies(engine.read(message), context(byAudience(MixedRecipients.COPY_FOR_EACH)));
        assertThat(copies).hasSize(2);
        assertThat(addresses(copies.get(0))).containsExactly("ben@fabrikam.example");
        assertThat(body(copies.get(0).result())).contains(FULL_HTML).doesNotContain(BRIEF_HTML);
        assertThat(addresses(copies.get(1))).containsExactly("carl@contoso.example", "dora@contoso.example");
        assertThat(body(copies.get(1).result())).contains(BRIEF_HTML).doesNotContain(FULL_HTML);
        assertThat(copies.get(1).result().explanation().audience()).contains(Audience.INTERNAL);
    }

    /** Exchange sends a mail to many in pieces, and the gateway takes a hundred recipients at a time. */
    @ParameterizedTest
    @CsvSource({
        "EXTERNAL_WINS, To,  EXTERNAL",
        "EXTERNAL_WINS, Cc,  EXTERNAL",
        "INTERNAL_WINS, To,  INTERNAL",
    })
    void piecesOfAMailHaveOneFace(MixedRecipients mixed, String field, Audience audience) throws IOException {
        List<String> many = IntStream.range(0, 149)
                .mapToObj(i -> "a" + i + (audience == Audience.EXTERNAL ? "@contoso.example" : "@fabrikam.example"))
                .collect(Collectors.toList());
        many.add(audience == Audience.EXTERNAL ? "ben@fabrikam.example" : "carl@contoso.example");
        RawMessage message = mail(
                "From: <anna@contoso.example>",
                field + ": " + String.join(",\r\n ", many),
                "Content-Type: text/html",
                "",
                "<p>Hello</p>");
        List<String> bodies = new ArrayList<>();
        for (List<String> piece : List.of(many.subList(0, 100), many.subList(100, 150), many.subList(149, 150))) {
            recipients = piece;
            SigningResult result = sign(message, byAudience(mixed));
            assertThat(result.explanation().audience()).contains(audience);
            String side = audience == Audience.EXTERNAL ? "outside" : "inside";
            assertThat(result.explanation().evidence())
                    .contains(
                            piece.size() == 100
                                    ? "somebody in To or Cc is " + side + ", nobody in the envelope"
                                    : "somebody in the envelope is " + side);
            bodies.add(body(result));
        }
        assertThat(Set.copyOf(bodies)).hasSize(1);
    }

    @Test
    void piecesOfAMailAreForTheSameListedPeople() throws IOException {
        SignatureRule listed = SignatureRule.builder("listed", "Listed")
                .template("full")
                .recipients(new Recipients(
                        Audience.ANY, Set.of("fabrikam.example"), Set.of(MailAddress.of("zoe@adatum.example"))))
                .build();
        for (MixedRecipients mixed : MixedRecipients.values()) {
            SigningRules rules = SigningRules.of(List.of(listed)).with(mixed);
            for (String other : List.of("ben@fabrikam.example", "Zoe@adatum.example")) {
                recipients = List.of("ulf@tailspin.example");
                RawMessage message = mail("To: ulf@tailspin.example", "Cc: " + other, "", "Hello");
                assertThat(sign(message, rules).decision()).isInstanceOf(Decision.Sign.class);
            }
        }
    }

    /** A blind copy is in the envelope of one piece alone. */
    @Test
    void aPieceWithABlindCopyIsByItsEnvelope() throws IOException {
        RawMessage message = mail("To: carl@contoso.example", "Bcc: ben@fabrikam.example", "", "Hello");
        recipients = List.of("carl@contoso.example");
        SigningResult result = sign(message, byAudience(MixedRecipients.EXTERNAL_WINS));
        assertThat(result.explanation().audience()).contains(Audience.INTERNAL);
        assertThat(result.explanation().evidence()).contains("nobody in the envelope, To or Cc is outside");
    }

    @Test
    void copiesAreMadeForTheEnvelopeAlone() throws IOException {
        RawMessage message = mail("To: carl@contoso.example, ben@fabrikam.example", "", "Hello");
        recipients = List.of("carl@contoso.example");
        assertThat(engine.signCopies(engine.read(message), context(byAudience(MixedRecipients.COPY_FOR_EACH))))
                .singleElement()
                .satisfies(copy -> {
                    assertThat(addresses(copy)).containsExactly("carl@contoso.example");
                    assertThat(copy.result().explanation().audience()).contains(Audience.INTERNAL);
                });
    }

    @Test
    void mixedMailThatIsSignedAlikeStaysOne() throws IOException {
        recipients = List.of("carl@contoso.example", "ben@fabrikam.example");
        List<SignedCopy> copies = engine.signCopies(
                engine.read(html("<p>Hello</p>")),
                context(SigningRules.of(List.of(brief())).with(MixedRecipients.COPY_FOR_EACH)));
        assertThat(copies)
                .singleElement()
                .satisfies(copy ->
                        assertThat(addresses(copy)).containsExactly("carl@contoso.example", "ben@fabrikam.example"));
    }

    private static List<String> addresses(SignedCopy copy) {
        return copy.envelope().recipients().stream()
                .map(Recipient::address)
                .map(MailAddress::address)
                .toList();
    }

    @Test
    void aConversationGetsTheFullSignatureOnceAndThenTheBriefOne() throws IOException {
        SigningRules rules =
                SigningRules.of(List.of(full().oncePerConversation().build(), brief()));
        String first = body(sign(html("<p>Hello</p>"), rules));
        assertThat(first).contains(FULL_HTML);
        String quoted = first.substring(first.indexOf("<p>Hello"))
                .replace("id=\"", "id=\"x_")
                .strip();
        SigningResult second = sign(
                html(
                        "<p>And again</p><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\"><b>From:</b>"
                                + " Anna<br><b>Sent:</b> Monday<br><b>To:</b> Ben<br><b>Subject:</b> x</div>",
                        quoted),
                rules);
        assertThat(body(second)).contains("And again</p>").contains(BRIEF_HTML);
        assertThat(second.explanation().verdicts().getFirst().outcome()).isEqualTo(RuleVerdict.Outcome.SIGNED_BEFORE);
        assertThat(sign(
                                html("<p>And again</p>", quote(quoted)),
                                full().oncePerConversation().build())
                        .decision())
                .isEqualTo(new Decision.PassThrough(Reason.SIGNED_BEFORE));
    }

    @Test
    void knowsAnEarlierSignatureWithoutMarksByItsText() throws IOException {
        SigningRules rules =
                SigningRules.of(List.of(full().oncePerConversation().build(), brief()));
        String bare = quote("<p>Hello</p><p>Anna Keller</p><p>Contoso AG, Bahnhofstrasse 7</p>");
        assertThat(body(sign(html("<p>Again</p>", bare), rules))).contains(BRIEF_HTML);
        String other = quote("<p>Hello</p><p>Dora</p><p>Contoso AG, Bahnhofstrasse 7</p>");
        assertThat(body(sign(html("<p>Again</p>", other), rules))).contains(FULL_HTML);
    }

    private static String quote(String thread) {
        return "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Monday Ben wrote:<br></div>"
                + "<blockquote class=\"gmail_quote\">" + thread + "</blockquote></div>";
    }

    @Test
    void aTextOfTheTenantsListGivesWay() throws IOException {
        SigningRules rules = SigningRules.of(List.of(brief()))
                .withKnownSignatures(List.of("*\nContoso AG * Bahnhofstrasse\nTel. *"));
        SigningResult result =
                sign(html("<p>Hello</p><p>Anna<br>Contoso AG | Bahnhofstrasse<br>Tel. 044 555</p>"), rules);
        assertThat(body(result))
                .doesNotContain("Tel. 044")
                .contains("<p>Hello</p>")
                .contains(BRIEF_HTML);
        assertThat(((Decision.Sign) result.decision()).placed().replaced()).containsExactly(Replaced.KNOWN_SIGNATURE);
    }

    @Test
    void aRuleForTheMarkerSignsWhereItIsTypedOnly() throws IOException {
        SignatureRule rule = full().markerOnly().build();
        assertThat(sign(html("<p>Hello</p>"), rule).decision()).isEqualTo(new Decision.PassThrough(Reason.NO_MARKER));
        SigningResult marked = sign(html("<p>Hello</p><p>{EMAIL<b>SIGNATURE</b>}</p><p>PS: more</p>"), rule);
        assertThat(body(marked)).doesNotContain("SIGNATURE").contains(FULL_HTML);
        assertThat(body(marked).indexOf(FULL_HTML)).isLessThan(body(marked).indexOf("PS: more"));
        SigningRules own = new SigningRules(
                MixedRecipients.EXTERNAL_WINS, SenderField.FROM, "[[sign]]", List.of(), Set.of(), List.of(rule));
        assertThat(sign(html("<p>Hello [[SIGN]]</p>"), own).decision()).isInstanceOf(Decision.Sign.class);
    }

    @Test
    void signsMobileMailOnlyWhereThatIsThePreset() throws IOException {
        SignatureRule rule = SignatureRule.mobileOnly("m", "Mobile", "full");
        SigningResult mobile = sign(html("<p>Hello</p><p>Sent from my iPhone</p>"), rule);
        assertThat(body(mobile)).contains(FULL_HTML).doesNotContain("iPhone");
        assertThat(mobile.explanation().client()).contains(Client.MOBILE);
        SigningResult desktop = sign(html("<div class=\"WordSection1\"><p>Hello</p></div>"), rule);
        assertThat(desktop.decision()).isEqualTo(new Decision.PassThrough(Reason.NO_RULE));
        assertThat(desktop.explanation().verdicts().getFirst().why())
                .isEqualTo("It is for client mobile; this is other.");
    }

    @Test
    void replacesTheProgramsSignatureWhereThatIsThePreset() throws IOException {
        RawMessage message = html("<div>Hello</div><div id=\"Signature\"><p>Anna Keller</p><p>Old Street 1</p>"
                + "<p>anna@contoso.example</p></div>");
        SigningResult replaced = sign(message, SignatureRule.fullyServerSide("f", "All", "full"));
        assertThat(body(replaced)).doesNotContain("Old Street").contains("<div>Hello</div>");
        assertThat(((Decision.Sign) replaced.decision()).placed().replaced())
                .containsExactly(Replaced.CLIENT_SIGNATURE);
        assertThat(body(sign(message, brief()))).contains("Old Street");
    }

    @Test
    void slotsStandInOneBlock() throws IOException {
        SignatureRule legal = SignatureRule.builder("legal", "Legal")
                .slot(Slot.DISCLAIMER)
                .template("legal")
                .recipients(Recipients.of(Audience.EXTERNAL))
                .build();
        SigningResult result = sign(html("<p>Hello</p>"), legal, brief());
        assertThat(body(result)).containsOnlyOnce("<div id=\"afterword-signature\"");
        assertThat(body(result).indexOf(BRIEF_HTML)).isLessThan(body(result).indexOf("addressee only"));
        assertThat(((Decision.Sign) result.decision()).rules().stream().map(SignatureRule::id))
                .containsExactly("brief", "legal");
        recipients = List.of("carl@contoso.example");
        assertThat(body(sign(html("<p>Hello</p>"), legal, brief()))).doesNotContain("addressee only");
    }

    @Test
    void saysForEachRuleWhyAMailIsNotSigned() throws IOException {
        SigningResult result = sign(
                html("<p>Hello</p>"), full().kinds(Kind.FORWARD).build(), SignatureRule.of("gone", "Gone", "nowhere"));
        assertThat(result.decision()).isEqualTo(new Decision.PassThrough(Reason.TEMPLATE_MISSING));
        assertThat(result.explanation().verdicts().stream().map(RuleVerdict::why))
                .containsExactly(
                        "It is for forward; this is new.", "It matches, but its template \"nowhere\" is not there.");
    }
}
