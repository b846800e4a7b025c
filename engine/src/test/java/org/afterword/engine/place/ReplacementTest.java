package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Kind;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gives way to the signature, and what does not. */
class ReplacementTest {
    private static final Hints CONTAINERS = Hints.none().withReplaceClientSignatures(true);

    @Test
    void removesADeviceTagline() {
        Fixture.html("<div>Fine.</div>⟦here⟧<div><br></div>⟦-<div>Sent from my iPhone</div>-⟧<blockquote type=\"cite\">"
                + "<div>On May 6, 2024, at 10:00, Bob wrote:</div>Shall we?</blockquote>");
    }

    @Test
    void removesATaglineWithALinkInAnyLanguage() {
        Fixture.html(
                "<div dir=\"ltr\">Kyllä.</div>⟦-<div id=\"ms-outlook-mobile-signature\">Zyx <a href=\"https://aka.ms/o0ukef\">Outlook</a></div>-⟧⟦here⟧"
                        + "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>Shall we?");
    }

    @Test
    void keepsWhatTheAuthorWroteIntoTheTaglinesContainer() {
        Fixture.html(
                "<div id=\"ms-outlook-mobile-signature\"><div>My answer is yes.</div>⟦-<div>Get <a href=\"https://aka.ms/o0ukef\">Outlook for iOS</a></div>-⟧</div>⟦here⟧"
                        + "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>Shall we?",
                CONTAINERS);
    }

    @Test
    void keepsATaglineInTheThread() {
        Fixture.html(
                "<div>Fine.</div>⟦here⟧<blockquote type=\"cite\">On May 6, 2024, at 10:00, Bob wrote:<br>Shall we?<br>Sent from my iPhone</blockquote>");
    }

    @Test
    void removesATaglineFromText() {
        assertThat(Fixture.signedText(
                        "Fine.\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: Bob\nSent: Monday\nTo: Ann\n",
                        Hints.none()))
                .isEqualTo(
                        "Fine.\n\nAnn Invented\n\n________________________________\nFrom: Bob\nSent: Monday\nTo: Ann\n");
    }

    @Test
    void replacesWhatStandsBelowTheDelimiterAndKeepsTheDelimiter() {
        assertThat(Fixture.signedText("Fine.\n\n-- \nAnn\nContoso\n\nBob wrote:\n> Shall we?\n", Hints.none()))
                .isEqualTo("Fine.\n\n-- \nAnn Invented\n\nBob wrote:\n> Shall we?\n");
    }

    @Test
    void replacesASignatureContainerWhereTheRuleSaysSo() {
        String before = "<p>Fine.</p>";
        String signature = "<div id=\"Signature\"><div>Ann</div><div>Contoso</div><div>+49 30 1234567</div></div>";
        String thread = "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>Shall we?";

        Fixture.html(before + "⟦-" + signature + "-⟧⟦here⟧" + thread, CONTAINERS);
        Fixture.html(before + signature + "⟦here⟧" + thread, Hints.none());
    }

    @Test
    void keepsAContainerThatHoldsAllOfTheAuthorsText() {
        Fixture.html(
                "<div class=\"gmail_signature\"><p>Hello Bob,</p><p>my number is +49 30 1234567.</p></div>⟦here⟧",
                CONTAINERS);
    }

    @Test
    void removesKnownSignaturesAndPatterns() {
        Hints hints =
                Hints.none().withKnownSignatures(List.of("Ann Invented\nHead of *", "Sent with care by Contoso*"));

        Fixture.html(
                "<p>Fine.</p>⟦-<p>Ann Invented</p><p>&nbsp;</p><p>Head of Inventions</p>-⟧⟦here⟧<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>",
                hints);
        assertThat(Fixture.signedText("Fine.\n\nSent with care by Contoso Ltd.\n", hints))
                .isEqualTo("Fine.\n\nAnn Invented\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Outlook on the web: ids and classes with a prefix, no comments, cells as they were
                "<div id=\"x_x_sig\"><table><tr><td>Ann Invented</td><td>Head of Sales | Contoso</td></tr><tr><td>T +49 30 1234567</td></tr></table></div>",
                // Word: a paragraph for each line, spaces that do not break, its own elements
                "<p class=MsoNormal><b>Ann Invented<o:p></o:p></b></p><p class=MsoNormal>Head of Sales&nbsp;|&nbsp;Contoso</p><p class=MsoNormal>T +49 30 1234567</p>",
                // Gmail: everything in one element, links around numbers
                "<div class=\"m_123\">Ann Invented<br>Head of Sales | Contoso<br>T <a href=\"tel:+49301234567\">+49 30 1234567</a></div>",
                // Cells on lines of their own
                "<table><tr><td>Ann</td><td>Invented</td></tr><tr><td>Head of Sales</td><td>|</td><td>Contoso</td></tr><tr><td>T</td><td>+49 30 1234567</td></tr></table>",
                // All in one line
                "<p>Ann Invented, Head of Sales | Contoso, T +49 30 1234567</p>"
            })
    void knowsTheEarlierSignatureOfThePersonAsMailProgramsRewriteIt(String signature) {
        Hints hints =
                Hints.none().withKnownSignatures(List.of("Ann Invented\nHead of Sales | Contoso\nT +49 30 1234567"));
        String signed = Fixture.signedHtml(
                "<p>Fine.</p>" + signature + "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>", hints);

        assertThat(Jsoup.parse(signed).text())
                .startsWith("Fine. Ann Invented From: Bob")
                .doesNotContain("Head of Sales");
    }

