package org.afterword.engine.place.lines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.budget.Budget;
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
    private final Surroundings surroundings = new Surroundings();
    private int reached;
    private boolean tangled;

    /** Whether what the markup hides from the reader is left out. */
    private final boolean hiding;

    private boolean hidden;

    private HtmlLines(String source, boolean hiding) {
        this.source = source;
        this.hiding = hiding;
    }

    /** Empty where there are more lines than a person writes, or the tree would be out of proportion to its source. */
    static Optional<HtmlBody> read(String html) {
        return HtmlTree.of(html).flatMap(document -> read(html, document));
    }

    private static Optional<HtmlBody> read(String html, Document document) {
        HtmlLines reader = read(html, document, true);
        if (reader.hidden && reader.lines.stream().noneMatch(Line::content)) {
            // An element that was never closed hides the whole mail, or all of it is hidden on purpose.
            reader = read(html, document, false);
        }
        return reader.full()
                ? Optional.empty()
                : Optional.of(new HtmlBody(html, document, reader.lines, reader.marks, reader.tangled));
    }

    private static HtmlLines read(String html, Document document, boolean hiding) {
        HtmlLines reader = new HtmlLines(html, hiding);
        NodeTraversor.filter(reader, document);
        reader.endLine();
        return reader;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        Budget.step();
        if (full()) {
            return FilterResult.STOP;
        }
        switch (node) {
            case TextNode text -> text(text);
            case Element element -> {
                String name = Markup.localName(element);
                if (Markup.neverSeen(name) || hiding && Markup.hidden(element)) {
                    hidden |= !Markup.neverSeen(name);
                    return FilterResult.SKIP_CHILDREN;
                }
                open(element, name);
            }
            default -> {}
        }
        return FilterResult.CONTINUE;
    }

    private boolean full() {
        return lines.size() > ReadText.MOST_UNITS;
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
                if (!Markup.tiny(element)) {
                    picture = true;
                    extend(
                            element,
                            element.sourceRange().startPos(),
                            element.sourceRange().endPos());
                }
            }
            default -> {
                if (Markup.isBlock(name)) {
                    endLine();
                }
                if (name.equals("a")) {
                    link(element);
                }
                Mark.Kind mark = markAt(element);
                if (mark == Mark.Kind.QUOTE || name.equals("blockquote") && !Markup.indents(element)) {
                    quoting.push(element);
                }
                if (Markup.preformatted(element, name)) {
                    preformatted.push(element);
                }
            }
        }
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            String name = Markup.localName(element);
            if (Markup.isBlock(name)) {
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

    private void text(TextNode node) {
        Range range = node.sourceRange();
        int from = range.startPos();
        int to = range.endPos();
        if (from < reached) {
            tangled |= !node.isBlank();
        }
        reached = Math.max(reached, to);
        if (preformatted.isEmpty() || from >= to || source.indexOf('\n', from, to) < 0) {
            piece(node, node.getWholeText(), from, to);
            return;
        }
        int segment = from;
        while (segment < to && !full()) {
            int newline = source.indexOf('\n', segment, to);
            int segmentEnd = newline < 0 ? to : newline;
            piece(node, Parser.unescapeEntities(source.substring(segment, segmentEnd), false), segment, segmentEnd);
            segment = segmentEnd;
            if (segment < to) {
                endLine(segment);
                segment++;
            }
        }
    }

    private void piece(TextNode node, String text, int from, int to) {
        Budget.steps(text.length());
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

    /** Whether the node is all that a cell of a table holds. */
    private boolean aloneInCell(@Nullable Node node) {
        Element cell = surroundings.cell(node);
        return cell != null && Markup.holdsTwo(cell);
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
        if (text.equals("--") && Characters.blankAtEnd(words) && !aloneInCell(first)) {
            text = Line.DELIMITER;
        }
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
