package org.afterword.engine.place.thread;

import java.util.HashMap;
import java.util.Map;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Phrases;
import org.jspecify.annotations.Nullable;

/** The labels of header lines in the languages of the clients: {@code From:}, {@code Von:}, {@code 发件人：}. */
final class HeaderLabels {
    /** What a header line tells. */
    enum Role {
        FROM,
        DATE,
        TO,
        CC,
        BCC,
        SUBJECT,
        OTHER,
        /** A label that is in no table. */
        UNKNOWN
    }

    private static final int LONGEST_LABEL = 36;
    private static final Map<String, Role> ROLES = new HashMap<>();

    static {
        for (Phrases.Row row : Phrases.read(HeaderLabels.class, "headers.txt")) {
            Role role = Role.valueOf(row.name().toUpperCase(java.util.Locale.ROOT));
            row.columns().getFirst().forEach(label -> ROLES.putIfAbsent(label, role));
        }
    }

    private HeaderLabels() {}

    /** What the line tells; null if it does not begin with a label and a colon. */
    static @Nullable Role role(String line) {
        int colon = colon(line);
        if (colon <= 0) {
            return null;
        }
        String label = Characters.lower(stripMarks(line.substring(0, colon)));
        Role role = ROLES.get(label);
        if (role != null) {
            return role;
        }
        return looksLikeLabel(label) ? Role.UNKNOWN : null;
    }

    /** What stands behind the label. */
    static String value(String line) {
        return line.substring(Math.max(0, colon(line) + 1)).strip();
    }

    private static int colon(String line) {
        int limit = Math.min(line.length(), LONGEST_LABEL);
        for (int i = 0; i < limit; i++) {
            char c = line.charAt(i);
            if (c == ':' || c == '\uff1a' || c == '\ufe55') {
                return i;
            }
        }
        return -1;
    }

    /** Text forms of HTML mail write bold labels as {@code *From:*}. */
    private static String stripMarks(String label) {
        int from = 0;
        int to = label.length();
        while (from < to && "*_ |".indexOf(label.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && "*_ |".indexOf(label.charAt(to - 1)) >= 0) {
            to--;
        }
        return label.substring(from, to);
    }

    private static boolean looksLikeLabel(String label) {
        int spaces = 0;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            if (c == ' ') {
                spaces++;
            } else if (!Character.isLetter(c)
                    && "'’-./()".indexOf(c) < 0
                    && Character.getType(c) != Character.NON_SPACING_MARK) {
                return false;
            }
        }
        return !label.isEmpty() && label.length() <= 28 && spaces <= 3;
    }
}
