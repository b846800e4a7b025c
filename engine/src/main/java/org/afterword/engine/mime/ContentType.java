package org.afterword.engine.mime;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Content-Type or Content-Disposition value (RFC 2045, section 5.1; RFC 2183): the value before the first semicolon,
 * in lower case, and the parameters, their names in lower case.
 *
 * <p>Read tolerantly: comments go, a parameter that cannot be read is skipped, of two with one name the first counts,
 * continuations (RFC 2231, section 3) are joined.
 *
 * @param ambiguous whether two parameters of one name had different values
 */
public record ContentType(String value, Map<String, String> parameters, boolean ambiguous) {
    /** What a part without a Content-Type is (RFC 2045, section 5.2). */
    static final ContentType TEXT_PLAIN = new ContentType("text/plain", Map.of(), false);

    public ContentType {
        parameters = Map.copyOf(parameters);
    }

    static ContentType parse(String field) {
        String text = withoutComments(field);
        int semicolon = text.indexOf(';');
        String value = semicolon < 0 ? text : text.substring(0, semicolon);
        Map<String, String> parameters = new TreeMap<>();
        boolean ambiguous = semicolon >= 0 && readParameters(text, semicolon + 1, parameters);
        joinContinuations(parameters);
        return new ContentType(value.strip().toLowerCase(Locale.ROOT), parameters, ambiguous);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    boolean isMultipart() {
        return value.startsWith("multipart/");
    }

    private static boolean readParameters(String text, int from, Map<String, String> parameters) {
        boolean ambiguous = false;
        int position = from;
        while (position < text.length()) {
            int equals = text.indexOf('=', position);
            int semicolon = text.indexOf(';', position);
            if (equals < 0) {
                break;
            }
            if (semicolon >= 0 && semicolon < equals) {
                position = semicolon + 1;
                continue;
            }
            String name = text.substring(position, equals).strip().toLowerCase(Locale.ROOT);
            int start = equals + 1;
            while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
                start++;
            }
            StringBuilder value = new StringBuilder();
            position = readValue(text, start, value);
            String earlier = parameters.putIfAbsent(name, value.toString());
            ambiguous |= earlier != null && !earlier.contentEquals(value);
        }
        return ambiguous;
    }

    /** Reads a token or a quoted string; returns where the next parameter begins. */
    private static int readValue(String text, int start, StringBuilder value) {
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

    private static void joinContinuations(Map<String, String> parameters) {
        for (String name : parameters.keySet().toArray(String[]::new)) {
            if (name.endsWith("*0") || name.endsWith("*0*")) {
                String base = name.substring(0, name.indexOf('*'));
                StringBuilder joined = new StringBuilder();
                for (int i = 0; ; i++) {
                    String piece = parameters.getOrDefault(base + "*" + i, parameters.get(base + "*" + i + "*"));
                    if (piece == null) {
                        break;
                    }
                    joined.append(piece);
                }
                parameters.putIfAbsent(base, joined.toString());
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