    @Test
    void removesAKnownSignatureThatATaglineIsAPartOf() {
        Hints hints = Hints.none().withKnownSignatures(List.of("Regards,\nAnn\nGet Outlook for iOS", "Ann\nInvented"));

        Fixture.html("<p>Fine.</p>⟦-<p>Regards,</p><p>Ann</p><p>Get Outlook for iOS</p>-⟧⟦here⟧", hints);
        assertThat(Fixture.signedText("Fine.\n\nAnn\nInvented\n\nSent from my iPhone\n", hints))
                .isEqualTo("Fine.\n\nAnn Invented\n");
    }

    @Test
    void keepsALineOfTheAuthorThatIsLikeAKnownSignature() {
        assertThat(Fixture.signedText("Ann\nis my name.\n", Hints.none().withKnownSignatures(List.of("Ann"))))
                .isEqualTo("Ann\nis my name.\n\nAnn Invented\n");
    }

    @Test
    void replacesOurOwnSignature() {
        String once = Fixture.signedHtml("<p>Fine.</p>", Hints.none());
        String twice = Fixture.signedHtml(once, Hints.none());

        assertThat(twice.split("Ann Invented", -1)).hasSize(2);
        assertThat(twice).startsWith("<p>Fine.</p>");
    }

    @Test
    void findsOurOwnSignatureAsMailProgramsRewriteIt() {
        String thread = "<p>Fine.</p><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>Shall we?";

        for (String mark : List.of(
                "<div id=\"x_afterword-signature\">Ann</div>",
                "<div class=\"gmail-m_123afterword-signature\">Ann</div>",
                "<p><a name=\"AfterwordSignature\"></a>Ann</p>",
                "<!--afterword:signature-->Ann")) {
            assertThat(signedBefore(thread + mark)).isTrue();
        }
        assertThat(signedBefore(thread)).isFalse();
    }

    private static boolean signedBefore(String html) {
        return Fixture.placer(Optional.of(html), Optional.empty(), false)
                .questions(Kind.REPLY)
                .signedBefore(List.of());
    }

    @Test
    void takesTheSameFromHtmlAndText() {
        String html =
                "<p>Fine.</p><div id=\"Signature\"><div>Ann</div><div>Contoso</div><div>+49 30 1234567</div></div>"
                        + "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob<br><b>Sent:</b> Monday<br><b>To:</b> Ann</div>Shall we?";
        String text =
                "Fine.\n\nAnn\nContoso\n+49 30 1234567\n________________________________\nFrom: Bob\nSent: Monday\nTo: Ann\nShall we?\n";

        Placed placed = Fixture.placed(Fixture.placer(Optional.of(html), Optional.of(text), false), CONTAINERS);

        assertThat(TextEdit.applied(placed.text(), text))
                .isEqualTo(
                        "Fine.\n\nAnn Invented\n\n________________________________\nFrom: Bob\nSent: Monday\nTo: Ann\nShall we?\n");
    }

    @Test
    void findsInTheTextWhatOnlyTheHtmlMarks() {
        String html = "<div>Fine.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">Bob bo skribis<br></div>"
                + "<blockquote class=\"gmail_quote\">Shall we go there?</blockquote></div>";
        String text = "Fine.\n\nBob bo skribis\n\nShall we go there?\n";

        Placed placed = Fixture.placed(Fixture.placer(Optional.of(html), Optional.of(text), false), Hints.none());

        assertThat(TextEdit.applied(placed.text(), text))
                .isEqualTo("Fine.\n\nAnn Invented\n\nBob bo skribis\n\nShall we go there?\n");
    }

    @Test
    void findsTheThreadInATextThatLacksItsFirstLine() {
        String html = "<p>Fine.<br><br><font>&quot;Bob&quot; ---06/05/2024 10:00:00---Shall we go</font><br><br>"
                + "Shall we go there on Thursday?<br>--<br>Bobby B.</p>";
        String text = "Fine.\n\nShall we go there on Thursday?\n--\nBobby B.\n";

        Placed placed = Fixture.placed(Fixture.placer(Optional.of(html), Optional.of(text), false), Hints.none());

        assertThat(TextEdit.applied(placed.text(), text))
                .isEqualTo("Fine.\n\nAnn Invented\n\nShall we go there on Thursday?\n--\nBobby B.\n");
    }
}
