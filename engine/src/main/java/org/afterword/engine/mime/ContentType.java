package org.afterword.engine.mime;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.afterword.engine.budget.Budget;

/**
 * A Content-Type or Content-Disposition value (RFC 2045, section 5.1; RFC 2183): the value before the first semicolon,
 * in lower case, and the parameters, their names in lower case.
 *
 * <p>Read tolerantly: comments go, a parameter that cannot be read is skipped, of two with one name the first counts,
 * continuations (RFC 2231, section 3) are joined.
 *
 * @param ambiguous whether two parameters of one name had different values
 * @param excessive whether there are more parameters than are read
 */
public record ContentType(String value, Map<String, String> parameters, boolean ambiguous, boolean excessive) {
    /** A long file name in pieces (RFC 2231, section 3) needs some twenty; nothing that mail programs write needs more. */
    private static final int MAX_PARAMETERS = 250;

    /** What a part without a Content-Type is (RFC 2045, section 5.2). */
    static final ContentType TEXT_PLAIN = new ContentType("text/plain", Map.of(), false, false);

    public ContentType {
        parameters = Map.copyOf(parameters);
    }

    static ContentType parse(String field) {
        Budget.pass(field.length());
        String text = withoutComments(field);
        int semicolon = text.indexOf(';');
        String value = semicolon < 0 ? text : text.substring(0, semicolon);
        Parameters read = new Parameters(text);
        if (semicolon >= 0) {
            read.from(semicolon + 1);
        }
        joinContinuations(read.values);
        return new ContentType(value.strip().toLowerCase(Locale.ROOT), read.values, read.ambiguous, read.excessive);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    boolean isMultipart() {
        return value.startsWith("multipart/");
    }

    /** Reads parameters from left to right, each character once. */
    private static final class Parameters {
        private final String text;
        private final Map<String, String> values = new TreeMap<>();
        private boolean ambiguous;
        private boolean excessive;

        Parameters(String text) {
            this.text = text;
        }

        void from(int start) {
            int count = 0;
            int position = start;
            int equals = text.indexOf('=', position);
            while (position < text.length() && equals >= 0) {
                int semicolon = text.indexOf(';', position);
                if (semicolon >= 0 && semicolon < equals) {
                    position = semicolon + 1;
                    continue;
                }
                if (++count > MAX_PARAMETERS) {
                    excessive = true;
                    return;
                }
                position = read(position, equals);
                equals = text.indexOf('=', position);
            }
        }

        /** Reads one parameter; returns where the next begins. */
        private int read(int position, int equals) {
            String name = text.substring(position, equals).strip().toLowerCase(Locale.ROOT);
            int start = equals + 1;
            while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
                start++;
            }
            StringBuilder value = new StringBuilder();
            int next = readValue(start, value);
            String earlier = values.putIfAbsent(name, value.toString());
            ambiguous |= earlier != null && !earlier.contentEquals(value);
            return next;
        }

        /** Reads a token or a quoted string; returns where the next parameter begins. */
        private int readValue(int start, StringBuilder value) {
            int position = start;
            if (position < text.length() && text.charAt(position) == '"') {
                position++;
                while (position < text.length() && text.charAt(position) != '"') {
                    if (text.charAt(position) == '\\' && position + 1 < text.length()) {
                        position++;
                    }
                    value.append(text.charAt(position++));
                }
                int semicolon = text.indexOf(';', position);
                return semicolon < 0 ? text.length() : semicolon + 1;
            }
            int semicolon = text.indexOf(';', position);
            int end = semicolon < 0 ? text.length() : semicolon;
            value.append(text.substring(position, end).strip());
            return end + 1;
        }
    }

    private static void joinContinuations(Map<String, String> parameters) {
        for (String name : parameters.keySet().toArray(String[]::new)) {
            if (name.endsWith("*0") || name.endsWith("*0*")) {
                String base = name.substring(0, name.indexOf('*'));
                if (parameters.containsKey(base)) {
                    continue;
                }
                StringBuilder joined = new StringBuilder();
                for (int i = 0; ; i++) {
                    String piece = parameters.getOrDefault(base + "*" + i, parameters.get(base + "*" + i + "*"));
                    if (piece == null) {
                        break;
                    }
                    joined.append(piece);
                }
                parameters.put(base, joined.toString());
            } else if (name.endsWith("*") && name.indexOf('*') == name.length() - 1) {
                // charset'language'value; only the value is of use here, and only when it needs no decoding.
                String extended = parameters.getOrDefault(name, "");
                parameters.putIfAbsent(
                        name.substring(0, name.length() - 1), extended.substring(extended.lastIndexOf('\'') + 1));
            }
        }
    }

    private static String withoutComments(String field) {
        if (field.indexOf('(') < 0) {
            return field;
        }
        StringBuilder kept = new StringBuilder(field.length());
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length() && (quoted || depth > 0)) {
                if (depth == 0) {
                    kept.append(c).append(field.charAt(i + 1));
                }
                i++;
            } else if (c == '"' && depth == 0) {
                quoted = !quoted;
                kept.append(c);
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                kept.append(c);
            }
        }
        return kept.toString();
    }
}
