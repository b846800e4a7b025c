package org.afterword.engine.place.lines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.budget.Budget;

/** Reads a plain text as lines. */
public final class TextLines {
    /** How The Bat! and others quote: the initials of whom they quote in front of the mark. */
    private static final Pattern INITIALS = Pattern.compile("\\s{0,3}(\\p{Lu}{1,4})(>+)\\s?");

    private TextLines() {}

    public static List<Line> read(String text) {
        List<Line> lines = new ArrayList<>();
        Map<String, List<Integer>> initials = new HashMap<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? text.length() : newline;
            if (end > start && text.charAt(end - 1) == '\r') {
                end--;
            }
            Budget.steps(next - start);
            Line line = line(text, start, start, 0, end);
            if (line.depth() == 0 && line.text().indexOf('>') > 0) {
                Matcher matcher = INITIALS.matcher(text).region(start, end);
                if (matcher.lookingAt()) {
                    initials.computeIfAbsent(matcher.group(1), key -> new ArrayList<>())
                            .add(lines.size());
                }
            }
            lines.add(line);
            start = next;
        }
        initials.values().stream()
                .filter(found -> found.size() > 1)
                .flatMap(List::stream)
                .forEach(index -> lines.set(index, withInitials(text, lines.get(index))));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).depth() == 1
                    && text.startsWith(">From ", lines.get(i).start())
                    && unquotedAround(lines, i)) {
                Line line = lines.get(i);
                lines.set(i, new Line(">" + line.text(), 0, line.start(), line.end(), line.kind(), false, null, null));
            }
        }
        return lines;
    }

    private static Line line(String text, int start, int from, int quotes, int end) {
        int position = from;
        int depth = quotes;
        while (position < end) {
            char c = text.charAt(position);
            if (c == '>') {
                depth++;
            } else if (!Characters.space(c) && !Characters.unseen(c)) {
                break;
            }
            position++;
        }
        String raw = text.substring(depth == 0 ? start : position, end);
        String words = Characters.collapse(raw);
        if (words.equals("--") && Characters.blankAtEnd(raw)) {
            words = Line.DELIMITER;
        }
        Line.Kind kind = words.isEmpty() ? Line.Kind.BLANK : Line.Kind.WORDS;
        return new Line(words, depth, start, end, kind, false, null, null);
    }

    private static Line withInitials(String text, Line line) {
        Matcher matcher = INITIALS.matcher(text).region(line.start(), line.end());
        return matcher.lookingAt()
                ? line(text, line.start(), matcher.end(), matcher.group(2).length(), line.end())
                : line;
    }

    /** Gateways put the mark of a quote in front of an author's line that begins with {@code From}. */
    private static boolean unquotedAround(List<Line> lines, int index) {
        return (index == 0 || lines.get(index - 1).depth() == 0)
                && (index + 1 == lines.size() || lines.get(index + 1).depth() == 0);
    }
}
