package org.afterword.cli.page;

import java.util.List;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;

/**
 * Shows where two states of an HTML body differ: everything between what they have in common at the start and at the
 * end. Only for display; the mail itself is never written this way.
 */
final class HtmlChange {
    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
    // The page's --good and --bad in their light form: a mail is shown on white.
    private static final String ADDED = "outline:2px solid #0b6b3f;background-color:#0b6b3f1a";
    private static final String REMOVED = "outline:2px dashed #b0152b;text-decoration:line-through";

    private final String before;
    private final String after;
    private final int start;
    private final int beforeEnd;
    private final int afterEnd;

    private HtmlChange(String before, String after, int start, int beforeEnd, int afterEnd) {
        this.before = before;
        this.after = after;
        this.start = start;
        this.beforeEnd = beforeEnd;
        this.afterEnd = afterEnd;
    }

    static HtmlChange between(String before, String after) {
        int shorter = Math.min(before.length(), after.length());
        int start = 0;
        while (start < shorter && before.charAt(start) == after.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && before.charAt(before.length() - 1 - end) == after.charAt(after.length() - 1 - end)) {
            end++;
        }
        int beforeEnd = before.length() - end;
        int afterEnd = after.length() - end;
        String longer = afterEnd - start >= beforeEnd - start ? after : before;
        int changeEnd = Math.max(afterEnd, beforeEnd);
        int shift = shiftToTag(longer, start, changeEnd);
        return new HtmlChange(before, after, start - shift, beforeEnd - shift, afterEnd - shift);
    }

    /** An inserted {@code <p>a</p>} before another {@code <p>} may look like {@code a</p><p>}: by how much to go left. */
    private static int shiftToTag(String html, int start, int end) {
        for (int shift = 0; start - shift >= 0 && end - shift > start - shift; shift++) {
            int from = start - shift;
            if (html.startsWith("<", from) && !html.startsWith("</", from) && html.charAt(end - shift - 1) == '>') {
                return shift;
            }
            if (from == 0 || html.charAt(from - 1) != html.charAt(end - shift - 1)) {
                break;
            }
        }
        return 0;
    }

    /** The earlier state as a page of its own, with what was taken out marked. */
    String shownBefore(MailParts pictures) {
        return show(before, beforeEnd, REMOVED, pictures);
    }

    /** The later state as a page of its own, with what was put in marked. */
    String shownAfter(MailParts pictures) {
        return show(after, afterEnd, ADDED, pictures);
    }

    private String show(String html, int end, String style, MailParts pictures) {
        Document document = Parser.htmlParser().setTrackPosition(true).parseInput(html, "about:blank");
        if (end > start) {
            document.body().select("*").forEach(element -> mark(element, end, style));
        }
        document.select("script,base,link,iframe,frame,object,embed,meta[http-equiv]")
                .remove();
        for (Element image : document.select("[src^=cid:],[src^=CID:]")) {
            String data = pictures.picture(image.attr("src").substring("cid:".length()));
            if (data != null) {
                image.attr("src", data);
            }
        }
        document.head()
                .prependElement("meta")
                .attr("http-equiv", "Content-Security-Policy")
                .attr("content", POLICY);
        document.head().appendElement("meta").attr("name", "color-scheme").attr("content", "light");
        document.outputSettings().prettyPrint(false);
        return document.outerHtml();
    }

    private void mark(Element element, int end, String style) {
        Element parent = element.parent();
        if (within(element, end) && (parent == null || !within(parent, end))) {
            element.attr("style", element.attr("style").replaceFirst(";?\\s*$", ";") + style);
        } else if (!within(element, end)) {
            for (Node child : List.copyOf(element.childNodes())) {
                if (child instanceof TextNode text && !text.isBlank() && within(text, end)) {
                    text.wrap("<span style=\"" + style + "\"></span>");
                }
            }
        }
    }

    private boolean within(Node node, int end) {
        Range range = node.sourceRange();
        return range.isTracked() && range.startPos() >= start && range.endPos() <= end;
    }
}
