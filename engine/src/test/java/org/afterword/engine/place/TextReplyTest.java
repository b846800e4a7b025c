package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.model.Classification;
import org.afterword.engine.model.Kind;
import org.afterword.engine.place.lines.Flow;
import org.afterword.engine.place.signature.TextSignature;
import org.afterword.engine.render.RenderedSignature;
import org.afterword.engine.splice.TextEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the signature goes in plain text, and how it is written there. */
class TextReplyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On Mon, 6 May 2024 at 10:00, Bob <bob@contoso.example> wrote:\n\n> Shall we?\n",
                "On Mon, 6 May 2024 at 10:00, Bob of the Department of Inventions\n<bob@contoso.example> wrote:\n> Shall we?\n",
                "> On May 6, 2024, at 10:00, Bob <bob@contoso.example> wrote:\n> \n> Shall we?\n",
                "Am 06.05.24 um 10:00 schrieb Bob:\n> Shall we?\n",
                "Le lun. 6 mai 2024 à 10:00, Bob <bob@contoso.example> a\nécrit :\n\n> On y va ?\n",
                "El lun, 6 may 2024 a las 10:00, Bob (<bob@contoso.example>) escribió:\n\n> ¿Vamos?\n",
                "Dňa 6. 5. 2024 o 10:00 Bob napísal(a):\n> Ideme?\n",
                "W dniu 6.05.2024 o 10:00, Bob pisze:\n> Idziemy?\n",
                "6 мая 2024 г., в 10:00, Bob <bob@contoso.example> написал(а):\n> Идём?\n",
                "Bob <bob@contoso.example>, 6 May 2024 Pzt, 10:00 tarihinde şunu yazdı:\n\n> Gidelim mi?\n",
                "2024年5月6日(月) 10:00 Bob <bob@contoso.example>:\n\n> 行きましょうか\n",
                "在 2024年5月6日星期一，Bob 写道：\n\n> 走吗？\n",
                "Bob bo skribis je 2024-05-06 10:00:\n> Ni iru?\n",
                "'Bob Invented' wrote:\n> Shall we?\n",
                ">>> Bob <bob@contoso.example> schrieb am 06.05.2024 um 10:00 in Nachricht\n<abc@contoso.example>:\n> Shall we?\n",
                "________________________________\nFrom: Bob <bob@contoso.example>\nSent: Monday, May 6, 2024 10:00\nTo: Ann\nSubject: Plans\n\nShall we?\n",
                "-----Original Message-----\nFrom: Bob\nSent: Monday\n\nShall we?\n",
                "-----Ursprüngliche Nachricht-----\nVon: Bob\n\nGehen wir?\n",
                "*From:* Bob <bob@contoso.example>\n*Sent:* Monday, May 6, 2024 10:00\n*To:* Ann\n*Subject:* Plans\n\nShall we?\n",
                "寄件者: Bob\n寄件日期: 2024年5月6日\n收件者: Ann\n主旨: 計畫\n\n走嗎？\n",
                "---------- Forwarded message ---------\nFrom: Bob\nDate: Mon\nSubject: Plans\nTo: Ann\n\nShall we?\n",
                "----- Forwarded Message ----- From: Bob <bob@contoso.example>To: Ann\nShall we?\n",
                "Op 06/05/2024 10:00 heeft Bob <bob@contoso.example> geschreven:\n\nGaan we?\n",
                "bob@contoso.example schrieb am Montag, 6. Mai 2024 um 10:00:46 \nUTC+2:\n\n> Gehen wir?\n",
                "po 6. 5. 2024 v 10:00 odesílatel Bob Invented\n<bob@contoso.example> napsal:\n\n> Jdeme?\n",
                "Persiunčiamas laiškas:\n\n> Nuo: Bob <bob@contoso.example>\n> Data: 2024-05-06\n> Kam: Ann\n>\n> Einam?\n",
                "> Shall we?\n> Or not?\n"
            })
    void placesTheSignatureBetweenNewTextAndThread(String thread) {
        assertThat(signed("Fine with me.\n\n" + thread, false)).isEqualTo("Fine with me.\n\nAnn Invented\n\n" + thread);
    }

    @Test
    void keepsTheLineEndsOfTheText() {
        assertThat(signed("Fine.\r\n\r\n> Shall we?\r\n", false))
                .isEqualTo("Fine.\r\n\r\nAnn Invented\r\n\r\n> Shall we?\r\n");
        assertThat(signed("Fine.\n\n> Shall we?\n", false)).isEqualTo("Fine.\n\nAnn Invented\n\n> Shall we?\n");
    }

    @Test
    void partsSignatureAndThreadWhereNoEmptyLineDid() {
        assertThat(signed("Fine.\n> Shall we?\n", false)).isEqualTo("Fine.\n\nAnn Invented\n\n> Shall we?\n");
    }

    @Test
    void endsATextThatHasNoLineEnd() {
        assertThat(signed("Fine.", false)).isEqualTo("Fine.\r\n\r\nAnn Invented\r\n");
        assertThat(signed("", false)).isEqualTo("Ann Invented\r\n");
    }

    @Test
    void followsAnAnswerBelowTheQuoteButNotTheFooter() {
        assertThat(signed(
                        "Ann wrote:\n> First?\nYes, and this is why it is so.\n\n-- \nTo unsubscribe, visit a page\n",
                        false))
                .isEqualTo(
                        "Ann wrote:\n> First?\nYes, and this is why it is so.\n\nAnn Invented\n\n-- \nTo unsubscribe, visit a page\n");
    }

    @Test
    void followsATextInOneLineThatHoldsAFooter() {
        String line =
                "Fine with me. " + "On Monday Bob wrote more and more. ".repeat(40) + "To unsubscribe, visit a page";
        assertThat(Fixture.signedText(line + "\n", Hints.none())).isEqualTo(line + "\n\nAnn Invented\n");
    }

    @Test
    void leavesARemarkBetweenTheQuotesBelow() {
        String above =
                "Thank you for the change, which is what we need. ".repeat(5).strip();
        String thread = "On Mon, 6 May 2024 at 10:00, Bob <bob@contoso.example> wrote:\n\n> First\n\n"
                + "Reviewed-by: Ann Invented <ann@contoso.example>\n\n> Second\n";
        assertThat(Fixture.signedText(above + "\n\n" + thread, Hints.none()))
                .isEqualTo(above + "\n\nAnn Invented\n\n" + thread);
    }

    @Test
    void followsAnswersBetweenQuotes() {
        assertThat(signed(
                        "> First?\nYes, for a long list of reasons.\n> Second?\nNo, for another list of reasons.\n> Bob\n",
                        false))
                .contains("list of reasons.\n\nAnn Invented\n\n> Bob\n");
    }

    @Test
    void wrapsLongLines() {
        String long78 =
                "Ann Invented, Head of the Department of Inventions and Discoveries, Contoso Limited, Example Street 1";

        assertThat(signature(long78, false))
                .isEqualTo(
                        "Hello\n\nAnn Invented, Head of the Department of Inventions and Discoveries, Contoso\nLimited, Example Street 1\n");
        assertThat(signature(long78, true))
                .isEqualTo(
                        "Hello\n\nAnn Invented, Head of the Department of Inventions and Discoveries, Contoso \nLimited, Example Street 1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ann Invented, Head of the Department of Inventions and Discoveries, Contoso Limited, Example Street 1",
                "Anna Erfunden, Leiterin der Abteilung für Erfindungen und Entdeckungen, Contoso GmbH, Beispielstraße 1, Berlin",
                "Anne Inventée, directrice du service des inventions et des découvertes, Contoso SA, rue de l'Exemple 1, Genève",
                "Анна Выдуманная, руководитель отдела изобретений и открытий, ООО «Контосо», улица Примерная, дом один, Москва"
            })
    void aReaderJoinsTheLinesOfFlowedTextAgain(String line) {
        for (Flow flow : List.of(Flow.FLOWED, Flow.FLOWED_DELSP)) {
            String wrapped = TextSignature.format(line, flow, "\n");
            assertThat(wrapped.strip()).contains("\n");
            assertThat(wrapped.lines()).allMatch(part -> part.length() <= 78);
            assertThat(wrapped.strip().replace(flow == Flow.FLOWED ? " \n" : "  \n", " "))
                    .isEqualTo(line);
        }
    }

    @Test
    void writesFlowedTextByItsRules() {
        assertThat(signature("Ann  \n From here\n>quoted\nFrom there", true))
                .isEqualTo("Hello\n\nAnn\n  From here\n >quoted\n From there\n");
    }

    private static String signature(String text, boolean flowed) {
        Placed placed = (Placed) Fixture.placer(Optional.empty(), Optional.of("Hello\n"), flowed)
                .place(
                        new RenderedSignature("", text, List.of()),
                        Hints.none().withKind(new Classification(Kind.NEW, true, List.of())));
        return TextEdit.applied(placed.text(), "Hello\n");
    }

    private static String signed(String text, boolean flowed) {
        Placed placed = Fixture.placed(Fixture.placer(Optional.empty(), Optional.of(text), flowed), Hints.none());
        return TextEdit.applied(placed.text(), text);
    }
}
