package org.afterword.engine.place.lines;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.budget.Budget;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the source of an HTML body.
 *
 * @param end behind the last unit
 */
public record HtmlRange(int start, int end) {

    /** An element from its start tag to its end tag; empty where the tree does not tell its end. */
    public static List<HtmlRange> of(Element element) {
        int start = element.sourceRange().startPos();
        int end = endOf(element);
        return end > start ? List.of(new HtmlRange(start, end)) : List.of();
    }

    /**
     * The lines from {@code from} to {@code to}, both among them, with the elements that hold nothing else. Where other
     * lines stand in between the same tags, only their characters.
     */
    public static List<HtmlRange> of(HtmlBody body, int from, int to) {
        Node first = body.lines().get(from).first();
        Node last = body.lines().get(to).last();
        if (first == null || last == null || body.tangled()) {
            return characters(first, last);
        }
        int start = body.lines().get(from).start();
        int end = body.lines().get(to).end();
        int before = from > 0 ? endOfContentBefore(body, from) : 0;
        int after = startOfContentAfter(body, to);
        Node top = first;
        Node bottom = last;
        if (splits(first, start)
                || last instanceof TextNode && last.sourceRange().endPos() > end) {
            return List.of(new HtmlRange(start, end));
        }
        top = widest(top, before, after);
        bottom = widest(bottom, before, after);
        int topDepth = depth(top);
        int bottomDepth = depth(bottom);
        while (top.parent() != bottom.parent()) {
            if (topDepth >= bottomDepth) {
                top = top.parentNode() == null ? top : top.parentNode();
                topDepth--;
            } else {
                bottom = bottom.parentNode() == null ? bottom : bottom.parentNode();
                bottomDepth--;
            }
            if (top.parent() == null || bottom.parent() == null) {
                return characters(first, last);
            }
        }
        int rangeStart = top.sourceRange().startPos();
        int rangeEnd = endOf(bottom);
        return rangeStart >= before && rangeEnd <= after && rangeStart <= start && rangeEnd >= end
                ? List.of(new HtmlRange(rangeStart, rangeEnd))
                : characters(first, last);
    }

    /** The outermost element around {@code node} that reaches neither the content before nor that behind. */
    private static Node widest(Node node, int before, int after) {
        Node top = node;
        Node parent = top.parent();
        while (parent instanceof Element element
                && !holdsAll(element)
                && element.sourceRange().startPos() >= before
                && endOf(element) <= after
                && !element.nameIs("td")
                && !element.nameIs("tr")
                && !element.nameIs("tbody")
                && !element.nameIs("th")) {
            top = element;
            parent = top.parent();
        }
        return top;
    }

    private static boolean splits(Node node, int start) {
        return node instanceof TextNode && node.sourceRange().startPos() < start;
    }

    private static int endOfContentBefore(HtmlBody body, int line) {
        for (int i = line - 1; i >= 0; i--) {
            if (!body.lines().get(i).blank()) {
                return body.lines().get(i).end();
            }
        }
        return 0;
    }

    private static int startOfContentAfter(HtmlBody body, int line) {
        for (int i = line + 1; i < body.lines().size(); i++) {
            if (!body.lines().get(i).blank()) {
                return body.lines().get(i).start();
            }
        }
        return body.source().length();
    }

    private static int depth(Node node) {
        int depth = 0;
        for (Node parent = node.parent(); parent != null; parent = parent.parent()) {
            depth++;
        }
        return depth;
    }

    private static int endOf(Node node) {
        if (node instanceof Element element && element.endSourceRange().isTracked() && !Markup.isVoid(element)) {
            return element.endSourceRange().endPos();
        }
        return node.sourceRange().endPos();
    }

    /** The text nodes from {@code first} to {@code last}, each by itself. */
    private static List<HtmlRange> characters(@Nullable Node first, @Nullable Node last) {
        List<HtmlRange> ranges = new ArrayList<>();
        Node node = first;
        while (node != null) {
            Budget.step();
            if (node instanceof TextNode text && !text.isBlank()) {
                ranges.add(new HtmlRange(
                        text.sourceRange().startPos(), text.sourceRange().endPos()));
            }
            node = node == last ? null : next(node);
        }
        return ranges;
    }

    /** The next node in the order of the document. */
    public static @Nullable Node next(Node node) {
        if (node.childNodeSize() > 0) {
            return node.childNode(0);
        }
        Node up = node;
        while (up != null && up.nextSibling() == null) {
            up = up.parent();
        }
        return up == null ? null : up.nextSibling();
    }

    /** Elements that wrap the whole mail and that nothing is put outside of. */
    public static boolean holdsAll(Element element) {
        return element.nameIs("body")
                || element.nameIs("html")
                || element.className().startsWith("WordSection")
                || element.className().startsWith("Section1");
    }
}
