package org.afterword.engine.place;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Markup;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/**
 * The letters and digits of an HTML body in the order of its tree, a stretch of its source kept apart from the rest. Two
 * bodies say the same where these are equal, whatever their markup is.
 */
final class SeenText implements NodeVisitor {
    /** What they hold besides what is never seen is not the page's text; below plaintext nothing can stand. */
    private static final Set<String> NO_TEXT =
            Set.of("plaintext", "textarea", "select", "option", "iframe", "object", "svg");

    /** The stretch that is kept apart shows neither a letter nor a picture. */
    static final String NOTHING = "|0";

    private final String source;
    private final List<TextEdit> removals;
    private final int from;
    private final int to;
    private final int author;
    private final int thread;
    private final Deque<Element> hiding = new ArrayDeque<>();
    private final StringBuilder all = new StringBuilder();
    private final StringBuilder seen = new StringBuilder();
    private final StringBuilder apart = new StringBuilder();
    private int removal;
    private int before = -1;
    private int pictures;
    private int upToAuthor;
    private int upToThread;
    private boolean removed;

    private SeenText(String source, List<TextEdit> removals, int from, int to, int author, int thread) {
        this.source = source;
        this.removals = removals;
        this.from = from;
        this.to = to;
        this.author = author;
        this.thread = thread;
    }

    /**
     * The body without what the edits remove.
     *
     * @param author where the author's last words end in the source, for {@link #upToAuthor}
     * @param thread where the thread begins in the source, for {@link #upToThread}
     */
    static SeenText without(String source, Document document, List<TextEdit> edits, int author, int thread) {
        return read(document, new SeenText(source, edits, -1, -1, author, thread));
    }

    /** The body with the source from {@code from} to {@code to} kept apart. */
    static SeenText around(String source, Document document, int from, int to) {
        return read(document, new SeenText(source, List.of(), from, to, -1, -1));
    }

    private static SeenText read(Document document, SeenText text) {
        NodeTraversor.traverse(text, document);
        return text;
    }

    @Override
    public void head(Node node, int depth) {
        Budget.step();
        if (node instanceof TextNode text) {
            text(text);
        } else if (node instanceof Element element) {
            if (hides(element)) {
                hiding.push(element);
            } else if (element.nameIs("img") && hiding.isEmpty() && apart(element)) {
                before = before < 0 ? all.length() : before;
                pictures++;
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (hiding.peek() == node) {
            hiding.pop();
        }
    }

    private boolean apart(Node node) {
        int start = node.sourceRange().startPos();
        return start >= from && start < to;
    }

    private void text(TextNode node) {
        if (apart(node)) {
            before = before < 0 ? all.length() : before;
            if (hiding.isEmpty()) {
                letters(node.getWholeText(), apart);
            }
            return;
        }
        int start = node.sourceRange().startPos();
        int end = node.sourceRange().endPos();
        int length = all.length();
        keep(node, start, end);
        if (hiding.isEmpty()) {
            seen.append(all, length, all.length());
        }
        upToAuthor += lettersUpTo(author, start, end, all.length() - length);
        upToThread += lettersUpTo(thread, start, end, all.length() - length);
    }

    /** How many letters of a text from {@code start} to {@code end}, of which {@code kept} were kept, stand before a place. */
    private int lettersUpTo(int place, int start, int end, int kept) {
        if (end <= place) {
            return kept;
        }
        return start < place
                ? letters(Parser.unescapeEntities(source.substring(start, place), false), new StringBuilder())
                : 0;
    }

    /** Adds what of the text no edit removes. The edits are sorted, and the nodes mostly are. */
    private void keep(TextNode node, int start, int end) {
        while (removal > 0 && removals.get(removal - 1).end() > start) {
            removal--;
        }
        while (removal < removals.size() && removals.get(removal).end() <= start) {
            removal++;
        }
        if (removal == removals.size() || removals.get(removal).start() >= end) {
            letters(node.getWholeText(), all);
            return;
        }
        int position = start;
        for (int i = removal; i < removals.size() && removals.get(i).start() < end; i++) {
            TextEdit edit = removals.get(i);
            if (edit.start() > position) {
                letters(Parser.unescapeEntities(source.substring(position, edit.start()), false), all);
            }
            removed |= edit.end() > Math.max(position, edit.start())
                    && letters(
                                    source.substring(Math.max(position, edit.start()), Math.min(end, edit.end())),
                                    new StringBuilder())
                            > 0;
            position = Math.max(position, edit.end());
        }
        if (position < end) {
            letters(Parser.unescapeEntities(source.substring(position, end), false), all);
        }
    }

    private static int letters(String text, StringBuilder out) {
        Budget.steps(text.length());
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isLetterOrDigit(c) || Character.isSurrogate(c)) {
                out.append(c);
                count++;
            }
        }
        return count;
    }

    /** Whether a reader does not see what is in the element. */
    static boolean hides(Element element) {
        String name = element.normalName();
        return Markup.neverSeen(name)
                || NO_TEXT.contains(name)
                || name.equals("details") && !element.hasAttr("open")
                || Markup.hidden(element)
                || Markup.style(element).contains("mso-hide:all");
    }

    /** Whether both have the same words, seen and unseen. */
    boolean sameAs(SeenText other) {
        return all.compareTo(other.all) == 0 && seen.compareTo(other.seen) == 0;
    }

    /** Whether a letter stood in what was removed. */
    boolean removedLetters() {
        return removed;
    }

    /** What of the stretch that is kept apart can be seen: its letters, and the number of its pictures. */
    String apart() {
        return apart + "|" + pictures;
    }

    /** How many letters stand before the stretch that is kept apart; -1 if nothing of it is in the page. */
    int before() {
        return before;
    }

    /** How many of the letters stand in the source before the end of the author's words. */
    int upToAuthor() {
        return upToAuthor;
    }

    /** How many of the letters stand in the source before the thread. */
    int upToThread() {
        return upToThread;
    }

    static @Nullable TextEdit insertion(List<TextEdit> edits) {
        return edits.stream()
                .filter(edit -> !edit.replacement().isEmpty())
                .findFirst()
                .orElse(null);
    }
}
