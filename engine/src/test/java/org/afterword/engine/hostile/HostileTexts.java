package org.afterword.engine.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Too much of what bodies are made of: of what the parser of HTML keeps, of what a reader takes for lines, quotes, headers and
 * signatures, and of what is compared with what.
 */
public final class HostileTexts {
    /** What browsers and the parser nest at most, less some. */
    private static final int DEEP = 480;

    private static final String HEADER = "<div id=divRplyFwdMsg><b>From:</b> Ben &lt;ben@fabrikam.example&gt;<br>"
            + "<b>Sent:</b> Monday, 6 May 2024 10:12<br><b>To:</b> Anna<br><b>Subject:</b> Offer</div><p>Older</p>";
    private static final String LINES = "Thank you, that is fine.\r\n\r\nAnna\r\n";

    private HostileTexts() {}

    public static List<HostileMail> all() {
        List<HostileMail> all = new ArrayList<>();
        all.addAll(preformatted());
        all.addAll(trees());
        all.addAll(tags());
        all.addAll(marks());
        all.addAll(quotes());
        all.addAll(headers());
        all.addAll(signatures());
        all.addAll(characters());
        all.addAll(texts());
        all.addAll(comparisons());
        return all;
    }

    private static List<HostileMail> preformatted() {
        return List.of(
                html("pre of many texts", "<pre>", "x<b></b>", "</pre>"),
                html("pre of many texts with one line end at its end", "<pre>", "x<b></b>", "\n</pre>"),
                html("pre of line ends", "<pre>", "\n", "</pre>"),
                html("pre of entities and line ends", "<pre>", "&lt;\n", "</pre>"),
                html("pre in pre", "", "<pre>x", "\n"),
                html("white-space:pre of many texts", "<div style='white-space:pre'>", "x<i></i>", "\n</div>"));
    }

    private static List<HostileMail> trees() {
        return List.of(
                html("nested div", "", "<div>", ""),
                html("nested div with words", "", "<div>x", ""),
                html("paragraphs below deep div", "<div>".repeat(DEEP), "<p>x</p>", ""),
                html("line breaks below deep font", "<font color=red>".repeat(DEEP), "x<br>", ""),
                html("unclosed b of many kinds", size -> numbered("<b a%d>x", size)),
                html(
                        "unclosed b and i, closed b",
                        size -> numbered("<b a%d>", size / 3)
                                + numbered("<i a%d>", size / 3)
                                + "x</b>".repeat(size / 15)),
                html("unclosed font and p", "", "<font><p>", ""),
                html("a in div, misnested", "", "<a><div></a>x", ""),
                html("nested tables", "", "<table><tr><td>", "x"),
                html("nested tables, words outside cells", "", "<table>x", ""),
                html("words outside cells", "<table>", "x<b>y</b>", "</table>"),
                html("formatting outside cells", "<table>", "<b>x<i>", "</table>"),
                html("select and options", "", "<select><option>x", ""),
                html("svg and its way back to html", "", "<svg><p>x", ""),
                html("templates", "", "<template>x", ""),
                html("nested lists", "", "<ul><li>x", ""),
                html("words behind the end", "x</body></html>", "</body>x", ""),
                html("lines in one hidden element", "<div style='display:none'>", "x<br>", "</div>"));
    }

