package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerTest {
    private static final Hints ONLY = Hints.none().withMarker(Hints.DEFAULT_MARKER, true);

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
        Fixture.html("<p>Hello</p>⟦-<p>" + marker + "</p>-⟧⟦here⟧<p>P.S. More</p>", ONLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emailsignature", "EMAIL SIGNATURE", "{EMAIL}", "{SIGNATURE}", "{EMAIL ADDRESS SIGNATURE}"})
    void isNotSeenInOtherWords(String words) {
        assertThat(Placer.place(
                        new Bodies(Optional.of("<p>" + words + "</p>"), Optional.empty(), false),
                        Fixture.SIGNATURE,
                        ONLY))
                .isEqualTo(new NotPlaced(NotPlaced.Why.NO_MARKER));
    }

    @Test
    void isReplacedWithinALine() {
        Fixture.html("<p>Hello ⟦-{EMAIL-⟧⟦here⟧<i>⟦-SIGNATURE}-⟧</i> and more</p>", ONLY);
    }

    @Test
    void isReplacedInText() {
        assertThat(Fixture.signedText("Hello\n\n{EMAILSIGNATURE}\n\nP.S. More\n", ONLY))
                .isEqualTo("Hello\n\nAnn Invented\n\nP.S. More\n");
    }

    @Test
    void inTheThreadIsNoMarker() {
        assertThat(Placer.place(
                        new Bodies(
                                Optional.of("<p>Hello</p><blockquote>{EMAILSIGNATURE}</blockquote>"),
                                Optional.empty(),
                                false),
                        Fixture.SIGNATURE,
                        ONLY))
                .isEqualTo(new NotPlaced(NotPlaced.Why.NO_MARKER));
    }

    @Test
    void canBeAnyText() {
        Fixture.html(
                "<p>Hello</p>⟦-<p>##sig##</p>-⟧⟦here⟧<p>P.S.</p>", Hints.none().withMarker("##SIG##", true));
        Fixture.html(
                "<p>Hello</p>⟦-<p>mysignature</p>-⟧⟦here⟧<p>P.S.</p>",
                Hints.none().withMarker("mysignature", true));
    }

    @Test
    void standsOnlyOnce() {
        String signed = Fixture.signedHtml("<p>{EMAILSIGNATURE}</p><p>Hello</p><p>{EMAILSIGNATURE}</p>", ONLY);

        assertThat(signed).containsOnlyOnce("Ann Invented").doesNotContain("EMAILSIGNATURE");
    }
}
