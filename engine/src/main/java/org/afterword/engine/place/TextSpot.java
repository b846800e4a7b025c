package org.afterword.engine.place;

import java.util.BitSet;
import java.util.List;
import org.afterword.engine.splice.TextEdit;

/** Puts a signature between two lines of a plain text. */
final class TextSpot {
    private TextSpot() {}

    /**
     * @param author the last line of the author's text, -1 if there is none
     * @param thread the first line of the thread, the number of lines if there is none
     * @param delimiter whether the signature stands below the delimiter of RFC 3676, section 4.3
     */
    static TextEdit insertion(
            String text,
            List<Line> lines,
            int author,
            int thread,
            String signature,
            boolean flowed,
            boolean delimiter,
            BitSet removed) {
        String lineEnd = lineEnd(text);
        StringBuilder block = new StringBuilder();
        int offset = 0;
        if (author >= 0) {
            offset = startOfNext(text, lines.get(author).end());
            if (offset == lines.get(author).end()) {
                block.append(lineEnd);
            }
            block.append(lineEnd);
        }
        if (delimiter) {
            block.append("-- ").append(lineEnd);
        }
        block.append(TextSignature.format(signature, flowed, lineEnd));
        if (thread < lines.size()
                && (author + 1 >= lines.size() || !lines.get(author + 1).blank())) {
            block.append(lineEnd);
        }
        return new TextEdit(offset, offset, block.toString());
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