    private static List<HostileMail> tags() {
        return List.of(
                html("attributes of one tag", size -> "x<p " + numbered("a%d=b ", size) + ">y"),
                html(
                        "tags of many attributes, left open",
                        size -> ("<div " + numbered("a%d ", 2_000) + ">x").repeat(size / 2_007)),
                html(
                        "formatting of many attributes, opened again",
                        size -> "<p>"
                                + formatting(12, numbered("a%d ", Math.min(2_000, size / 40)))
                                + "<p>x".repeat(size / 8)),
                html("formatting opened again", size -> "<p>" + formatting(12, "") + "<p>x".repeat(size / 4)),
                html(
                        "formatting opened again outside cells",
                        size -> "<table><p>" + formatting(12, "a b c d") + "<p>x".repeat(size / 4)),
                html("one attribute many times", "x<p ", "a=b ", ">y"),
                html(
                        "a style of great length above header lines",
                        size -> "<div style='" + "color:red;".repeat(size / 20) + "'>" + "abc: x<br>".repeat(size / 20)
                                + "</div>" + HEADER),
                html(
                        "a style of great length around quotes",
                        size -> "<blockquote style='" + "color:red;".repeat(size / 20) + "'>"
                                + "<p>x</p>".repeat(size / 16)),
                html(
                        "a class of great length around quotes",
                        size -> "<blockquote class='" + "a ".repeat(size / 4) + "'>" + "abc: x<br>".repeat(size / 20)),
                html(
                        "an id of great length around quotes",
                        size -> "<blockquote id='" + "A".repeat(size / 2) + "'>" + "abc: x<br>".repeat(size / 20)),
                html(
                        "styles in deep lists",
                        size -> ("<ul style='" + "a".repeat(size / DEEP) + "'><li>").repeat(DEEP / 2)
                                + "x<blockquote type=cite>y"),
                html("tags left open", "x", "<p", ""),
                html("less-than signs", "x", "<", ""),
                html("comments left open", "x", "<!--", ""),
                html("conditional comments", "x", "<!--[if mso]>y<![endif]-->", ""),
                html("CDATA", "x", "<![CDATA[y]]>", ""),
                html("doctypes", "x", "<!doctype html>", ""),
                html("an unclosed script", "x<script>", "</scrip <!--", ""));
    }

    private static List<HostileMail> marks() {
        return List.of(
                html("elements with our id", "Hello", "<div id=afterword-signature>x</div>", HEADER),
                html("nested elements with our id", "Hello", "<div id=afterword-signature>x", HEADER),
                html(
                        "lines in deep elements with our id",
                        size -> "Hello"
                                + "<div id=afterword-signature>".repeat(DEEP)
                                + "<p>x</p>".repeat(size / 8)
                                + "</div>".repeat(DEEP)
                                + HEADER),
                html(
                        "elements with our id between words",
                        "Hello",
                        "<p>y</p><i><b id=afterword-signature>x</b></i>",
                        HEADER),
                html("anchors of ours", "Hello", "<a name=AfterwordSignature>x</a><br>", HEADER),
                html("containers of signatures", "Hello", "<div class=gmail_signature>x<br>y<br>t@x</div>", HEADER),
                html("a marker and ampersands", "{EMAILSIGNATURE} ", "&", ""),
                html("markers in pieces", "", "<p>{<b>EMAIL</b>SIGNATURE}&nbsp;</p>", ""),
                html("app links", "Hello", "<a href='https://aka.ms/o0ukef'>Get Outlook for iOS</a><br>", ""));
    }

