package org.afterword.engine.splice;

import java.util.List;

/**
 * One change to a decoded text: the characters from {@code start} to {@code end} give way to {@code replacement}.
 *
 * @param start in UTF-16 units from the start of the text
 * @param end not before {@code start}; equal to it for an insertion
 */
public record TextEdit(int start, int end, String replacement) {
    public TextEdit {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a range: " + start + " to " + end);
        }
    }

    /** The text with {@code edits}, which are sorted and do not overlap, made. */
    public static String applied(List<TextEdit> edits, String text) {
        StringBuilder result = new StringBuilder(text.length() + 1024);
        int position = 0;
        for (TextEdit edit : edits) {
            result.append(text, position, edit.start()).append(edit.replacement());
            position = edit.end();
        }
        return result.append(text, position, text.length()).toString();
    }
}
