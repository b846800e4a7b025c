package org.afterword.engine.place.lines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTML as the lines that its reader sees, each with the place in the source where it stands, and notes the elements
 * by which mail clients mark the quoted thread. The tree is walked without recursion.
 */
public final class HtmlLines implements NodeFilter {
    private static final Set<String> BLOCKS = Set.of(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "center",
            "dd",
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
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "ul");
    private static final Set<String> HIDDEN = Set.of("head", "style", "script", "title", "xml", "template", "noscript");

    private final String source;
    private final List<Line> lines = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private @Nullable Node first;
    private @Nullable Node last;
    private int start = -1;
    private int end = -1;
    private boolean picture;
    private boolean linked;
    private final Deque<Element> quoting = new ArrayDeque<>();
    private final Deque<Element> preformatted = new ArrayDeque<>();
    private int reached;
    private boolean tangled;

    private HtmlLines(String source) {
        this.source = source;
    }

    public static HtmlBody read(String html) {
        Document document = Parser.htmlParser().setTrackPosition(true).parseInput(html, "");
        HtmlLines reader = new HtmlLines(html);
        NodeTraversor.filter(reader, document);
        reader.endLine();
        return new HtmlBody(html, document, reader.lines, reader.marks, reader.tangled);
    }

    @Override
    public FilterResult head(Node node, int depth) {
        switch (node) {
            case TextNode text -> text(text);
            case Element element -> {
                String name = localName(element);
                if (HIDDEN.contains(name)) {
                    return FilterResult.SKIP_CHILDREN;
                }
                open(element, name);
            }
            default -> {}
        }
        return FilterResult.CONTINUE;
    }

    private void open(Element element, String name) {
        switch (name) {
            case "br" -> endLine(element.sourceRange().startPos());
            case "hr" -> {
                endLine();
                int at = element.sourceRange().startPos();
                markAt(element);
                lines.add(new Line(
                        "",
                        quoting.size(),
                        at,
                        element.sourceRange().endPos(),
                        Line.Kind.RULE,
                        false,
                        element,
                        element));
            }
            case "img" -> {
                if (!tiny(element)) {
                    picture = true;
                    extend(
                            element,
                            element.sourceRange().startPos(),
                            element.sourceRange().endPos());
                }
            }
            default -> {
                if (BLOCKS.contains(name)) {
                    endLine();
                }
                if (name.equals("a")) {
                    link(element);
                }
                Mark.Kind mark = markAt(element);
                if (name.equals("blockquote") || mark == Mark.Kind.QUOTE) {
                    quoting.push(element);
                }
                if (preformatted(element, name)) {
                    preformatted.push(element);
                }
            }
        }
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            String name = localName(element);
            if (BLOCKS.contains(name)) {
                endLine();
            }
            if (quoting.peek() == element) {
                quoting.pop();
            }
            if (preformatted.peek() == element) {
                preformatted.pop();
            }
        }
        return FilterResult.CONTINUE;
    }

    private Mark.@Nullable Kind markAt(Element element) {
        Mark.Kind kind = Mark.of(element);
        if (kind != null) {
            marks.add(new Mark(element, lines.size() + (words.isEmpty() && !picture ? 0 : 1), kind));
        }
        return kind;
    }

    /** Whether a link in the line leads to a mail app's advertisement. */
    private void link(Element element) {
        linked |= AppLinks.leadsToApp(element.attr("href"));
    }

    private static boolean preformatted(Element element, String name) {
        if (name.equals("pre")) {
            return true;
        }
        String style = element.attributesSize() == 0 ? "" : element.attributes().get("style");
        return style.contains("pre") && style(element).contains("white-space:pre");
    }

    public static boolean isBlock(Element element) {
        return BLOCKS.contains(localName(element));
    }

    public static boolean isVoid(Element element) {
        return element.tag().isEmpty() || element.tag().isSelfClosing();
    }

    public static String style(Element element) {
        return Characters.lower(element.attr("style")).replace(" ", "");
    }

    static String localName(Element element) {
        String name = element.normalName();
        return name.substring(name.indexOf(':') + 1);
    }

    /** A picture of one or two points is there to be counted, not to be seen. */
    private static boolean tiny(Element image) {
        return isTiny(image.attr("width")) || isTiny(image.attr("height"));
    }

    private static boolean isTiny(String points) {
        return points.equals("0") || points.equals("1") || points.equals("2");
    }

    private void text(TextNode node) {
        Range range = node.sourceRange();
        int from = range.startPos();
        int to = range.endPos();
        if (from < reached) {
            tangled |= !node.isBlank();
        }
        reached = Math.max(reached, to);
        if (preformatted.isEmpty()
                || from >= to
                || source.indexOf('\n', from) < 0
                || source.indexOf('\n', from) >= to) {
            piece(node, node.getWholeText(), from, to);
            return;
        }
        int segment = from;
        while (segment < to) {
            int newline = source.indexOf('\n', segment);
            int segmentEnd = newline < 0 || newline >= to ? to : newline;
            piece(node, Parser.unescapeEntities(source.substring(segment, segmentEnd), false), segment, segmentEnd);
            segment = segmentEnd;
            if (segment < to) {
                endLine(segment);
                segment++;
            }
        }
    }

    private void piece(TextNode node, String text, int from, int to) {
        boolean seen = false;
        for (int i = 0; i < text.length() && !seen; i++) {
            seen = !Characters.space(text.charAt(i)) && !Characters.unseen(text.charAt(i));
        }
        words.append(text);
        if (seen) {
            extend(node, from, to);
        }
    }

    private void extend(Node node, int from, int to) {
        if (first == null) {
            first = node;
            start = from;
        }
        last = node;
        end = Math.max(end, to);
    }

    private void endLine() {
        endLine(-1);
    }

    /** Ends the line; {@code at} is where the line break itself stands, -1 where a block ends the line. */
    private void endLine(int at) {
        if (first == null && at < 0 && words.toString().isBlank()) {
            words.setLength(0);
            return;
        }
        String text = Characters.collapse(words);
        int depth = quoting.size();
        int prefix = 0;
        while (prefix < text.length() && (text.charAt(prefix) == '>' || text.charAt(prefix) == ' ')) {
            depth += text.charAt(prefix) == '>' ? 1 : 0;
            prefix++;
        }
        text = text.substring(prefix);
        Line.Kind kind = !text.isEmpty() ? Line.Kind.WORDS : picture ? Line.Kind.PICTURE : Line.Kind.BLANK;
        int from = start >= 0 ? start : at >= 0 ? at : reached;
        lines.add(new Line(text, depth, from, Math.max(from, end), kind, linked, first, last));
        words.setLength(0);
        first = null;
        last = null;
        start = -1;
        end = -1;
        picture = false;
        linked = false;
    }
}
