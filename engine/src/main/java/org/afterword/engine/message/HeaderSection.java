package org.afterword.engine.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.afterword.engine.budget.Budget;

/**
 * The header section of a mail or of a body part (RFC 5322, section 2.2), with the byte range of every field.
 *
 * <p>Tolerant: line ends may be CRLF or bare LF; a line without a colon is no field and is skipped. Names compare
 * without case. Values are unfolded and read as ISO-8859-1, so that each byte is one character.
 *
 * @param fields in the order in which they stand
 * @param end where the section ends: the offset behind the blank line, or the end of the input if there is none
 * @param terminated whether the blank line is there
 * @param malformed how many lines are neither a field nor a continuation, an mbox "From " line at the start aside
 * @param omitted how many fields there are besides {@code fields}
 */
public record HeaderSection(List<Field> fields, int end, boolean terminated, int malformed, int omitted) {

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
        return parse(bytes, from, to, Integer.MAX_VALUE);
    }

    /**
     * As {@link #parse(byte[], int, int)}, but keeps the first {@code most} fields only, and of those behind them ours
     * ({@link AfterwordHeaders}), so that nobody hides them there.
     */
    public static HeaderSection parse(byte[] bytes, int from, int to, int most) {
        List<Field> fields = new ArrayList<>();
        int position = from;
        int malformed = 0;
        int omitted = 0;
        while (position < to) {
            int lineEnd = endOfLine(bytes, position, to);
            if (isBlank(bytes, position, lineEnd)) {
                return new HeaderSection(fields, lineEnd - from, true, malformed, omitted);
            }
            int fieldEnd = lineEnd;
            while (fieldEnd < to && (bytes[fieldEnd] == ' ' || bytes[fieldEnd] == '\t')) {
                fieldEnd = endOfLine(bytes, fieldEnd, to);
            }
            Budget.pass(fieldEnd - position);
            int colon = position;
            while (colon < lineEnd && bytes[colon] != ':') {
                colon++;
            }
            if (colon > position && colon < lineEnd && isName(bytes, position, colon)) {
                String name =
                        new String(bytes, position, colon - position, StandardCharsets.ISO_8859_1).stripTrailing();
                if (fields.size() < most || AfterwordHeaders.isOurs(name)) {
                    String raw = new String(bytes, colon + 1, fieldEnd - colon - 1, StandardCharsets.ISO_8859_1);
                    fields.add(new Field(name, unfold(raw), position - from, fieldEnd - from));
                } else {
                    omitted++;
                }
            } else if (position > from || !startsWithFrom(bytes, position, lineEnd)) {
                malformed++;
            }
            position = fieldEnd;
        }
        return new HeaderSection(fields, to - from, false, malformed, omitted);
    }

    /** The value of the first field of that name. */
    public Optional<String> first(String name) {
        Budget.steps(fields.size());
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .findFirst();
    }

    /** The values of all fields of that name. */
    public List<String> all(String name) {
        Budget.steps(fields.size());
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether a field of that name has {@code value}, in any case and without regard to spaces around it. */
    public boolean says(String name, String value) {
        return all(name).stream().anyMatch(v -> v.toLowerCase(Locale.ROOT).equals(value));
    }

    /** Takes out the line ends before white space (RFC 5322, section 2.2.3). */
    private static String unfold(String raw) {
        if (raw.indexOf('\n') < 0) {
            return raw.strip();
        }
        StringBuilder unfolded = new StringBuilder(raw.length());
        int written = 0;
        for (int i = raw.indexOf('\n'); i >= 0; i = raw.indexOf('\n', i + 1)) {
            if (i + 1 < raw.length() && (raw.charAt(i + 1) == ' ' || raw.charAt(i + 1) == '\t')) {
                int end = i > written && raw.charAt(i - 1) == '\r' ? i - 1 : i;
                unfolded.append(raw, written, end);
                written = i + 1;
            }
        }
        return unfolded.append(raw, written, raw.length()).toString().strip();
    }

    /** RFC 5322, section 2.2: printable characters; white space before the colon is obsolete but occurs. */
    private static boolean isName(byte[] bytes, int start, int end) {
        int last = end;
        while (last > start && (bytes[last - 1] == ' ' || bytes[last - 1] == '\t')) {
            last--;
        }
        for (int i = start; i < last; i++) {
            if (bytes[i] <= ' ' && bytes[i] >= 0 || bytes[i] == 0x7f) {
                return false;
            }
        }
        return last > start;
    }

    /** The separator line of an mbox file, which is no field although it often has a colon. */
    private static boolean startsWithFrom(byte[] bytes, int start, int end) {
        return end - start > 5
                && bytes[start] == 'F'
                && bytes[start + 1] == 'r'
                && bytes[start + 2] == 'o'
                && bytes[start + 3] == 'm'
                && bytes[start + 4] == ' ';
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
