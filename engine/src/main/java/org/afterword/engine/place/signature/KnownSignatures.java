package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;

/** Signatures known by their text: the person's earlier ones and the patterns of the tenant. */
final class KnownSignatures {
    /** Fewer letters may be the author's own words. */
    private static final int FEWEST_LETTERS = 16;

    private final List<List<String>> patterns = new ArrayList<>();

    /** The letters and digits of those without an asterisk: mail programs break the lines of a table's cells anew. */
    private final List<String> letters = new ArrayList<>();

    /** @param texts of one or several lines; an asterisk stands for any characters of its line */
    KnownSignatures(List<String> texts) {
        for (String text : texts) {
            List<String> lines = Arrays.stream(text.split("\r\n|\r|\n", -1))
                    .map(line -> Characters.lower(Characters.collapse(line)))
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (lines.stream().anyMatch(line -> !Characters.onlyOf(line, "*", 0))) {
                patterns.add(lines);
                String joined = letters(String.join("", lines));
                if (text.indexOf('*') < 0 && lines.size() > 1 && joined.length() >= FEWEST_LETTERS) {
                    letters.add(joined);
                }
            }
        }
        patterns.sort((a, b) -> Integer.compare(b.size(), a.size()));
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** How many of the lines from {@code from} on a known signature covers; 0 for none. Only lines with words are given. */
    int coveredFrom(List<Line> words, int from) {
        for (List<String> pattern : patterns) {
            if (from + pattern.size() <= words.size() && covers(pattern, words, from)) {
                return pattern.size();
            }
        }
        for (String sought : letters) {
            int covered = coveredByLetters(sought, words, from);
            if (covered > 0) {
                return covered;
            }
        }
        return 0;
    }

    private static int coveredByLetters(String sought, List<Line> words, int from) {
        int position = 0;
        for (int i = from; i < words.size(); i++) {
            String letters = letters(Characters.lower(words.get(i).text()));
            if (!sought.startsWith(letters, position)) {
                return 0;
            }
            position += letters.length();
            if (position == sought.length()) {
                return i - from + 1;
            }
        }
        return 0;
    }

    /** The letters and digits of lines, in lower case, without addresses of links. */
    static String letters(Stream<Line> lines) {
        StringBuilder letters = new StringBuilder();
        lines.forEach(line -> letters.append(letters(Taglines.withoutLinks(Characters.lower(line.text())))));
        return letters.toString();
    }

    private static String letters(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        text.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static boolean covers(List<String> pattern, List<Line> words, int from) {
        for (int i = 0; i < pattern.size(); i++) {
            if (!matches(pattern.get(i), Characters.lower(words.get(from + i).text()))) {
                return false;
            }
        }
        return true;
    }

    /** Matches asterisks in time linear in the text for each of them: the pieces between are looked for from left to right. */
    static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(text);
        }
        int last = pattern.lastIndexOf('*');
        int end = text.length() - (pattern.length() - last - 1);
        if (end < star || !text.startsWith(pattern.substring(0, star)) || !text.endsWith(pattern.substring(last + 1))) {
            return false;
        }
        int position = star;
        for (String piece : pattern.substring(star, last).split("\\*+")) {
            int at = text.indexOf(piece, position);
            if (at < 0 || at + piece.length() > end) {
                return false;
            }
            position = at + piece.length();
        }
        return position <= end;
    }
}