    private static List<HostileMail> quotes() {
        return List.of(
                html("nested quotes", "", "<blockquote>x", ""),
                html("quotes with words between", "Hello", "<blockquote>x</blockquote>y", ""),
                html(
                        "quotes with rules between and an answer below",
                        "Hello",
                        "<blockquote>x</blockquote><hr>",
                        "<p>An answer that stands below all of the quotes and that has more words than those above.</p>"
                                .repeat(3)),
                html("lines below deep quotes", "Hello" + "<blockquote>".repeat(DEEP), "<p>x</p>", ""),
                html(
                        "lines below deep quotes with classes",
                        "Hello" + "<blockquote class='a b c d e f' id=Q>".repeat(DEEP),
                        "abc: x<br>",
                        ""),
                html("containers of threads", "Hello", "<div class=gmail_quote>x</div><hr>", "y"),
                html("quotes in entries of a list", "<ul>", "<li>x<blockquote>y</blockquote>", ""),
                html(
                        "quotes of rules and an answer below",
                        "Hello",
                        "<blockquote><hr></blockquote>",
                        "<p>An answer that stands below all of the quotes and that has more words than those above.</p>"
                                .repeat(3)),
                plain("quotes at many levels", "Hello\r\n", ">", ""),
                plain("quotes, one deeper than the other", size -> {
                    StringBuilder text = new StringBuilder("Hello\r\n");
                    for (int i = 1; text.length() < size; i++) {
                        text.append(">".repeat(i)).append(" x\r\n");
                    }
                    return text.toString();
                }),
                plain("quotes with words between, in text", "Hello\r\n", "> x\r\ny\r\n", ""),
                plain(
                        "quotes with rules between and an answer below, in text",
                        "Hello\r\n",
                        "> x\r\n----\r\n",
                        "An answer that stands below all of the quotes and that has more words than those above.\r\n"
                                .repeat(3)),
                plain("introduced quotes", "Hello\r\n", "On 6 May 2024 at 10:12, Ben wrote:\r\n> x\r\n", LINES),
                plain("quotes with initials", "Hello\r\n", "AB> x\r\n", ""),
                plain("lines from a gateway", "Hello\r\n\r\n", ">From x\r\n\r\n", ""));
    }

    private static List<HostileMail> headers() {
        return List.of(
                html("labels in bold", "Hello<br>", "<b>abc:</b> x<br>", ""),
                html("labels below a rule", "Hello", "<hr>Von: x<br>", ""),
                plain("From lines, in text", "Hello\r\n", "From: a\r\n", ""),
                plain("labels with long values", "Hello\r\n", "From: " + "a@b 10:12 ".repeat(40) + "\r\n", ""),
                plain(
                        "labels above one long value",
                        size -> "Hello\r\n" + "abc: x\r\n".repeat(38) + "To: " + "x@x@".repeat(size / 4)),
                plain("one rule", "Hello\r\n", "-", ""),
                plain("stops between dashes", "Hello\r\n--", ".", "--"),
                plain("colons and blanks between dashes", "Hello\r\n-- x", ": ", ".--"),
                plain("attributions", "Hello\r\n", "On 6 May 2024 at 10:12, Ben <b@c.example> wrote\r\n", ""),
                plain(
                        "brackets and at signs in attributions",
                        "Hello\r\n",
                        "6 May 2024 at 10:12 <\r\n<" + "@".repeat(160) + "10:12 2024:\r\n",
                        ""),
                plain("sign-offs", "Hello\r\n> x\r\n", "Reviewed-by: A <a@b.example>\r\n", LINES));
    }

    private static List<HostileMail> signatures() {
        return List.of(
                html("delimiters in one cell", "<table><tr><td>", "-- <br>", "</table>"),
                html(
                        "delimiters below deep cells",
                        size -> "<table><tr><td>".repeat(DEEP / 4)
                                + "<b> </b>".repeat(size / 16)
                                + "<br>-- <br></td></tr></table>".repeat(DEEP / 4)
                                + "<i> </i>".repeat(size / 16)),
                html("delimiters", "Hello", "<p>-- </p>", ""),
                html("taglines", "Hello", "<p>Sent from my iPhone</p>", ""),
                html("empty lines", "Hello", "<br>", HEADER),
                plain("delimiters, in text", "Hello\r\n", "-- \r\n", ""),
                plain("taglines, in text", "Hello\r\n", "Sent from my iPhone\r\n", ""),
                plain("empty lines, in text", "Hello\r\n", "\r\n", "x"),
                plain(
                        "lines without letters in a thread",
                        "Hello\r\n> x\r\n-----Original Message-----\r\nFrom: a@b.example\r\n",
                        "...\r\n",
                        ""),
                plain(
                        "a known signature, half of it",
                        "Hello\r\n-----Original Message-----\r\nFrom: a@b.example\r\n",
                        "Anna Keller\r\nHead of\r\n",
                        ""));
    }

