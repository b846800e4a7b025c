package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import org.afterword.engine.model.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands below, between, and around quotes, and the phrases that introduce them. */
class QuotesTest {
    private static final Hints REPLY = Fixture.of(Kind.REPLY);
    private static final String GMAIL =
            "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, May 6, 2024 at 10:00 Bob "
                    + "&lt;bob@contoso.example&gt; wrote:<br></div><blockquote class=\"gmail_quote\">Shall we?</blockquote></div>";
    private static final String APPLE =
            "<blockquote type=\"cite\"><div>Am 06.05.2024 um 10:00 schrieb Bob &lt;bob@contoso.example&gt;:"
                    + "</div><br><div>Gehen wir?</div></blockquote>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p style=\"font-size:8pt\">Contoso GmbH, Sitz der Gesellschaft: Bern, Geschäftsführung: Ann Invented und Kim Erfunden</p>",
                "<p>Venez nous voir au salon de Lyon du 12 au 16 juin, halle 14, stand B 27, nous vous y attendons.</p>",
                "<table><tr><td>Por favor, piense en el medio ambiente antes de imprimir este mensaje de correo.</td></tr></table>",
                "<div class=\"label\">Classification: for the staff of Contoso and its partners everywhere and nobody else</div>",
                "<div><b>Ann Invented</b><br>Contoso AG<br>ann@contoso.example</div>",
                "<div class=\"k9mail-signature\">Ann Invented<br>Contoso AG, the house of inventions since 1901 in Bern and Basel</div>",
                "<div style=\"display:none\">this line is needed to find the answer again, please do not remove it from the mail</div>",
                "<div>ref:_00D20abc._500D0xyz:ref</div>"
            })
    void whatServersAndProgramsPutBelowAQuoteIsNoAnswer(String footer) {
        Fixture.html("<div>Yes, that is fine.</div>⟦here⟧<br>" + GMAIL + footer, REPLY);
        Fixture.html("<div>Ja, das passt so.</div>⟦here⟧<br>" + APPLE + footer, REPLY);
    }

    @Test
    void aSignatureBelowAQuoteOfTextIsNoAnswer() {
        Fixture.text(
                "Fine with me, thank you\n\n⟦here⟧\n\nOn May 6, 2024 10:00:00 AM, Bob <bob@contoso.example> wrote:\n> Shall we?\n\nAnn Other\nContoso AG\nTel. 031 555 01 17\nwww.contoso.example\n",
                REPLY);
    }

    @Test
    void anAnswerBelowAQuoteIsOne() {
        Fixture.html(
                "<div>Hi Bob,</div>" + APPLE + "<div>yes, on Monday we have all of the boxes for you. Ann</div>⟦here⟧",
                REPLY);
        Fixture.html(APPLE + "<p>Yes.</p>⟦here⟧", REPLY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Yes.|Twelve.|No.", "Ja.|Zwölf.|Nein.", "Oui.|Douze.|Non.", "はい。|十二。|いいえ。", "Да.|Да.|Нет."})
    void oneWordBetweenQuotesIsTheAuthors(String answers) {
        String[] words = answers.split("\\|");

        Fixture.text(
                "Hello Bob, thank you very much for all of your questions, which I answer below one by one.\n\nOn Mon, May 6, 2024 at 10:00 Bob <bob@contoso.example> wrote:\n\n> One?\n\n"
                        + words[0] + "\n\n> How many?\n\n" + words[1] + "\n\n> Three?\n\n" + words[2] + "\n⟦here⟧\n",
                REPLY);
    }

    @Test
    void initialsMarkQuotesToo() {
        Fixture.text(
                "Monday, May 6, 2024, 10:00:00 AM, you wrote:\n\nBI> Shall we?\n\nYes.\n\nBI> When?\n\nOn Monday, as I said last week.\n⟦here⟧\n",
                REPLY);
    }

    @Test
    void anAnswerInsideAQuoteStandsAboveTheAttributionInIt() {
        String answer = "<blockquote class=\"gmail_quote\"><div>Yes, twelve of them, on Monday. Ann</div>";
        String thread =
                "<br><div>On May 6 2024, at 10:00 am, Bob &lt;bob@contoso.example&gt; wrote:</div><div>Shall we?</div></blockquote>";

        // The quote is closed above the signature, so that it is not indented, and goes on below.
        assertThat(Fixture.withoutBlock(Fixture.signedHtml(answer + thread, REPLY)))
                .isEqualTo(answer + "</blockquote>⟦here⟧<blockquote class=\"gmail_quote\">" + thread);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "---- On Mon, 06 May 2024 10:00:11 +0200 Bob <bob@contoso.example> wrote ----",
                "---- Am Mo, 06 Mai 2024 10:00:11 +0200 Bob <bob@contoso.example> schrieb ----",
                "6 May 2024, 10:00 by bob@contoso.example:",
                "6. Mai 2024, 10:00 von bob@contoso.example:",
                "6 mai 2024, 10:00 de bob@contoso.example:",
                "-------- 回复的原邮件 --------"
            })
    void introductionsAreKnownWithoutAnyMarkOfAQuote(String introduction) {
        Fixture.both("Fine with me.\n\n⟦here⟧\n" + introduction + "\n\nShall we?\n", REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Missatge de Bob del Departament d'Invents <\nbob@contoso.example> del dia dl., 6 de maig 2024 a les 10:00:",
                "Kontakt Bob Leiutiste Osakonnast (<\nbob@contoso.example>) kirjutas kuupäeval E, 6. mai 2024 kell 10:00:",
                "ሰኞ፣ ሜይ 6 2024 በ10:00 ጥዋት፣ Bob <\nbob@contoso.example> እንዲህ ሲል ጽፏል፦",
                "man. 6. maj 2024 kl. 10.00 skrev Bob fra afdelingen for opfindelser <\nbob@contoso.example>:",
                "mån 6 maj 2024 kl 10:00 skrev Bob på avdelningen för uppfinningar <\nbob@contoso.example>:"
            })
    void attributionsAreKnownWhereGmailBreaksThem(String attribution) {
        Fixture.text("Fine with me.\n\n⟦here⟧\n\n" + attribution + "\n\n> Shall we?\n", REPLY);
    }

    @Test
    void theEndOfAnAddressIsNoAttribution() {
        Fixture.text(
                "For questions write to\nsupport@contoso.example>:\nand wait. Ann\n⟦here⟧\n", Fixture.of(Kind.NEW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<table><tr><td><p>Dear Bob,</p><p>fine.</p>⟦here⟧</td></tr><tr><td>THREAD</td></tr></table>",
                "<table><tbody><tr><td>fine.⟦here⟧</td></tr></tbody><tbody><tr><td>THREAD</td></tr></tbody></table>",
                "<table><tr><td><div>fine.</div>⟦here⟧</td><td>THREAD</td></tr></table>"
            })
    void betweenRowsAndCellsTheSignatureStaysInTheAuthorsCell(String table) {
        Fixture.html(
                table.replace(
                        "THREAD",
                        "On Mon, May 6, 2024 at 10:00 Bob &lt;bob@contoso.example&gt; wrote:<blockquote>Shall we?</blockquote>"),
                REPLY);
    }

    @Test
    void aFoldedThreadStaysBelowTheSignature() {
        Fixture.html(
                "<p>Fine.</p>⟦here⟧<details><summary>…</summary><div>On Mon, May 6, 2024 at 10:00 Bob &lt;bob@contoso.example&gt; wrote:</div>"
                        + "<blockquote>Shall we?</blockquote></details>",
                REPLY);
    }
}
