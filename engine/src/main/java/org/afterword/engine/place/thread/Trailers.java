package org.afterword.engine.place.thread;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Markup;
import org.afterword.engine.place.lines.Surroundings;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * What stands below the last quote of a mail whose author wrote above it, and is no answer though nothing says so in words:
 * the footer of a server, the signature that a mail program puts there, tokens and addresses. It is told by its markup,
 * which is not that of the author's text, and by its form.
 */
final class Trailers {
    private static final int MOST_SIGNATURE_LINES = 12;
    private static final int LONGEST_SIGNATURE_LINE = 60;

    private final List<Line> lines;
    private final int from;
    private final boolean plainBlocks;
    private final Surroundings surroundings = new Surroundings();
    /** By block. */
    private final Map<Element, String> looks = new IdentityHashMap<>();

    private Trailers(List<Line> lines, int from) {
        this.lines = lines;
        this.from = from;
        plainBlocks = from > 0 && writtenInPlainBlocks(lines.get(from - 1).first());
    }

    /** The first line from {@code from} on that is no answer, nor is anything below it; the number of lines if there is none. */
    static int start(List<Line> lines, int from) {
        return new Trailers(lines, from).start();
    }

    private int start() {
        Set<String> authors = new HashSet<>();
        for (int i = 0; i < from; i++) {
            Budget.step();
            if (lines.get(i).words() && lines.get(i).depth() == 0) {
                authors.add(looks(lines.get(i).first()));
            }
        }
        int start = lines.size();
        for (int i = lines.size() - 1; i >= from; i--) {
            Line line = lines.get(i);
            Budget.steps(1 + line.text().length());
            if (line.words() && !foreign(line, authors) && !token(line.text())) {
                break;
            }
            start = i;
        }
        return signature() ? from : start;
    }

    /** Whether the markup around the line is not that of any line of the author's. */
    private boolean foreign(Line line, Set<String> authors) {
        return line.first() != null && !authors.contains(looks(line.first()));
    }

    /** The block around a node, its class, size and colour; elements without any of them are alike. */
    private String looks(@Nullable Node node) {
        Element block = surroundings.block(node);
        return block == null ? "" : looks.computeIfAbsent(block, this::looks);
    }

    private String looks(Element block) {
        Element cell = surroundings.cell(block);
        String name =
                cell != null ? "td" : block.nameIs("p") && plainBlocks || block.nameIs("li") ? block.normalName() : "";
        String style = Markup.style(block);
        boolean small = style.contains("font-size") || style.contains("color:") || style.contains("border");
        return name + '.' + block.className() + (small ? style : "");
    }

    /** Whether the quote is that of Apple Mail or Gmail, whose editors write neither paragraphs nor tables. */
    private static boolean writtenInPlainBlocks(@Nullable Node quoted) {
        for (Node node = quoted; node != null; node = node.parent()) {
            if (node instanceof Element element && element.nameIs("blockquote")) {
                boolean inside = element.hasAttr("type") && Markup.precededByCitePrefix(element);
                if (element.className().contains("gmail_quote") || element.hasAttr("type") && !inside) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether the line holds nothing but addresses, links and numbers of tickets. */
    private static boolean token(String text) {
        for (String word : text.split(" ")) {
            boolean marked = word.indexOf('@') > 0
                    || word.indexOf("://") > 0
                    || word.startsWith("www.")
                    || word.length() > 3 && word.indexOf(':') > 0 && digits(word) > 2
                    || "[{<(#".indexOf(word.charAt(0)) >= 0 && (digits(word) > 0 || word.length() > 12);
            if (!marked) {
                return false;
            }
        }
        return true;
    }

    /** Whether the lines are short and tell how to reach somebody, as a signature does and no answer. */
    private boolean signature() {
        int count = 0;
        boolean contact = false;
        for (int i = from; i < lines.size(); i++) {
            String text = lines.get(i).text();
            if (lines.get(i).words()) {
                count++;
                boolean sentence = text.endsWith("?") || text.endsWith("!") || text.endsWith("\u3002");
                if (text.length() > LONGEST_SIGNATURE_LINE || sentence || count > MOST_SIGNATURE_LINES) {
                    return false;
                }
                contact |= text.indexOf('@') > 0 || text.contains("www.") || text.contains("://") || digits(text) >= 7;
            }
        }
        return contact && count >= 3;
    }

    private static int digits(String text) {
        return (int) text.chars().filter(Character::isDigit).count();
    }
}
