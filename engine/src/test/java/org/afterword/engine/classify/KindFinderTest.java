package org.afterword.engine.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KindFinderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FW: Plans",
                "Fwd: Plans",
                "WG: Pläne",
                "TR: Plans",
                "RV: Planes",
                "VB: Planer",
                "PD: Plany",
                "I: Piani",
                "转发: 计划",
                "轉寄：計畫",
                "Doorst: Plannen",
                "ENC: Planos"
            })
    void tellsAForwardByItsSubject(String subject) {
        assertThat(kind("Subject: " + encoded(subject), "In-Reply-To: <a@contoso.example>"))
                .isEqualTo(Kind.FORWARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Re: Plans",
                "RE[2]: Plans",
                "AW: Pläne",
                "SV: Planer",
                "Antw: Plannen",
                "回复：计划",
                "답장: 계획",
                "R: Piani",
                "Odp: Plany",
                "YNT: Plan"
            })
    void tellsAReplyByItsSubject(String subject) {
        assertThat(kind("Subject: " + encoded(subject))).isEqualTo(Kind.REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FW26: order of the collection",
                "FW 2026: order of the collection",
                "RE 4711: payment",
                "RE4711: payment",
                "WG 12: flat to let",
                "TR 3: test results",
                "SV 08: match on Sunday",
                "AW 139: the helicopter",
                "VS 1: versions",
                "RV-4: aeroplane",
                "I 5: closed on Monday",
                "ENC(2026): encoding",
                "转发 5：计划",
                "ОТВ 7: план"
            })
    void takesAWordWithANumberForNoPrefix(String subject) {
        assertThat(kind("Subject: " + encoded(subject))).isEqualTo(Kind.NEW);
        assertThat(kind("Subject: " + encoded(subject), "In-Reply-To: <a@contoso.example>"))
                .isEqualTo(Kind.REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"RE[2]: Plans", "AW (3): Pläne", "Re^4: Plans", "SV*12: Planer", "RE [2] : Plans", "回复[3]：计划"})
    void takesACountedPrefixForOne(String subject) {
        assertThat(kind("Subject: " + encoded(subject))).isEqualTo(Kind.REPLY);
    }

    @Test
    void tellsAReplyByItsReferences() {
        assertThat(kind("Subject: Plans", "References: <a@contoso.example>")).isEqualTo(Kind.REPLY);
        assertThat(kind("Subject: Plans", "In-Reply-To: <a@contoso.example>")).isEqualTo(Kind.REPLY);
    }

    @Test
    void tellsAReplyByTheLengthOfThreadIndex() {
        assertThat(kind("Subject: Plans", "Thread-Index: AdcrYKgC6mKYPYvXSOiYN/E7/0CU8AAAAAAA"))
                .isEqualTo(Kind.REPLY);
        assertThat(kind("Subject: Plans", "Thread-Index: AdcrYKgC6mKYPYvXSOiYN/E7/0CU8A=="))
                .isEqualTo(Kind.NEW);
    }

    @Test
    void tellsAPrefixOfAnyLanguageByTheTopic() {
        assertThat(kind("Subject: Xyz: Plans", "Thread-Topic: Plans")).isEqualTo(Kind.REPLY);
        assertThat(kind("Subject: Note: Plans", "Thread-Topic: Note: Plans")).isEqualTo(Kind.NEW);
    }

    @Test
    void takesAWordWithAColonForNoPrefix() {
        assertThat(kind("Subject: Reminder: Plans")).isEqualTo(Kind.NEW);
    }

    @Test
    void believesTheTextsWhereTheHeaderIsSilent() {
        HeaderSection silent = header("Subject: Plans");

        assertThat(KindFinder.find(silent, new BodyEvidence(BodyEvidence.Thread.QUOTED, Client.UNKNOWN))
                        .kind())
                .isEqualTo(Kind.REPLY);
        assertThat(KindFinder.find(silent, new BodyEvidence(BodyEvidence.Thread.FORWARDED, Client.UNKNOWN))
                        .kind())
                .isEqualTo(Kind.FORWARD);
        assertThat(KindFinder.find(silent, BodyEvidence.NOTHING).kind()).isEqualTo(Kind.NEW);
    }

    @Test
    void holdsNoContentInTheEvidence() {
        Classification found = KindFinder.find(header("Subject: Re: Secret plans", "References: <a@contoso.example>"));

        assertThat(found.evidence()).noneMatch(words -> words.contains("Secret") || words.contains("contoso"));
    }

    private static Kind kind(String... fields) {
        return KindFinder.find(header(fields)).kind();
    }

    private static HeaderSection header(String... fields) {
        return HeaderSection.parse((String.join("\r\n", fields) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String encoded(String subject) {
        return "=?utf-8?B?" + java.util.Base64.getEncoder().encodeToString(subject.getBytes(StandardCharsets.UTF_8))
                + "?=";
    }
}
