package org.afterword.engine.place;

import java.util.List;
import org.afterword.engine.place.lines.HtmlRange;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.splice.TextEdit;

/** Puts a signature between two lines of a plain text. */
final class TextSpot {
    private TextSpot() {}

    /**
     * The insertion of {@code block}, with an empty line above it and below it.
     *
     * @param author the last line of the author's text, -1 if there is none
     * @param below the first line that comes below the block, the number of lines if there is none
     */
    static TextEdit insertion(String text, List<Line> lines, int author, int below, String block) {
        String lineEnd = lineEnd(text);
        StringBuilder inserted = new StringBuilder();
        int offset = 0;
        if (author >= 0) {
            offset = startOfNext(text, lines.get(author).end());
            if (offset == lines.get(author).end()) {
                inserted.append(lineEnd);
            }
            inserted.append(lineEnd);
        }
        inserted.append(block);
        if (below < lines.size() && !lines.get(below).blank()) {
            inserted.append(lineEnd);
        }
        return new TextEdit(offset, offset, inserted.toString());
    }

    /** The line end that the text has. */
    static String lineEnd(String text) {
        return text.contains("\r\n") || text.indexOf('\n') < 0 ? "\r\n" : "\n";
    }

    /** The lines from {@code from} to {@code to} with the blank ones right above. */
    static List<HtmlRange> removal(String text, List<Line> lines, int from, int to) {
        int first = from;
        while (first > 0 && lines.get(first - 1).blank() && lines.get(first - 1).depth() == 0) {
            first--;
        }
        return List.of(new HtmlRange(
                lines.get(first).start(), startOfNext(text, lines.get(to).end())));
    }

    private static int startOfNext(String text, int lineEnd) {
        int next = lineEnd;
        if (next < text.length() && text.charAt(next) == '\r') {
            next++;
        }
        if (next < text.length() && text.charAt(next) == '\n') {
            next++;
        }
        return next;
    }
}
