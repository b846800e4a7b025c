package org.afterword.engine.place.lines;

import java.util.Iterator;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** What elements of HTML are to a reader: which break the line, which are not seen, which indent. */
public final class Markup {
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
            "details",
            "div",
            "dl",
            "dt",
            "fieldset",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "html",
            "li",
            "main",
            "ol",
            "p",
            "pre",
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul");
    private static final Set<String> NEVER_SEEN =
            Set.of("head", "style", "script", "title", "xml", "template", "noscript");

    /** Nodes and characters; what holds more is no cell of two dashes. */
    private static final int LARGEST_CELL = 2_000;

    private Markup() {}

    public static boolean isBlock(Element element) {
        return isBlock(localName(element));
    }

    static boolean isBlock(String name) {
        return BLOCKS.contains(name);
    }

    public static boolean isVoid(Element element) {
        return element.tag().isEmpty() || element.tag().isSelfClosing();
    }

    /** The style in lower case, without blanks; empty where there is none. */
    public static String style(Element element) {
        return element.attributesSize() == 0 || !element.hasAttr("style")
                ? ""
                : Characters.lower(element.attr("style")).replace(" ", "");
    }

    static String localName(Element element) {
        String name = element.normalName();
        return name.substring(name.indexOf(':') + 1);
    }

    public static boolean neverSeen(String name) {
        return NEVER_SEEN.contains(name);
    }

    /** Whether the element itself says that nobody sees it: text for previews, marks of programs. */
    public static boolean hidden(Element element) {
        if (element.attributesSize() == 0) {
            return false;
        }
        // By its exact name and the usual case first: most styles hide nothing, and each is looked at.
        String raw = element.attributes().get("style");
        boolean may = raw.contains("none") || raw.contains("hidden") || raw.contains("NONE");
        String style = may ? style(element) : "";
        return style.contains("display:none")
                || style.contains("visibility:hidden")
                || element.attributes().hasKey("hidden");
    }

    /**
     * Whether the block quote only indents, as the editors of Gmail, Apple Mail and Outlook write it for their authors; what
     * quotes has a line at its side, a class or the name of what it cites.
     */
    static boolean indents(Element quote) {
        String style = style(quote);
        return !style.isEmpty()
                && !style.contains("border-left:")
                && !quote.hasAttr("type")
                && !quote.hasAttr("cite")
                && quote.className().isEmpty()
                && (style.contains("border:none") || style.contains("margin:0004") || style.contains("margin-top:0"));
    }

    static boolean preformatted(Element element, String name) {
        return name.equals("pre")
                || element.attributesSize() > 0
                        && element.attributes().get("style").contains("pre")
                        && style(element).contains("white-space:pre");
    }

    /** A picture of one or two points is there to be counted, not to be seen. */
    static boolean tiny(Element image) {
        return tiny(image.attr("width")) || tiny(image.attr("height"));
    }

    private static boolean tiny(String points) {
        return points.equals("0") || points.equals("1") || points.equals("2");
    }

    /** Whether a cell of a table shows no more than two characters. */
    static boolean holdsTwo(Element cell) {
        int seen = 0;
        int looked = 0;
        for (Iterator<Node> nodes = cell.nodeStream().iterator(); nodes.hasNext(); ) {
            looked++;
            if (nodes.next() instanceof TextNode text) {
                looked += text.getWholeText().length();
                seen += Characters.countSeen(text.getWholeText());
            }
            if (seen > 2 || looked > LARGEST_CELL) {
                return false;
            }
        }
        return true;
    }

    /** Whether the element is a quote that says so. */
    static boolean cites(Element element) {
        return element.nameIs("blockquote")
                && (element.hasAttr("type")
                        || element.hasAttr("cite")
                        || element.className().contains("quote"));
    }

    /** Whether Thunderbird's introduction stands in front of the quote. */
    public static boolean precededByCitePrefix(Element quote) {
        Element before = quote.previousElementSibling();
        return before != null && before.className().contains("moz-cite-prefix");
    }
}
