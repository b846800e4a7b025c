package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the signature goes in replies and forwards, by the markup of the mail clients. */
class HtmlReplyTest {

    static Stream<Arguments> clients() {
        return Stream.of(
                client(
                        "Outlook desktop",
                        "<html><body lang=EN-US><div class=WordSection1><p class=MsoNormal>Fine with me.<o:p></o:p></p>⟦here⟧"
                                + "<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
                                + "<p class=MsoNormal><b>From:</b> Bob &lt;bob@contoso.example&gt; <br><b>Sent:</b> Monday, May 6, 2024 10:00 AM<br>"
                                + "<b>To:</b> Ann<br><b>Subject:</b> Plans<o:p></o:p></p></div></div><p class=MsoNormal>Shall we?</p></div></body></html>"),
                client(
                        "Outlook desktop, plain text style",
                        "<div class=\"WordSection1\"><p class=\"MsoPlainText\">Yes.</p>⟦here⟧<p class=\"MsoPlainText\">&nbsp;</p>"
                                + "<p class=\"MsoPlainText\"><a name=\"_____replyseparator\"></a>-----Original Message-----<br>From: Bob<br>"
                                + "Sent: Monday, May 6, 2024<br>To: Ann<br>Subject: Plans</p><p class=\"MsoPlainText\">Shall we?</p></div>"),
                client(
                        "OWA",
                        "<html><body dir=\"ltr\"><div class=\"elementToProof\">Fine.</div>⟦here⟧<div id=\"appendonsend\"></div>"
                                + "<hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\">"
                                + "<font><b>From:</b> Bob<br><b>Sent:</b> Monday</font></div><div>Shall we?</div></body></html>"),
                client(
                        "OWA in Korean",
                        "<div>네, 좋아요.</div>⟦here⟧<hr><div dir=\"ltr\"><b>보낸 사람:</b> Bob &lt;bob@contoso.example&gt;<br>"
                                + "<b>보낸 날짜:</b> 2024년 5월 6일<br><b>받는 사람:</b> Ann<br><b>제목:</b> 계획</div><div>어때요?</div>"),
                client(
                        "OWA with a prefixed id",
                        "<div>Fine.</div>⟦here⟧<hr tabindex=\"-1\"><div id=\"x_divRplyFwdMsg\"><b>Von:</b> Bob<br>"
                                + "<b>Gesendet:</b> Montag, 6. Mai 2024<br><b>An:</b> Ann<br><b>Betreff:</b> Pläne</div><div>Ja?</div>"),
                client(
                        "Outlook mobile",
                        "<body><div dir=\"auto\">Fine.</div>⟦here⟧<div id=\"mail-editor-reference-message-container\" "
                                + "class=\"ms-outlook-mobile-reference-message\"><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>Shall we?</div></body>"),
                client(
                        "Gmail",
                        "<div dir=\"ltr\">Fine.</div>⟦here⟧<br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">"
                                + "On Mon, May 6, 2024 at 10:00 AM Bob &lt;<a href=\"mailto:bob@contoso.example\">bob@contoso.example</a>&gt; wrote:<br></div>"
                                + "<blockquote class=\"gmail_quote\">Shall we?</blockquote></div>"),
                client(
                        "Gmail in a language of no table",
                        "<div dir=\"ltr\">Fine.</div>⟦here⟧<div class=\"gmail_quote\"><div class=\"gmail_attr\">Bob bo skribis<br></div>"
                                + "<blockquote class=\"gmail_quote\">Shall we?</blockquote></div>"),
                client(
                        "Gmail's forward",
                        "<div dir=\"ltr\">See below.</div>⟦here⟧<br><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>"
                                + "From: <b>Bob</b> &lt;bob@contoso.example&gt;<br>Date: Mon, May 6, 2024<br>Subject: Plans<br>To: Ann<br></div>Shall we?</div>"),
                client(
                        "Thunderbird",
                        "<body><p>Fine.</p>⟦here⟧<div class=\"moz-cite-prefix\">Am 06.05.24 um 10:00 schrieb Bob:<br></div>"
                                + "<blockquote type=\"cite\"><p>Shall we?</p></blockquote></body>"),
                client(
                        "Apple Mail",
                        "<body>Fine.⟦here⟧<div><br><blockquote type=\"cite\"><div>On 6 May 2024, at 10:00, Bob &lt;bob@contoso.example&gt; wrote:</div>"
                                + "<br class=\"Apple-interchange-newline\"><div>Shall we?</div></blockquote></div></body>"),
                client(
                        "iOS",
                        "<div dir=\"ltr\">Fine.</div>⟦here⟧<div dir=\"ltr\"><br><blockquote type=\"cite\">Am 06.05.2024 um 10:00 schrieb Bob:<br><br></blockquote></div>"
                                + "<blockquote type=\"cite\"><div dir=\"ltr\">Shall we?</div></blockquote>"),
                client(
                        "Yahoo",
                        "<div>Fine.</div>⟦here⟧<div id=\"ydp1yahoo_quoted_12\" class=\"ydp1yahoo_quoted\"><div>On Monday, May 6, 2024, Bob wrote:</div><div>Shall we?</div></div>"),
                client(
                        "Yahoo, below numbers that look like a date and an address",
                        "<div>Bob,</div><div>It runs with a processor @ 2.90 GHz and version 3.7.7</div>⟦here⟧<div class=\"yahoo_quoted\"><div>"
                                + "On Monday, May 6, 2024, 10:00:39 AM EDT, Bob &lt;bob@contoso.example&gt; wrote:</div><div>Shall we?</div></div>"),
                client(
                        "Proton",
                        "<div>Fine.</div>⟦here⟧<div class=\"protonmail_quote\">‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐<br>On Monday, May 6, 2024 10:00 AM, Bob wrote:<br>"
                                + "<blockquote class=\"protonmail_quote\">Shall we?</blockquote></div>"),
                client(
                        "Notes",
                        "<div class=\"socmaildefaultfont\"><div>Fine.</div>⟦here⟧<blockquote style=\"border-left:solid #aaaaaa 2px\">----- Original message -----<br>"
                                + "From: Bob<br>To: Ann<br>Subject: Plans<br>Date: Mon, May 6, 2024<div>Shall we?</div></blockquote></div>"),
                client(
                        "Notes with a summary",
                        "<p>Fine.<br>⟦here⟧<br><font>&quot;Bob&quot; ---06/05/2024 10:00:00---Shall we?</font><br><font>From: </font>Bob<br>To: Ann<br>Shall we?</p>"),
                client(
                        "QQ",
                        "<div>好的</div>⟦here⟧<div><br></div><div style=\"font-size: 12px\">------------------&nbsp;原始邮件&nbsp;------------------</div>"
                                + "<div><div><b>发件人:</b>&nbsp;\"Bob\";</div><div><b>主题:</b>&nbsp;计划</div></div><div>如何？</div>"),
                client(
                        "Coremail",
                        "<div>Fine</div>⟦here⟧<div id=\"divNeteaseMailCard\"></div><p>在 2024-05-06 10:00:00，\"Bob\" &lt;bob@contoso.example&gt; 写道：</p>"
                                + "<blockquote id=\"isReplyContent\"><div>Shall we?</div></blockquote>"),
                client(
                        "GMX",
                        "<div>Passt.</div>⟦here⟧<div name=\"quote\"><div><b>Gesendet:</b>&nbsp;Montag, 06. Mai 2024<br><b>Von:</b>&nbsp;Bob<br>"
                                + "<b>An:</b>&nbsp;Ann<br><b>Betreff:</b>&nbsp;Pläne</div>Ja?</div>"),
                client(
                        "Zimbra",
                        "<div>Fine.</div>⟦here⟧<hr id=\"zwchr\"><div><b>From: </b>Bob<br><b>To: </b>Ann</div><div>Shall we?</div>"),
                client(
                        "a client of no table, with a bold header",
                        "<p>Dirdi.</p>⟦here⟧<hr><p><b>Abc:</b> Bob &lt;bob@contoso.example&gt;<br><b>Def:</b> 2024-05-06<br><b>Ghi:</b> Ann</p><p>Xyz?</p>"),
                client(
                        "Arabic, from right to left",
                        "<div dir=\"rtl\">موافق</div>⟦here⟧<div dir=\"rtl\"><div class=\"gmail_quote\"><div dir=\"rtl\" class=\"gmail_attr\">"
                                + "في الاثنين، 6 مايو 2024 في 10:00 ص تمت كتابة ما يلي بواسطة &rlm;Bob&rlm;&lt;bob@contoso.example&gt;:&rlm;<br></div>"
                                + "<blockquote class=\"gmail_quote\">هل نبدأ؟</blockquote></div></div>"),
                client(
                        "plain text shown as HTML",
                        "<pre>Fine.\n⟦here⟧\nOn Mon, 6 May 2024, Bob wrote:\n&gt; Shall we?\n&gt; Or not?\n</pre>"),
                client(
                        "a wrapped attribution",
                        "<div>Fine.</div>⟦here⟧<div>On Mon, 6 May 2024 at 10:00, Bob from the Department of Inventions<br>"
                                + "&lt;bob@contoso.example&gt; wrote:</div><blockquote>Shall we?</blockquote>"));
    }

