package org.afterword.engine.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The header section of a mail or of a body part (RFC 5322, section 2.2), with the byte range of every field.
 *
 * <p>Tolerant: line ends may be CRLF or bare LF; a line without a colon is no field and is skipped. Names compare
 * without case. Values are unfolded and read as ISO-8859-1, so that each byte is one character.
 *
 * @param fields in the order in which they stand
 * @param end where the section ends: the offset behind the blank line, or the end of the input if there is none
 * @param terminated whether the blank line is there
 */
public record HeaderSection(List<Field> fields, int end, boolean terminated) {

    /**
     * One header field.
     *
     * @param start of its name, in bytes from the start of the section
     * @param end behind the line end of its last line
     */
    public record Field(String name, String value, int start, int end) {}

    public HeaderSection {
        fields = List.copyOf(fields);
    }

    /** Reads the section at the start of {@code bytes}; what follows the blank line is not looked at. */
    public static HeaderSection parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    /** Reads the section that starts at {@code from}; offsets in the result count from there. */
    public static HeaderSection parse(byte[] bytes, int from, int to) {
        List<Field> fields = new ArrayList<>();
        int position = from;
        while (position < to) {
            int lineEnd = endOfLine(bytes, position, to);
            if (isBlank(bytes, position, lineEnd)) {
                return new HeaderSection(fields, lineEnd - from, true);
            }
            int fieldEnd = lineEnd;
            while (fieldEnd < to && (bytes[fieldEnd] == ' ' || bytes[fieldEnd] == '\t')) {
                fieldEnd = endOfLine(bytes, fieldEnd, to);
            }
            int colon = position;
            while (colon < lineEnd && bytes[colon] != ':') {
                colon++;
            }
            if (colon > position && colon < lineEnd) {
                String name =
                        new String(bytes, position, colon - position, StandardCharsets.ISO_8859_1).stripTrailing();
                String raw = new String(bytes, colon + 1, fieldEnd - colon - 1, StandardCharsets.ISO_8859_1);
                fields.add(new Field(name, unfold(raw), position - from, fieldEnd - from));
            }
            position = fieldEnd;
        }
        return new HeaderSection(fields, to - from, false);
    }

    /** The value of the first field of that name. */
    public Optional<String> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** The values of all fields of that name. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether a field of that name has {@code value}, in any case and without regard to spaces around it. */
    public boolean says(String name, String value) {
        return all(name).stream().anyMatch(v -> v.toLowerCase(Locale.ROOT).equals(value));
    }

    private static String unfold(String raw) {
        return raw.indexOf('\n') < 0
                ? raw.strip()
                : raw.replaceAll("\r?\n(?=[ \t])", "").strip();
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        int position = from;
        while (position < to && bytes[position] != '\n') {
            position++;
        }
        return Math.min(to, position + 1);
    }

    private static boolean isBlank(byte[] bytes, int start, int end) {
        int length = end - start;
        return length == 1 && bytes[start] == '\n' || length == 2 && bytes[start] == '\r' && bytes[start + 1] == '\n';
    }
}
