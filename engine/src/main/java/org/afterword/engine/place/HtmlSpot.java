package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.afterword.engine.place.lines.HtmlBody;
import org.afterword.engine.place.lines.HtmlRange;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Markup;
import org.afterword.engine.place.lines.Surroundings;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * A place in HTML where a block can be put.
 *
 * @param offset in UTF-16 units of the source
 * @param closing end tags that must stand before the block, so that nothing unclosed swallows it, and no list or quote that
 *     goes on below indents it
 * @param opening start tags that must stand behind the block, for what {@code closing} closed too early
 * @param near the node that the block follows or, where there is none, goes before
 */
record HtmlSpot(
        int offset,
        String closing,
        String opening,
        @Nullable Node near) {
    private static final Set<String> INDENTING = Set.of("ul", "ol", "dl", "blockquote");
    private static final Set<String> TABLE_PARTS =
            Set.of("td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup");
    private static final Set<String> REOPENED =
            Set.of("ul", "ol", "dl", "li", "dd", "blockquote", "div", "p", "span", "font", "b", "i");

    /**
     * The place behind the line {@code author} and before the line {@code thread}.
     *
     * @param author the last line of the author's text, -1 if there is none
     * @param thread the first line of the thread, the number of lines if there is none
     */
    static HtmlSpot between(HtmlBody body, int author, int thread) {
        List<Line> lines = body.lines();
        Node below = thread < lines.size() ? lines.get(thread).first() : null;
        if (author < 0) {
            return below == null ? atEnd(body) : before(body, below);
        }
        Line written = lines.get(author);
        Node above = written.last();
        if (above == null) {
            return atEnd(body);
        }
        if (below == null) {
            return behind(body, written, above);
        }
        if (above == below) {
            return new HtmlSpot(lines.get(author + 1).start(), "", "", above);
        }
        Node top = inCell(below(commonParents(below), above), above);
        int offset = endOf(top);
        Node next = top.nextSibling();
        if (offset < written.end() || offset > lines.get(thread).start()) {
            // Formatting that was closed in another order than it was opened: the tree does not tell the place.
            offset = Math.max(written.end(), startOfTags(body, lines.get(thread)));
        } else if (next instanceof Element br && br.nameIs("br") && !isBlock(top)) {
            offset = Math.max(offset, br.sourceRange().endPos());
        }
        return outOfLists(offset, top, above);
    }

    /** The same place, out of the lists and quotes around it, which go on behind it. */
    private static HtmlSpot outOfLists(int offset, Node top, Node near) {
        List<Element> around = new ArrayList<>();
        int left = 0;
        for (Node node = top.parent();
                node instanceof Element element && !HtmlRange.holdsAll(element);
                node = node.parent()) {
            if (!REOPENED.contains(element.normalName())) {
                break;
            }
            around.add(element);
            if (INDENTING.contains(element.normalName())) {
                left = around.size();
            }
        }
        StringBuilder closing = new StringBuilder();
        StringBuilder opening = new StringBuilder();
        for (Element element : around.subList(0, left)) {
            closing.append("</").append(element.tagName()).append('>');
        }
        for (Element element : around.subList(0, left).reversed()) {
            opening.append(startTag(element));
        }
        return new HtmlSpot(offset, closing.toString(), opening.toString(), near);
    }

    /** A start tag that looks the same, but neither is found by its id nor numbers an entry anew. */
    private static String startTag(Element element) {
        StringBuilder tag = new StringBuilder("<").append(element.tagName());
        for (String name : List.of("class", "dir", "type", "style")) {
            String value = element.attr(name);
            boolean entry = name.equals("style") && element.nameIs("li");
            if (!value.isEmpty() || entry) {
                tag.append(' ')
                        .append(name)
                        .append("=\"")
                        .append(Entities.escape(entry ? "list-style:none;" + value : value))
                        .append('"');
            }
        }
        return tag.append('>').toString();
    }

    /** Before the outermost element that begins with {@code node}. */
    private static HtmlSpot before(HtmlBody body, Node node) {
        Node top = node;
        Node parent = top.parent();
        while (parent instanceof Element element && !HtmlRange.holdsAll(element) && firstOf(element) == top) {
            top = element;
            parent = top.parent();
        }
        top = inCell(top, node);
        return new HtmlSpot(top.sourceRange().startPos(), "", "", node);
    }

    /**
     * {@code top}, or the outermost element around {@code node} inside its cell if {@code top} is a part of a table: what
     * stands between rows or cells is moved above the table by every reader of HTML.
     */
    private static Node inCell(Node top, Node node) {
        Element cell = top instanceof Element part && TABLE_PARTS.contains(part.normalName())
                ? new Surroundings().cell(node)
                : null;
        return cell == null || cell == node ? top : below(Set.of(cell), node);
    }

    private static @Nullable Node firstOf(Element element) {
        for (Node child = element.firstChild(); child != null; child = child.nextSibling()) {
            boolean empty = child instanceof org.jsoup.nodes.TextNode text && text.isBlank()
                    || child instanceof org.jsoup.nodes.Comment;
            if (!empty) {
                return child;
            }
        }
        return null;
    }

    private static HtmlSpot behind(HtmlBody body, Line written, Node above) {
        Node top = above;
        Node parent = top.parent();
        StringBuilder closing = new StringBuilder();
        int end = endOfBody(body);
        while (parent instanceof Element element && !HtmlRange.holdsAll(element)) {
            top = element;
            parent = top.parent();
        }
        int offset = endOf(top);
        if (offset < written.end()) {
            offset = end;
        }
        if (offset >= end
                || top instanceof Element unclosed && unclosed.endSourceRange().isImplicit()) {
            offset = Math.min(offset, end);
            for (Node node = above; node != null && node != parent; node = node.parent()) {
                if (node instanceof Element open && !Markup.isVoid(open)) {
                    if (open.endSourceRange().isImplicit()) {
                        closing.append("</").append(open.tagName()).append('>');
                    } else {
                        // Its end tag closed all that was left open in it.
                        closing.setLength(0);
                    }
                }
            }
        }
        return new HtmlSpot(offset, closing.toString(), "", above);
    }

    private static HtmlSpot atEnd(HtmlBody body) {
        return new HtmlSpot(endOfBody(body), "", "", null);
    }

    /** Where the content of the body ends: before its end tag, or the end of the source. */
    private static int endOfBody(HtmlBody body) {
        int end = body.source().length();
        Element html = body.document().body().parent();
        for (Element element = body.document().body(); element != null; element = html == element ? null : html) {
            if (element.endSourceRange().isTracked()
                    && !element.endSourceRange().isImplicit()) {
                end = Math.min(end, element.endSourceRange().startPos());
            }
        }
        return end;
    }

    private static int endOf(Node node) {
        if (node instanceof Element element && element.endSourceRange().isTracked() && !Markup.isVoid(element)) {
            return element.endSourceRange().endPos();
        }
        return node.sourceRange().endPos();
    }

    /** Where the tags start that open the line. */
    private static int startOfTags(HtmlBody body, Line line) {
        int start = line.start();
        String source = body.source();
        while (start > 0 && source.charAt(start - 1) == '>') {
            int open = source.lastIndexOf('<', start - 1);
            if (open < 0 || source.charAt(open + 1) == '/' || source.charAt(open + 1) == '!') {
                break;
            }
            start = open;
        }
        return start;
    }

    private static Set<Node> commonParents(Node node) {
        Set<Node> parents = new HashSet<>();
        for (Node parent = node.parent(); parent != null; parent = parent.parent()) {
            parents.add(parent);
        }
        return parents;
    }

    private static Node below(Set<Node> parents, Node node) {
        Node top = node;
        Node parent = top.parent();
        while (parent != null && !parents.contains(parent)) {
            top = parent;
            parent = top.parent();
        }
        return top;
    }

    private static boolean isBlock(Node node) {
        return node instanceof Element element && Markup.isBlock(element);
    }
}
