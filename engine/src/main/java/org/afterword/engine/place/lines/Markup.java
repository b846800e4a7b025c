package org.afterword.engine.place.lines;

import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

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

    /** Whether the node is all that a cell of a table holds. */
    static boolean aloneInCell(@Nullable Node node) {
        Element cell = cell(node);
        return cell != null && Characters.countSeen(cell.wholeText()) <= 2;
    }

    /** The innermost element around the node that breaks the line; null if there is none. */
    public static @Nullable Element block(@Nullable Node node) {
        for (Node parent = node; parent != null; parent = parent.parent()) {
            if (parent instanceof Element element && isBlock(element)) {
                return element;
            }
        }
        return null;
    }

    /** The innermost cell of a table around the node; null if there is none. */
    public static @Nullable Element cell(@Nullable Node node) {
        for (Node parent = node; parent != null; parent = parent.parent()) {
            if (parent instanceof Element element && (element.nameIs("td") || element.nameIs("th"))) {
                return element;
            }
        }
        return null;
    }

    /** Whether the node stands in a quote that says so: it cites, or has the class of a mail program's quotes. */
    public static boolean cites(@Nullable Node node) {
        for (Node parent = node; parent != null; parent = parent.parent()) {
            if (parent instanceof Element element
                    && element.nameIs("blockquote")
                    && (element.hasAttr("type")
                            || element.hasAttr("cite")
                            || element.className().contains("quote"))) {
                return true;
            }
        }
        return Mark.inThread(node);
    }

    /** Whether Thunderbird's introduction stands in front of the quote. */
    public static boolean precededByCitePrefix(Element quote) {
        Element before = quote.previousElementSibling();
        return before != null && before.className().contains("moz-cite-prefix");
    }

    /** Whether the node stands in the line that a reader clicks on to see what is collapsed. */
    public static boolean summary(@Nullable Node node) {
        return within(node, "summary");
    }

    /** Whether the node stands in an entry of a list. */
    public static boolean entry(@Nullable Node node) {
        return within(node, "li");
    }

    private static boolean within(@Nullable Node node, String name) {
        for (Node parent = node; parent != null; parent = parent.parent()) {
            if (parent instanceof Element element && element.nameIs(name)) {
                return true;
            }
        }
        return false;
    }
}
