package org.afterword.engine;

import static org.afterword.engine.TestMail.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.HeaderCondition;
import org.afterword.engine.model.HeaderCondition.Effect;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureRule.Author;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.engine.model.SigningRules.ByChoice;
import org.afterword.engine.select.RuleVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Mail that programs send in a person's name, and people's mail that looks like a machine's. */
class ProgramsMailTest {
    private static final Person ANNA = new Person(
            MailAddress.of("anna@contoso.example"),
            Set.of(MailAddress.of("a.keller@contoso.example")),
            Map.of("displayName", "Anna Keller"),
            Set.of(),
            Optional.empty());
    private static final SignatureRule EVERYTHING = SignatureRule.of("all", "All", "t");
    private static final SignatureRule PRESET = SignatureRule.fullyServerSide("preset", "Preset", "t");

    private final SignatureEngine engine = new SignatureEngine();

    private SigningResult sign(String reversePath, SigningRules rules, String... fields) throws IOException {
        List<String> lines = new ArrayList<>(List.of(fields));
        lines.addAll(List.of("To: <ben@fabrikam.example>", "Subject: Offer", "", "Hello"));
        SigningContext context = new SigningContext(
                Envelope.of(reversePath, List.of("ben@fabrikam.example")),
                Optional.of(ANNA),
                SignatureCatalog.of(
                        rules,
                        List.of(SignatureTemplate.of("t", "<p>{{displayName}}</p>", Optional.empty(), List.of()))),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "by b; Thu, 1 Jan 2026 00:00:00 +0000");
        return engine.sign(engine.read(mail(lines.toArray(String[]::new))), context);
    }

    private SigningResult sign(SignatureRule rule, String... fields) throws IOException {
        return sign("anna@contoso.example", SigningRules.of(List.of(rule)), fields);
    }

    private static boolean isSigned(SigningResult result) {
        return result.decision() instanceof Decision.Sign;
    }

    /** A program, what its mail bears, whether it is known as one, and by which field and word a rule may tell it. */
    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(
                        "Power Automate",
                        "x-ms-mail-application: Microsoft Power Automate; User-Agent:\r\n azure-logic-apps/1.0 microsoft-flow/1.0",
                        true,
                        "X-MS-Mail-Application",
                        "Power Automate"),
                Arguments.of(
                        "Power Apps",
                        "x-ms-mail-application: Microsoft Power Apps; User-Agent: PowerApps/3.22",
                        true,
                        "X-MS-Mail-Application",
                        "power apps"),
                Arguments.of(
                        "a newsletter with one-click unsubscribing (RFC 8058)",
                        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                        true,
                        "List-Unsubscribe-Post",
                        "one-click"),
                Arguments.of(
                        "a mailing", "list-unsubscribe: <https://contoso.example/u>", true, "List-Unsubscribe", "/u"),
                Arguments.of("a list server", "List-Id: <staff.contoso.example>", true, "List-Id", "staff"),
                Arguments.of("a mail merge", "Precedence: Bulk", true, "Precedence", "bulk"),
                Arguments.of("a ticket system", "Precedence: junk", true, "Precedence", "junk"),
                Arguments.of("a scanner", "X-Mailer: Contoso MFP Scan-to-Mail 2.0", false, "X-Mailer", "scan-to-mail"),
                Arguments.of(
                        "an ERP that names itself in other letters",
                        "X-Mailer: =?utf-8?Q?Gesch=C3=A4ft_9?=",
                        false,
                        "x-mailer",
                        "GESCHÄFT"),
                Arguments.of("a CRM", "X-Contoso-Crm-Campaign: 17", false, "X-Contoso-CRM-Campaign", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void aProgramIsKnownOrToldByItsField(String name, String field, boolean known, String asked, String word)
            throws IOException {
        String from = "From: Anna <anna@contoso.example>";
        Set<String> words = word.isEmpty() ? Set.of() : Set.of(word);
        // A rule that asks for nothing of the kind signs it as ever.
        assertThat(isSigned(sign(EVERYTHING, from, field))).isTrue();

        SigningResult byPreset = sign(PRESET, from, field);
        assertThat(byPreset.decision() instanceof Decision.PassThrough(Reason reason) && reason == Reason.PROGRAM)
                .isEqualTo(known);
        assertThat(byPreset.explanation().author()).contains(known ? Author.PROGRAM : Author.PERSON);
        assertThat(isSigned(sign(SignatureRule.mobileOnly("m", "M", "t"), "X-Mailer: iPhone Mail", from, field)))
                .isEqualTo(!known);
        assertThat(isSigned(sign(
                        SignatureRule.builder("p", "P")
                                .template("t")
                                .authors(Author.PROGRAM)
                                .build(),
                        from,
                        field)))
                .isEqualTo(known);

        SignatureRule except = SignatureRule.builder("except", "Except")
                .template("t")
                .headers(new HeaderCondition(asked, words, Effect.EXCEPT))
                .build();
        SigningResult left = sign(except, from, field);
        assertThat(left.decision()).isEqualTo(new Decision.PassThrough(Reason.HEADER_EXCEPTED));
        assertThat(left.explanation().verdicts())
                .singleElement()
                .extracting(RuleVerdict::why)
                .asString()
                .contains(asked)
                .contains(word.toLowerCase(Locale.ROOT));
        assertThat(isSigned(sign(except, from))).isTrue();

        SignatureRule require = SignatureRule.builder("require", "Require")
                .template("t")
                .headers(new HeaderCondition(asked, words, Effect.REQUIRE))
                .build();
        assertThat(isSigned(sign(require, from, field))).isTrue();
        assertThat(sign(require, from).decision()).isEqualTo(new Decision.PassThrough(Reason.NO_RULE));
    }

    @Test
    void repeatsNothingOfTheMailInAnExplanation() throws IOException {
        SigningResult result = sign(
                SignatureRule.builder("r", "R")
                        .template("t")
                        .headers(new HeaderCondition("X-Mailer", Set.of("crm"), Effect.EXCEPT))
                        .build(),
                "From: <anna@contoso.example>",
                "X-Mailer: CRM of Ben",
                "x-ms-mail-application: Flow of Ben",
                "List-Id: <ben.example>");
        assertThat(result.explanation().toString()).doesNotContainIgnoringCase("ben");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NULL_SENDER_OF_PERSON | true  | From: <anna@contoso.example>        | X-A: b",
                "NULL_SENDER_OF_PERSON | true  | From: Anna <A.Keller@contoso.example> | X-A: b",
                "NULL_SENDER           | false | From: <ben@contoso.example>         | X-A: b",
                "NULL_SENDER           | false | From: <anna@contoso.example>        | List-Id: <x.contoso.example>",
                "NULL_SENDER           | false | From: <anna@contoso.example>, <ben@contoso.example> | X-A: b",
                "AUTOMATIC             | false | From: <anna@contoso.example>        | Auto-Submitted: auto-replied",
            })
    void aPersonsMailWithoutASenderIsSignedByChoice(Reason reason, boolean byChoice, String from, String other)
            throws IOException {
        SigningRules rules = SigningRules.of(List.of(EVERYTHING));
        assertThat(sign("", rules, from, other).decision()).isEqualTo(new Decision.PassThrough(reason));
        assertThat(isSigned(sign("", rules.signingAlso(ByChoice.NULL_SENDER), from, other)))
                .isEqualTo(byChoice);
    }
}
