package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.afterword.engine.model.Kind;
import org.afterword.engine.model.SigningRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{EMAILSIGNATURE}",
                "{EmailSignature}",
                "(emailsignature)",
                "[ EMAILSIGNATURE ]",
                "&#123;EMAILSIGNATURE&#125;",
                "<b>{EMAIL</b><span lang=EN-US>SIGN</span>ATURE}",
                "{EMAIL&#8203;SIGNATURE}",
                "\uff5bEMAILSIGNATURE\uff5d",
                "{<u>EMAILSIGNATURE</u>}",
                "{{EMAILSIGNATURE}}",
                "\u00abEMAILSIGNATURE\u00bb",
                "\u3010EMAILSIGNATURE\u3011",
                "\u276eEMAILSIGNATURE\u276f",
                "\ufe5bEMAILSIGNATURE\ufe5c",
                "\uff3bEMAILSIGNATURE\uff3d",
                "{&nbsp;EMAILSIGNATURE&nbsp;}",
                "{EMAIL&nbsp;SIGNATURE}",
                "{Email Signature}",
                "{\u2060EMAIL&shy;SIGNATURE\ufeff}",
                "\u202b{EMAILSIGNATURE}\u202c",
                "&lbrace;EMAILSIGNATURE&rbrace;",
                "{\uff25\uff2d\uff21\uff29\uff2c\uff33\uff29\uff27\uff2e\uff21\uff34\uff35\uff32\uff25}",
                "<a href=\"http://emailsignature\">{EMAILSIGNATURE}</a>",
                "<span class=SpellE>{EMAILSIGNATURE</span><span>}</span>",
                "<font face=x>{<span>E</span><span>MAILSIGNATURE</span></font>}"
            })
    void isReplacedWhereItStandsAloneOnItsLine(String marker) {
        Fixture.html("<p>Hello</p>⟦-<p>" + marker + "</p>-⟧⟦here⟧<p>P.S. More</p>", Hints.none());
    }

    @ParameterizedTest
    @ValueSource(strings = {"emailsignature", "EMAIL SIGNATURE", "{EMAIL}", "{SIGNATURE}", "{EMAIL ADDRESS SIGNATURE}"})
    void isNotSeenInOtherWords(String words) {
        assertThat(marked("<p>" + words + "</p>")).isFalse();
    }

    private static boolean marked(String html) {
        return Fixture.placer(Optional.of(html), Optional.empty(), false)
                .questions(Kind.REPLY)
                .marked(SigningRules.DEFAULT_MARKER);
    }

    @Test
    void isReplacedWithinALine() {
        Fixture.html("<p>Hello ⟦-{EMAIL-⟧⟦here⟧<i>⟦-SIGNATURE}-⟧</i> and more</p>", Hints.none());
    }

    @Test
    void isReplacedInText() {
        assertThat(Fixture.signedText("Hello\n\n{EMAILSIGNATURE}\n\nP.S. More\n", Hints.none()))
                .isEqualTo("Hello\n\nAnn Invented\n\nP.S. More\n");
    }

    @Test
    void inTheThreadIsNoMarker() {
        assertThat(marked("<p>Hello</p><blockquote>{EMAILSIGNATURE}</blockquote>"))
                .isFalse();
        assertThat(marked("<p>{EMAILSIGNATURE}</p><blockquote>Hello</blockquote>"))
                .isTrue();
    }

    @Test
    void canBeAnyText() {
        Fixture.html(
                "<p>Hello</p>⟦-<p>##sig##</p>-⟧⟦here⟧<p>P.S.</p>", Hints.none().withMarker("##SIG##"));
        Fixture.html(
                "<p>Hello</p>⟦-<p>mysignature</p>-⟧⟦here⟧<p>P.S.</p>",
                Hints.none().withMarker("mysignature"));
    }

    @Test
    void standsOnlyOnce() {
        String signed = Fixture.signedHtml("<p>{EMAILSIGNATURE}</p><p>Hello</p><p>{EMAILSIGNATURE}</p>", Hints.none());

        assertThat(signed).containsOnlyOnce("Ann Invented").doesNotContain("EMAILSIGNATURE");
    }
}
