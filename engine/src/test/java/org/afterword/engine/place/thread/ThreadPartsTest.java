package org.afterword.engine.place.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.afterword.engine.place.lines.Flow;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.ReadText;
import org.afterword.engine.place.lines.Surroundings;
import org.afterword.engine.place.lines.TextLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts that decide where a thread begins, each by itself. */
class ThreadPartsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CERTAIN | From: Bob <bob@contoso.example>;Sent: Monday, May 6, 2024 10:00;To: Ann;Subject: Plans",
                "CERTAIN | Von: Bob <bob@contoso.example>;Gesendet: Montag, 6. Mai 2024 10:00;An: Ann",
                "LIKELY | From: Bob;Sent: Monday, May 6, 2024 10:00;To: Ann;Subject: Plans",
                "LIKELY | 寄件者: Bob;寄件日期: 2024年5月6日;收件者: Ann;主旨: 計畫",
                "LIKELY | From: kim@contoso.example;Subject: question;Message: please call;Date: 6 May",
                "NONE | From: Bern;To: Geneva;Date: 6 May 2024, 10:15",
                "NONE | Datum: 6. Mai 2024;Von: 08:00;Bis: 16:00",
                "NONE | To: all;From: the board;Date: 6 May 2024;Subject: holidays",
                "NONE | No: 4711;Date: 6 May 2024",
                "NONE | Hello Bob,"
            })
    void headerBlocksWeighTheirValues(Strength strength, String lines) {
        assertThat(new HeaderBlocks(text(lines)).at(0, false)).isEqualTo(strength);
    }

    @Test
    void aSeparatorAboveMakesLabelsOfAnyLanguageAHeader() {
        List<Line> lines = text("Zyx: Bob <bob@contoso.example>;Wvu: 2024-05-06 10:00;Tsr: Ann");

        assertThat(new HeaderBlocks(lines).at(0, true)).isEqualTo(Strength.CERTAIN);
        assertThat(new HeaderBlocks(lines).at(0, false)).isEqualTo(Strength.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CERTAIN | On Mon, May 6, 2024 at 10:00 Bob <bob@contoso.example> wrote:;;Shall we?",
                "CERTAIN | Am 06.05.24 um 10:00 schrieb Bob:;> Shall we?",
                "CERTAIN | 6 May 2024, 10:00 by bob@contoso.example:;;Shall we?",
                "CERTAIN | ---- On Mon, 06 May 2024 10:00:11 +0200 Bob <bob@contoso.example> wrote ----;;Shall we?",
                "LIKELY | Bob wrote:;> Shall we?",
                "LIKELY | Am 6. Mai 2024 um 10:00 schrieb Bob:;;Shall we?"
            })
    void attributionsWeighAddressTimeAndQuote(Strength strength, String lines) {
        Attributions.Found found = attributions(text(lines)).at(0);
        assertThat(found).isNotNull().extracting(Attributions.Found::strength).isEqualTo(strength);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On 12 April 2024, the council wrote:;;It is valid.",
                "Am 6. Mai 2024 um 10:00 schrieb Bob:;„Ja.“",
                "support@contoso.example>:;and wait",
                "<@>:;>",
                "@:>",
                ">:"
            })
    void othersAreNoAttributions(String lines) {
        assertThat(attributions(text(lines)).at(0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mon, May 6, 2024 at 10:00",
                "06.05.24 um 10:00",
                "2024年5月6日 10:00",
                "6 mai 2024 à 10h00",
                "6/14/2022 09:58",
                "2024-05-06 10:00"
            })
    void datesWithATimeAreThoseOfMails(String text) {
        assertThat(Telling.timed(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10:00 and 12:30", "6 May 2024", "06.05.2024", "12 boxes at 10:00", "CHF 15.00", "1.2.3"})
    void othersAreNot(String text) {
        assertThat(Telling.timed(text)).isFalse();
    }

    @Test
    void separatorsThatMayBeHeadingsAreAmbiguous() {
        assertThat(Separators.ambiguous(text("--- Original ---").getFirst())).isTrue();
        assertThat(Separators.ambiguous(text("-----Original Message-----").getFirst()))
                .isFalse();
        assertThat(Separators.kind(
                        text("----- Forwarded Message ----- From: Bob").getFirst()))
                .isEqualTo(Separators.Kind.FORWARD);
        assertThat(Separators.kind(
                        text("----- Forwarded Message ----- is the title").getFirst()))
                .isNull();
        assertThat(Separators.outlook(text("________________________________").getFirst()))
                .isTrue();
    }

    @Test
    void trailersAreToldByTheirMarkupAndForm() {
        HtmlBody body =
                html("<div>Yes.</div><blockquote type=\"cite\">Shall we?</blockquote><p>Visit us at the fair.</p>");
        HtmlBody answer =
                html("<div>Hi,</div><blockquote type=\"cite\">Shall we?</blockquote><div>Yes, on Monday.</div>");

        assertThat(Trailers.start(body.lines(), 2)).isEqualTo(2);
        assertThat(Trailers.start(answer.lines(), 2)).isEqualTo(3);
        assertThat(Trailers.start(text("Fine;> Shall we?;Ann Other;Contoso AG;www.contoso.example"), 2))
                .isEqualTo(2);
        assertThat(Trailers.start(text("Fine;> Shall we?;Yes, and we shall bring the boxes too."), 2))
                .isEqualTo(3);
    }

    @Test
    void footersBeginAtTheirRule() {
        List<Line> lines =
                text("Fine.;;____________________;users mailing list;https://contoso.example/listinfo/users");

        assertThat(Footers.start(lines, Footers::ofList)).isEqualTo(2);
        assertThat(Footers.start(text("Fine.;;____________________;Ann"), Footers::ofList))
                .isEqualTo(4);
    }

    @Test
    void answersBetweenQuotesCountHoweverShort() {
        ThreadStart quote = new ThreadStart(1, 2, ThreadStart.What.INTRODUCED_QUOTE, Strength.CERTAIN, "");
        String above = "Hello Bob, thank you for all of these questions that I answer here;Bob wrote:;> One?";

        assertThat(answers(above + ";Yes.;> Two?").above(quote, 5)).isFalse();
        assertThat(answers(above + ";> Two?;Ann").above(quote, 5)).isTrue();
    }

    private static Attributions attributions(List<Line> lines) {
        return new Attributions(lines, new Surroundings());
    }

    private static HtmlBody html(String source) {
        return ReadText.html(source).orElseThrow();
    }

    private static Answers answers(String lines) {
        List<Line> read = text(lines);
        return new Answers(read, attributions(read));
    }

    @Test
    void whatIsLikelyCountsInAnAnswerOnly() {
        ThreadFinder finder = ThreadFinder.in(
                text("Fine.;;From: Bob;Sent: Monday, May 6, 2024 10:00;To: Ann;Subject: Plans;;Shall we?"), List.of());

        assertThat(finder.find(false)).returns(2, MailThread::line).returns(false, MailThread::certain);
        assertThat(finder.find(true))
                .returns(MailThread.Form.NONE, MailThread::form)
                .returns(false, MailThread::certain);
    }

    @Test
    void htmlAndTextThatSayDifferentThingsAreDoubted() {
        ReadTexts texts = ReadTexts.of(
                ReadText.html("<p>Fine.</p><p>Words that are only here.</p>"),
                ReadText.plain(
                        "Fine.\n\nOn Mon, May 6, 2024 at 10:00 Bob <bob@contoso.example> wrote:\n> Shall we go there?\n",
                        Flow.FIXED));

        Threads threads = Threads.of(texts, false);

        assertThat(threads.html().orElseThrow().certain()).isFalse();
        assertThat(threads.text().orElseThrow().certain()).isFalse();
    }

    private static List<Line> text(String lines) {
        return TextLines.read(lines.replace(';', '\n'));
    }
}
