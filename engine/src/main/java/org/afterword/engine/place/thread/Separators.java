package org.afterword.engine.place.thread;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Phrases;
import org.jspecify.annotations.Nullable;

/** Lines that part the new text from the thread: {@code -----Original Message-----}, underscores, and the like. */
final class Separators {
    /** What a separating line says. */
    enum Kind {
        /** It stands above a quoted mail. */
        REPLY,
        /** It stands above a forwarded mail. */
        FORWARD,
        /** A line of dashes or underscores, which alone says nothing. */
        RULE
    }

    private static final String DASHES = "-_=*~\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\uff0d\uff3f";
    private static final Map<String, Kind> PHRASES = new HashMap<>();

    static {
        for (Phrases.Row row : Phrases.read(Separators.class, "separators.txt")) {
            Kind kind = row.name().equals("forward") ? Kind.FORWARD : Kind.REPLY;
            row.columns().getFirst().forEach(phrase -> PHRASES.putIfAbsent(phrase, kind));
        }
    }

    /** Phrases that an author writes above a part of the text too. They need a header below. */
    private static final Set<String> AMBIGUOUS = Set.of("original", "forwarded", "\u043e\u0442\u0432\u0435\u0442");

    private Separators() {}

    /** Whether it is the rule of 32 underscores that Outlook's text forms have above a header. */
    static boolean outlook(Line line) {
        return line.text().length() == 32 && Characters.onlyOf(line.text(), "_", 32);
    }

    /** Whether the phrase between the dashes may also be a heading. */
    static boolean ambiguous(Line line) {
        return AMBIGUOUS.contains(Characters.lower(withoutDashes(line.text())));
    }

    /** What stands between the dashes, if there are two and more on both sides; else the text. */
    static String withoutDashes(String text) {
        int from = dashesFrom(text);
        int to = dashesTo(text);
        return from >= 2 && text.length() - to >= 2 && from < to ? text.substring(from, to) : text;
    }

    /** What the line is; null if it separates nothing. */
    static @Nullable Kind kind(Line line) {
        if (line.kind() == Line.Kind.RULE) {
            return Kind.RULE;
        }
        String text = line.text();
        if (Characters.onlyOf(text, DASHES, 4)) {
            return Kind.RULE;
        }
        int from = dashesFrom(text);
        int to = dashesTo(text);
        if (from < 2 || from >= to) {
            return null;
        }
        if (text.length() - to >= 2) {
            return phrase(text.substring(from, to));
        }
        // Yahoo's text form runs the separator and the header into one line.
        int second = text.indexOf("--", from);
        if (second < 0 || !labelled(text.substring(second))) {
            return null;
        }
        String words = text.substring(from, second).strip();
        return AMBIGUOUS.contains(Characters.lower(words)) ? null : phrase(words);
    }

    private static boolean labelled(String text) {
        HeaderLabels.Role role = HeaderLabels.role(text.substring(dashesFrom(text)));
        return role != null && role != HeaderLabels.Role.UNKNOWN;
    }

    /** Whether a header follows on the same line. */
    static boolean headed(Line line) {
        return dashesTo(line.text()) == line.text().length();
    }

    /** What a line without dashes says: {@code Begin forwarded message:}. It needs a header block below to be believed. */
    static @Nullable Kind bareKind(Line line) {
        String text = line.text();
        return text.length() > 80 ? null : phrase(text);
    }

    /** Whether words stand between dashes, as in {@code ---- Ursprüngliche Nachricht ----}, in whatever language. */
    static boolean dashed(Line line) {
        String text = line.text();
        int from = dashesFrom(text);
        int to = dashesTo(text);
        return text.length() <= 200 && from >= 2 && text.length() - to >= 2 && from < to;
    }

    /** {@code "Name" ---01/27/2021 08:41:11---The first words}. */
    static boolean notes(String text) {
        int from = text.indexOf("---");
        int to = from < 0 ? -1 : text.indexOf("---", from + 3);
        if (to < 0 || to - from > 40 || from > 120) {
            return false;
        }
        String between = text.substring(from + 3, to);
        return Telling.dated(between) && Characters.onlyOf(between, "0123456789/.:-AaPpMm,", 8);
    }

    private static @Nullable Kind phrase(String text) {
        int end = text.length();
        while (end > 0
                && (":\uff1a.".indexOf(text.charAt(end - 1)) >= 0 || Character.isWhitespace(text.charAt(end - 1)))) {
            end--;
        }
        String words = Characters.lower(text.substring(0, end).strip());
        Kind kind = PHRASES.get(words);
        if (kind == null && words.startsWith("forwarded by ")) {
            return Kind.FORWARD;
        }
        return kind;
    }

    private static int dashesFrom(String text) {
        int from = 0;
        while (from < text.length() && (DASHES.indexOf(text.charAt(from)) >= 0 || text.charAt(from) == ' ')) {
            from++;
        }
        return from;
    }

    private static int dashesTo(String text) {
        int to = text.length();
        while (to > 0 && (DASHES.indexOf(text.charAt(to - 1)) >= 0 || " :\uff1a".indexOf(text.charAt(to - 1)) >= 0)) {
            to--;
        }
        return to;
    }
}