    private static Arguments client(String name, String html) {
        return Arguments.of(name, html);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clients")
    void placesTheSignatureBetweenNewTextAndThread(String client, String html) {
        Fixture.html(html);
    }

    @Test
    void goesAboveTheForwardedMailWhereTheAuthorWroteNothing() {
        Fixture.html("⟦here⟧<div><div>Begin forwarded message:</div><blockquote type=\"cite\"><b>From: </b>Bob<br>"
                + "<b>Date: </b>6 May 2024<br><b>To: </b>Ann<br>Text</blockquote></div>");
    }

    @Test
    void followsTheLastAnswerBetweenQuotes() {
        Fixture.html("<p>On Mon, 6 May 2024, Bob wrote:</p><blockquote type=\"cite\">First?</blockquote>"
                + "<p>Yes, and here is a longer reason for it.</p><blockquote type=\"cite\">Second?</blockquote>"
                + "<p>No, for the reasons given in the meeting.</p>⟦here⟧<blockquote type=\"cite\">Bob</blockquote>");
    }

    @Test
    void followsAnAnswerBelowTheQuote() {
        Fixture.html("<p>On Mon, 6 May 2024, Bob wrote:</p><blockquote type=\"cite\">First?</blockquote>"
                + "<p>Yes, and here is a longer reason for it.</p>⟦here⟧");
    }

    @Test
    void takesAnIndentedParagraphOfTheAuthorForNoThread() {
        Fixture.html(
                "<p>As the poet says:</p><blockquote>Not all those who wander.</blockquote><p>So be it, we go on.</p>⟦here⟧"
                        + "<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>Shall we?");
    }

    @Test
    void seesAuthorTextInsideTheContainerOfTheThread() {
        Fixture.html("<body><div class=\"ms-outlook-mobile-reference-message\"><div>Good point.</div></div>⟦here⟧"
                + "<div class=\"ms-outlook-mobile-reference-message\"><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob<br><b>Sent:</b> Monday<br>"
                + "<b>To:</b> Ann<br><b>Subject:</b> Plans</div>Shall we?</div></body>");
    }

    @Test
    void isNotMisledByTheSignatureContainerThatHoldsTheThread() {
        Fixture.html(
                "<div>Fine.</div><div id=\"Signature\"><div>Ann</div>⟦here⟧<hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div><div>Shall we?</div></div>",
                Hints.none().withReplaceClientSignatures(true));
    }

    @Test
    void partsTheSignatureFromTheThreadByOneEmptyLine() {
        String quote =
                "<div class=\"moz-cite-prefix\">Am 06.05.24 um 10:00 schrieb Bob:<br></div><blockquote type=\"cite\">Ja?</blockquote>";

        assertThat(Fixture.signedHtml("<p>Fine.</p>" + quote, Hints.none())).contains("</p><div><br></div></div><!--/");
        assertThat(Fixture.signedHtml("<p>Fine.</p><br>" + quote, Hints.none())).contains("</p></div><!--/");
        assertThat(Fixture.signedHtml("<p>Fine.</p><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>", Hints.none()))
                .contains("</p></div><!--/");
    }

    @Test
    void standsOutsideOfAListThatHoldsTheThreadToo() {
        String signed = Fixture.signedHtml(
                "<body><ul id=\"l\" type=\"disc\"><li>First</li><li><div>Second</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">"
                        + "On Mon, May 6, 2024, Bob wrote:</div><blockquote>Shall we?</blockquote></div></li></ul></body>",
                Hints.none());

        assertThat(signed)
                .contains("Second</div></li></ul><!--afterword:signature-->")
                .contains(
                        "<!--/afterword:signature--><ul type=\"disc\"><li style=\"list-style:none;\"><div class=\"gmail_quote\">");
    }
}
