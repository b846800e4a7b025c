package org.afterword.engine.place.lines;

import java.util.ArrayList;
import java.util.List;

/** Reads a plain text as lines. */
public final class TextLines {
    private TextLines() {}

    public static List<Line> read(String text) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int next = newline < 0 ? text.length() : newline + 1;
            int end = newline < 0 ? text.length() : newline;
            if (end > start && text.charAt(end - 1) == '\r') {
                end--;
            }
            lines.add(line(text, start, end));
            start = next;
        }
        return lines;
    }

    private static Line line(String text, int start, int end) {
        int position = start;
        int depth = 0;
        while (position < end) {
            char c = text.charAt(position);
            if (c == '>') {
                depth++;
            } else if (!Characters.space(c) && !Characters.unseen(c)) {
                break;
            }
            position++;
        }
        String words = Characters.collapse(text.substring(depth == 0 ? start : position, end));
        Line.Kind kind = words.isEmpty() ? Line.Kind.BLANK : Line.Kind.WORDS;
        return new Line(words, depth, start, end, kind, false, null, null);
    }
}
