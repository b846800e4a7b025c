package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Kind;
import org.afterword.engine.splice.TextEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What looks like a thread, a tagline or a signature, and is the author's own text. */
class AuthorsWordsTest {
    private static final Hints NEW = Fixture.of(Kind.NEW);
    private static final Hints REPLY = Fixture.of(Kind.REPLY);
    private static final String OUTLOOK_THREAD =
            "<hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\">"
                    + "<b>From:</b> Bob &lt;bob@contoso.example&gt;<br><b>Sent:</b> Monday, May 6, 2024 10:00<br><b>To:</b> Ann<br>"
                    + "<b>Subject:</b> Plans</div><div>Shall we?</div>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Liebe Kollegen,\n\nwir fahren so:\n\nDatum: 6. Mai 2024\nVon: Bern, 08:15\nBis: Genf, 10:02\n\nBis bald, Ann",
                "Bonjour,\n\nla livraison :\n\nDe : Lyon\nÀ : Nice\nDate : 6 mai 2024 à 14h30\n\nCordialement, Ann",
                "Hola,\n\nel pedido:\n\nDe: Madrid\nPara: Sevilla\nFecha: 6 de mayo de 2024\nAsunto: cajas\n\nSaludos, Ann",
                "Buongiorno,\n\nil viaggio:\n\nDa: Roma\nA: Milano\nData: 6 maggio 2024, 9:30\n\nSaluti, Ann",
                "Dzień dobry,\n\ngodziny:\n\nData: 6 maja 2024\nOd: 8:00\nDo: 16:00\n\nPozdrawiam, Ann",
                "Hej,\n\ntiderna:\n\nDatum: 6 maj 2024\nFrån: 8.00\nTill: 16.00\n\nHälsningar, Ann",
                "MEMO\n\nTo: everybody\nFrom: the board\nDate: 6 May 2024\nSubject: holidays\n\nThe office is closed. Ann",
                "Dear Bob,\n\nplease pay:\n\nNo: 4711\nDate: 6 May 2024\nAmount: 120.00\n\nRegards, Ann",
                "Hi Bob,\n\nthe build says:\n\nFrom: 1a2b3c4\nStatus: failed\nDate: Mon May 6 10:00:00 2024\nSubject: repair it\n\nAny idea? Ann",
                "Hallo,\n\nüber das Formular kam:\n\nVon: kim@fabrikam.example\nBetreff: Anfrage\nDatum: 6.5.2024 10:00\nNachricht: Bitte anrufen.\n\nMachst Du das? Ann"
            })
    void labelsAloneAreNoHeader(String mail) {
        Fixture.both(mail + "\n⟦here⟧\n", NEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: Bern\nTo: Geneva\nDate: 6 May 2024, 10:15",
                "Von: Bern\nNach: Genf\nDatum: 6. Mai 2024",
                "<b>De :</b> Berne\n<b>À :</b> Genève\n<b>Date :</b> 6 mai"
            })
    void aJourneyInAnAnswerIsNoHeader(String journey) {
        String lines = "<div>" + journey.replace("\n", "</div><div>") + "</div>";

        Fixture.html(
                "<div>Hello Bob, my journey:</div>" + lines + "<div>See you there, Ann</div>⟦here⟧" + OUTLOOK_THREAD,
                REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On 12 April 2024, the town council wrote:",
                "Am 12. April 2024 schrieb die Gemeinde:",
                "Le 12 avril 2024, la mairie a écrit :",
                "El 12 de abril de 2024, el ayuntamiento escribió:",
                "Il 12 aprile 2024 il comune ha scritto:",
                "在2024年4月12日的来信中，市政府写道："
            })
    void whatAnAuthorTellsOfALetterIsNoAttribution(String told) {
        Fixture.both(
                "Dear Bob,\n\n" + told + "\n\n\"It is valid until June.\"\n\nSo we have to hurry. Ann\n⟦here⟧\n", NEW);
        Fixture.html(
                "<div>Dear Bob,</div><div>" + told
                        + "</div><div>\"It is valid until June.\"</div><div>So we have to hurry. Ann</div>⟦here⟧"
                        + OUTLOOK_THREAD,
                REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--- Original ---", "----- Original Message -----", "--- Original text ---", "--- Оригинал ---"})
    void aHeadingOfATranslationIsNoSeparator(String heading) {
        Fixture.both(
                "Hello,\n\n" + heading + "\nDie Kiste ist leer.\n\n--- English ---\nThe box is empty. Ann\n⟦here⟧\n",
                NEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\"><div>Fresh bread on Fridays</div></blockquote>",
                "<blockquote style=\"margin-top:0;margin-bottom:0\"><div>Fresh bread on Fridays</div></blockquote>",
                "<blockquote><div>Fresh bread on Fridays</div></blockquote>",
                "<blockquote style=\"border-left:3px solid rgb(200,200,200);padding-left:10px\">Fresh bread on Fridays</blockquote>",
                "<p>&gt; 5 kg: 15.00</p>"
            })
    void whatTheAuthorIndentsIsNoThread(String indented) {
        Fixture.html("<div>Dear Bob, the poster says:</div>" + indented + "⟦here⟧", NEW);
        Fixture.html("<div>Dear Bob, the poster says:</div>" + indented + "<div>Regards, Ann</div>⟦here⟧", NEW);
        Fixture.html("<div>Dear Bob, the poster says:</div>" + indented + "⟦here⟧" + OUTLOOK_THREAD, REPLY);
        Fixture.html(
                "<div>Dear Bob, the poster says:</div>" + indented
                        + "<div>Regards, Ann</div>⟦here⟧<br><div class=\"gmail_quote\">"
                        + "<div class=\"gmail_attr\">On Mon, May 6, 2024 at 10:00 Bob &lt;bob@contoso.example&gt; wrote:<br></div>"
                        + "<blockquote class=\"gmail_quote\">Shall we?</blockquote></div>",
                REPLY);
    }

    @Test
    void linesThatBeginWithTheMarkOfAQuoteMayBeTheAuthors() {
        Fixture.text("Open these menus:\n\n> File\n> Print\n⟦here⟧\n", NEW);
        Fixture.text("The office moves.\n>From Monday on we are in Bern, Ann\n⟦here⟧\n", NEW);
        Fixture.text("The office moves.\n>From Monday on we are in Bern, Ann\n⟦here⟧\n", REPLY);
        Fixture.text(
                "Parcels:\n\n> 5 kg: 15.00\n\nRegards, Ann\n\n⟦here⟧\n\nOn Mon, 6 May 2024 at 10:00, Bob <bob@contoso.example> wrote:\n> Which?\n",
                REPLY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "来自华为的报价请见附件。",
                "Yeni telefonunuz bugün gönderildi.",
                "Telefonunuz gönderildi",
                "Sent from the Samsung store on Monday: order 2",
                "Wysłano ze sklepu Samsung",
                "Отправлено от Samsung 6 мая",
                "Enviado desde el almacén de Samsung el lunes",
                "Envoyé par Orange lundi",
                "写真は携帯から送信",
                "Download Outlook for Android and open it"
            })
    void aSentenceWithADeviceIsNoTagline(String sentence) {
        Fixture.both("Hello Bob,\n\n" + sentence + "\n⟦here⟧\n", NEW);
        assertThat(Fixture.placer(Optional.empty(), Optional.of("Hello Bob,\n\n" + sentence + "\n"), false)
                        .evidence()
                        .client())
                .isEqualTo(Client.UNKNOWN);
    }

    @Test
    void aTaglineIsTheLastThingOfTheAuthorsAndNoValueAndNoEntry() {
        Fixture.text("Order 7:\nSent from Samsung\n⟦here⟧\n", NEW);
        Fixture.text("Sent from my iPhone\n\nis what you see below his mails. Ann\n⟦here⟧\n", NEW);
        Fixture.html(
                "<p>Do this:</p><ol><li>Sign in</li><li><a href=\"https://aka.ms/o0ukef\">Get Outlook for iOS</a></li></ol>⟦here⟧",
                NEW);
        Fixture.html("<p>Do this:</p><p>Download Outlook for Android</p>⟦here⟧", NEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<p>--</p><p>For the second house I need the plans.</p><p>Ann</p>",
                "<p>-- </p><p>For the second house I need the plans. Can you send them?</p><p>Thanks, Ann</p>",
                "<table><tr><td>Pears</td><td>--</td></tr><tr><td>Plums</td><td>4</td></tr></table>",
                "<table><tr><td>Pears</td><td>--&nbsp;</td></tr><tr><td>Plums</td><td>4</td></tr></table>"
            })
    void dashesAreNotAlwaysTheDelimiterOfASignature(String below) {
        Fixture.html("<p>The first house is ready.</p>" + below + "⟦here⟧", NEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--\n-- table of people\n--\nCREATE TABLE person (id INT);",
                "Add them:\n--\n- Ann <ann@contoso.example>\n- Kim <kim@contoso.example>",
                "-- \nFor the second house I need the plans. Could you send them?\n\nThanks, Ann",
                "-- \nAnn\n\n-- \nThe second part\n- and its list"
            })
    void proseBelowDashesStays(String below) {
        Fixture.text("The first house is ready.\n\n" + below + "\n⟦here⟧\n", NEW);
    }

    @Test
    void htmlAndTextLoseTheSameOrNothing() {
        String html = "<p>Fine.</p><p>Sent from my iPhone</p>";
        String text = "Fine.\n\nSent from my iPhone\n\nby Ann with three more words that follow\n";

        Placed placed = Fixture.placed(Fixture.placer(Optional.of(html), Optional.of(text), false), NEW);

        assertThat(TextEdit.applied(placed.html(), html)).startsWith(html);
        assertThat(TextEdit.applied(placed.text(), text)).startsWith(text);
        assertThat(placed.replaced()).isEmpty();
    }

    @Test
    void nothingThatIsKnownByItsFormGoesWhereTheThreadIsInDoubt() {
        String html = "<p>Fine.</p><p>Bob bo skribis, 2024-05-06 10:00:</p><p>Sent from my iPhone</p>";

        Placed placed = Fixture.placed(Fixture.placer(Optional.of(html), Optional.empty(), false), REPLY);

        assertThat(placed.confidence()).isEqualTo(Placed.Confidence.LOW);
        assertThat(TextEdit.applied(placed.html(), html)).startsWith(html);
        assertThat(placed.replaced()).isEqualTo(java.util.Set.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kind regards\nAnn\nann@contoso.example\n\n⟦here⟧\n\nOn Mon, May 6, 2024 at 10:00 Bob <bob@contoso.example> wrote:\n\n> Shall we?\n",
                "Gruss\nAnn\nann@contoso.example\n\n⟦here⟧\n\n________________________________\nVon: Bob <bob@contoso.example>\nGesendet: Montag, 6. Mai 2024 10:00\nAn: Ann\nBetreff: Pläne\n\nGehen wir?\n",
                "Ajoutez-les :\nkim@contoso.example\nlee@contoso.example\n\n⟦here⟧\n\nLe lun. 6 mai 2024 à 10:00, Bob <bob@contoso.example> a écrit :\n\n> On y va ?\n",
                "転送します。\nann@contoso.example\n\n⟦here⟧\n\n---------- Forwarded message ---------\nFrom: Bob <bob@contoso.example>\nDate: Mon\nSubject: Plans\n\nShall we?\n"
            })
    void anAddressRightAboveTheThreadIsTheAuthors(String mail) {
        Fixture.text(mail, REPLY);
    }

    @Test
    void anAddressBetweenARuleAndAHeaderIsTheHeaders() {
        Fixture.html(
                "<div>Fine.</div>⟦here⟧<hr><div>bob@contoso.example</div><blockquote><div><b>From:</b> Bob &lt;bob@contoso.example&gt;</div>"
                        + "<div><b>Date:</b> 2024-05-06 10:00</div><div><b>To:</b> Ann</div></blockquote>",
                REPLY);
    }

    @Test
    void namesEveryLineThatGoes() {
        Placed placed = Fixture.placed(
                Fixture.placer(Optional.empty(), Optional.of("Fine.\n\n-- \nAnn\nContoso\n"), false), NEW);

        assertThat(placed.replaced())
                .isEqualTo(java.util.Set.of(org.afterword.engine.place.signature.Replaced.DELIMITED_SIGNATURE));
        assertThat(List.of(placed.confidence())).containsExactly(Placed.Confidence.HIGH);
    }
}
