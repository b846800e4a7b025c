package org.afterword.engine;

import static org.afterword.engine.TestMail.lines;
import static org.afterword.engine.TestMail.raw;
import static org.afterword.engine.TestMail.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Keyword;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A seal stays where nothing that it covers was changed, and nowhere else. */
class SealsTest {
    private static final List<String> SIGNATURES = List.of("dkim-signature", "arc-message-signature");
    private static final String SEALED = "DKIM-Signature: v=1; h=%s; b=x";
    private static final String ARC_SEAL = "ARC-Seal: i=1; cv=none; b=x";
    private static final String ARC_RESULTS = "ARC-Authentication-Results: i=1; none";

    private final SignatureEngine engine = new SignatureEngine();

    private String signed(String mail) throws IOException {
        SignatureRule rule = SignatureRule.builder("wanted", "Wanted")
                .template("t")
                .keywords(
                        new Keyword("[none]", Keyword.Place.SUBJECT, Keyword.Effect.SUPPRESS, true),
                        new Keyword("[sig]", Keyword.Place.SUBJECT, Keyword.Effect.REQUIRE, true))
                .build();
        SigningContext context = new SigningContext(
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                Optional.of(new Person(MailAddress.of("anna@contoso.example"), Map.of("displayName", "Anna Keller"))),
                SignatureCatalog.of(
                        SigningRules.of(List.of(rule)),
                        List.of(SignatureTemplate.of("t", "<p>{{displayName}}</p>", Optional.empty(), List.of()))),
                Set.of("contoso.example"),
                Instant.parse("2026-01-01T00:00:00Z"),
                "by b; Thu, 1 Jan 2026 00:00:00 +0000");
        return text(engine.sign(engine.read(raw(mail)), context).message().bytes());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from:subject            | Hello [none] | false",
                "From : Subject          | Hello [none] | false",
                "from:thread-topic       | Hello [none] | false",
                "from:date               | Hello [none] | true",
                "from:subject            | Hello        | true",
                "from:x-afterword-auth   | Hello        | false",
                "from:received:date      | Hello        | true",
                "received:received:date  | Hello        | false",
                "x-afterword-messageprocessed | Hello   | false",
                "from                    | Hello [sig]  | false",
            })
    void comesOffWithTheFirstByteThatItCovers(String covered, String subject, boolean stays) throws IOException {
        String signed = signed(lines(
                String.format(SEALED, covered),
                ARC_SEAL,
                ARC_RESULTS,
                "X-Afterword-Auth: abc",
                "Received: from a by b",
                "From: <anna@contoso.example>",
                "Subject: " + subject,
                "Thread-Topic: " + subject,
                "",
                "Hello"));
        for (String seal : List.of("DKIM-Signature", "ARC-Seal", "ARC-Authentication-Results")) {
            assertThat(signed.contains(seal)).as(seal).isEqualTo(stays);
        }
    }

    @Test
    void staysOnMailOfWhichNothingButOurLinesIsChanged() throws IOException {
        String mail = lines(String.format(SEALED, "x-afterword-auth"), "X-Afterword-Auth: abc", "", "Hello");
        String left = text(engine.leaveAlone(engine.unread(raw(mail)), Reason.NOT_CONNECTED, "by b")
                .message()
                .bytes());
        assertThat(left).contains("DKIM-Signature");
    }

    /** Mails by chance: names, their order, folds, keywords, seals and what they cover. */
    @Test
    void staysOnlyWhereNoSealedByteChanged() throws IOException {
        Random random = new Random(12);
        int kept = 0;
        int taken = 0;
        for (int i = 0; i < 4_000; i++) {
            String mail = mail(random);
            String signed = signed(mail);
            List<String> seals = seals(signed);
            for (String seal : seals) {
                assertThat(covered(signed, seal)).as(mail).isEqualTo(covered(mail, seal));
            }
            boolean broken = !body(signed).equals(body(mail))
                    || seals(mail).stream()
                            .anyMatch(seal -> !covered(signed, seal).equals(covered(mail, seal)));
            assertThat(signed.contains("ARC-Seal")).as(mail).isEqualTo(!broken && mail.contains("ARC-Seal"));
            kept += seals.size();
            taken += seals(mail).size() - seals.size();
        }
        assertThat(kept).isGreaterThan(500);
        assertThat(taken).isGreaterThan(500);
    }

    private static String mail(Random random) {
        List<String> fields = new ArrayList<>();
        fields.add("From: <anna@contoso.example>");
        fields.add("To: <ben@fabrikam.example>");
        fields.add("X-Afterword-Auth: abc");
        fields.add("Subject: Offer" + one(random, "", " [none]", " [sig]", "\r\n [none] of today", " [NONE] again"));
        if (random.nextBoolean()) {
            fields.add("Thread-Topic: Offer" + one(random, "", " [none]"));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            fields.add("Received: from a by b; " + i);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            fields.add(one(random, "DKIM-Signature", "ARC-Message-Signature") + ": v=1; d=contoso.example;\r\n h="
                    + covered(random) + one(random, ";", ";\r\n\tbh=h=subject;") + " b=" + i);
        }
        if (random.nextBoolean()) {
            fields.add(ARC_SEAL);
        }
        Collections.shuffle(fields, random);
        return lines(fields.toArray(String[]::new)) + "\r\n" + one(random, "Hello\r\n", "");
    }

    private static String covered(Random random) {
        List<String> names = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            names.add(one(
                    random,
                    "From",
                    "to",
                    "date",
                    "Subject",
                    "thread-topic",
                    "from",
                    "mime-version",
                    "received",
                    "message-id"));
        }
        return String.join(one(random, ":", " : ", ":\r\n "), names);
    }

    private static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static List<String> seals(String mail) {
        return fields(mail).filter(field -> SIGNATURES.contains(name(field))).toList();
    }

    /** What the seal is made over, as a verifier finds it (RFC 6376, section 5.4.2): the body, and of each name the lowest first. */
    private static List<String> covered(String mail, String seal) {
        List<String> found = new ArrayList<>();
        List<String> left = new ArrayList<>(fields(mail).toList().reversed());
        String names = seal.replaceAll("(?s).*?\\sh=([^;]*);.*", "$1");
        for (String name : names.split(":")) {
            Optional<String> next = left.stream()
                    .filter(field -> name(field).equals(name.strip().toLowerCase(Locale.ROOT)))
                    .findFirst();
            next.ifPresent(left::remove);
            found.add(next.orElse("none"));
        }
        found.add(body(mail));
        return found;
    }

    private static String body(String mail) {
        return mail.substring(mail.indexOf("\r\n\r\n"));
    }

    private static Stream<String> fields(String mail) {
        return Stream.of(mail.substring(0, mail.indexOf("\r\n\r\n")).split("\r\n(?![ \t])"));
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
    }
}
