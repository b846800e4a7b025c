package org.afterword.engine.splice;

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
}
