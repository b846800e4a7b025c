package org.afterword.engine.place;

import java.util.List;
import org.afterword.engine.splice.TextEdit;

/** Puts a signature between two lines of a plain text. */
final class TextSpot {
    private TextSpot() {}

    /**
     * @param author the last line of the author's text, -1 if there is none
     * @param thread the first line of the thread, the number of lines if there is none
     */
    static TextEdit insertion(String text, List<Line> lines, int author, int thread, String signature, boolean flowed) {
        String lineEnd = text.contains("\r\n") || text.indexOf('\n') < 0 ? "\r\n" : "\n";
        StringBuilder block = new StringBuilder();
        int offset = 0;
        if (author >= 0) {
            offset = startOfNext(text, lines.get(author).end());
            if (offset == lines.get(author).end()) {
                block.append(lineEnd);
            }
            block.append(lineEnd);
        }
        block.append(TextSignature.format(signature, flowed, lineEnd));
        if (thread < lines.size()
                && (author + 1 >= lines.size() || !lines.get(author + 1).blank())) {
            block.append(lineEnd);
        }
        return new TextEdit(offset, offset, block.toString());
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