    private static List<HostileMail> characters() {
        return List.of(
                html("entities without an end", "", "&lt", ""),
                html("entities of no name", "", "&abcdefghijkl", ""),
                html("NUL in tags", "x", "<p\0 a\0=\0>", "y"),
                plain("one line, in text", "", "x", ""),
                plain("half a marker, in text", "", "{{{EMAILSIGNATUR", ""),
                plain("markers, in text", "", "{EMAILSIGNATURE}", ""),
                plain("brackets", "", ")", ":"));
    }

    /** Several texts in one mail. */
    private static List<HostileMail> texts() {
        return List.of(several(
                "a text and an HTML in turn",
                "Content-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>\r\n"));
    }

    /** An HTML and a text that say nearly the same. */
    private static List<HostileMail> comparisons() {
        return List.of(
                both(
                        "taglines in both",
                        size -> "Hello" + "<p>Sent from my iPhone</p>".repeat(size / 52),
                        size -> "Hello\r\n" + "Sent from my iPhone.\r\n".repeat(size / 44) + "x"),
                both(
                        "a signature of one letter in a text of it",
                        size -> "<p>Hello</p><p>-- </p><p>" + "a".repeat(size / 3) + "b</p>",
                        size -> "Hello\r\n" + "a".repeat(size / 2)),
                both(
                        "our id in the HTML and long lines in the text",
                        size -> "Hello" + "<p>y</p><p id=afterword-signature>x</p>".repeat(size / 80),
                        size -> ("y " + "x ".repeat(size / 400) + "\r\n").repeat(96)),
                both(
                        "a thread in the HTML that is not in the text",
                        size -> "<p>Hello</p>" + HEADER + "<p>x</p>".repeat(size / 16),
                        size -> "Hello\r\n" + "From: Ben\r\n".repeat(size / 22)),
                both(
                        "another thread in the text",
                        size -> "<p>x</p>".repeat(size / 16),
                        size -> "Hello\r\n-----Original Message-----\r\nFrom: a@b.example\r\n"
                                + "x\r\n".repeat(size / 6)));
    }

    private static HostileMail html(String name, String before, String piece, String after) {
        return html(name, size -> before + piece.repeat(size / piece.length()) + after);
    }

    private static HostileMail html(String name, IntFunction<String> body) {
        return new HostileMail(
                name,
                size -> HostileStructures.mail(
                        "Content-Type: text/html; charset=utf-8\r\n" + EIGHT_BIT, body.apply(size)));
    }

    private static HostileMail plain(String name, String before, String piece, String after) {
        return plain(name, size -> before + piece.repeat(size / piece.length()) + after);
    }

    private static HostileMail plain(String name, IntFunction<String> body) {
        return new HostileMail(
                name,
                size -> HostileStructures.mail(
                        "Content-Type: text/plain; charset=utf-8\r\n" + EIGHT_BIT, body.apply(size)));
    }

    private static final String EIGHT_BIT = "Content-Transfer-Encoding: 8bit\r\n";

    private static HostileMail several(String name, String texts) {
        String piece =
                "--b\r\n" + texts + "--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n";
        return new HostileMail(
                name,
                size -> HostileStructures.mail(
                        "Content-Type: multipart/mixed; boundary=b\r\n",
                        piece.repeat(size / piece.length()) + "--b--\r\n"));
    }

    private static HostileMail both(String name, IntFunction<String> html, IntFunction<String> text) {
        return new HostileMail(
                name,
                size -> HostileStructures.mail(
                        "Content-Type: multipart/alternative; boundary=b\r\n",
                        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.apply(size)
                                + "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.apply(size)
                                + "\r\n--b--\r\n"));
    }

    private static String formatting(int count, String attributes) {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < count; i++) {
            tags.append("<font x").append(i).append(' ').append(attributes).append('>');
        }
        return tags.toString();
    }

    private static String numbered(String piece, int size) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < size; i++) {
            text.append(piece.replace("%d", Integer.toString(i)));
        }
        return text.toString();
    }
}
