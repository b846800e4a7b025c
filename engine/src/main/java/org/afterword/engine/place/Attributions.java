package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;

/** Finds the line or lines that introduce a quote: {@code On 3 May 2024, at 10:12, Ann wrote:}. */
final class Attributions {
    private static final int LONGEST = 400;
    private static final int MOST_LINES = 4;
    private static final List<String> OPENERS = new ArrayList<>();
    private static final List<String> VERBS = new ArrayList<>();

    static {
        for (Phrases.Row row : Phrases.read("attributions.txt")) {
            row.columns().get(0).stream()
                    .filter(opener -> !OPENERS.contains(opener))
                    .forEach(OPENERS::add);
            row.columns().get(1).stream().filter(verb -> !VERBS.contains(verb)).forEach(VERBS::add);
        }
    }

    private final List<Line> lines;

    Attributions(List<Line> lines) {
        this.lines = lines;
    }

    /** The last line of the attribution that starts at {@code from}; -1 if none does. */
    int endOf(int from) {
        Line line = lines.get(from);
        if (!line.words() || line.text().length() > LONGEST) {
            return -1;
        }
        StringBuilder joined = new StringBuilder();
        int limit = Math.min(lines.size(), from + MOST_LINES);
        for (int i = from; i < limit; i++) {
            Line next = lines.get(i);
            if (!next.words() || next.depth() != line.depth()) {
                return -1;
            }
            if (i > from) {
                joined.append(' ');
            }
            joined.append(next.text());
            if (joined.length() > LONGEST) {
                return -1;
            }
            if ((i == from || opens(line.text())) && complete(joined.toString(), quoteFollows(i))) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the next words below {@code line} stand in a deeper quote. */
    boolean quoteFollows(int line) {
        for (int i = line + 1; i < lines.size() && i <= line + 4; i++) {
            if (lines.get(i).content()) {
                return lines.get(i).depth() > lines.get(line).depth();
            }
        }
        return false;
    }

    /** Whether a line right above a quote introduces it, in whatever language: a colon at the end, and a date or address. */
    boolean introduces(int index) {
        String text = lines.get(index).text();
        if (text.length() > LONGEST || !lines.get(index).words()) {
            return false;
        }
        boolean telling = dated(text) || text.indexOf('@') >= 0;
        return telling && (endsWithColon(text) || text.endsWith(">") || verb(Characters.lower(text)) >= 0);
    }

    private static boolean complete(String joined, boolean quoteFollows) {
        String text = Characters.lower(joined);
        int verb = verb(text);
        if (verb < 0) {
            return false;
        }
        boolean telling = dated(text) || text.indexOf('@') >= 0;
        boolean colon = endsWithColon(text);
        if (quoteFollows) {
            return colon && (telling || text.length() < 120) || telling && text.length() - verb < 40;
        }
        return colon
                && telling
                && (opens(joined) || text.indexOf('@') >= 0 && dated(text))
                && (dated(text) || text.length() - verb < 30);
    }

    /** Whether the line begins as attributions do: with a word such as {@code On}, a date, or a name and address. */
    private static boolean opens(String line) {
        String text = Characters.lower(line);
        if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
            return dated(text);
        }
        if (text.indexOf('<') >= 0 && text.indexOf('@') > 0) {
            return true;
        }
        for (String opener : OPENERS) {
            if (text.startsWith(opener) && text.length() > opener.length()) {
                char next = text.charAt(opener.length());
                if (next == ' ' || Character.isIdeographic(opener.charAt(0)) || next == ',') {
                    return Characters.holdsDigit(text);
                }
            }
        }
        return dated(text) && text.indexOf(',') > 0;
    }

    private static int verb(String text) {
        for (String verb : VERBS) {
            int at = text.lastIndexOf(verb);
            if (at >= 0 && standsAlone(text, at, at + verb.length())) {
                return at;
            }
        }
        return -1;
    }

    private static boolean standsAlone(String text, int from, int to) {
        if (Character.isIdeographic(text.charAt(from)) || text.charAt(from) >= '\u3040') {
            return true;
        }
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }

    private static boolean endsWithColon(String text) {
        int end = text.length();
        while (end > 0 && " *_>\u00bb)".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end > 0 && (text.charAt(end - 1) == ':' || text.charAt(end - 1) == '\uff1a');
    }

    /** Whether there is a time of day, a year, or a date in digits. */
    static boolean dated(String text) {
        int run = 0;
        int runs = 0;
        boolean joined = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (Character.isDigit(c)) {
                run++;
            } else if (run > 0) {
                if (run == 4) {
                    return true;
                }
                runs++;
                joined |= runs > 1 && i - run > 0 && ":./-hH\u5e74\u6708".indexOf(text.charAt(i - run - 1)) >= 0;
                run = 0;
            }
        }
        return joined;
    }
}
