package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.jspecify.annotations.Nullable;

/** Signatures known by their text: the person's earlier ones and the patterns of the tenant. */
final class KnownSignatures {
    /** Fewer letters may be the author's own words. */
    private static final int FEWEST_LETTERS = 16;

    /** A signature that has more is broken into no more lines than these. */
    private static final int MOST_LINES = 200;

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

    /** Lines with words, as they are compared: each made once, however many signatures are looked for in it. */
    static final class Words {
        private final List<Line> lines;
        private final @Nullable String[] lower;
        private final @Nullable String[] letters;

        Words(List<Line> lines) {
            this.lines = lines;
            lower = new @Nullable String[lines.size()];
            letters = new @Nullable String[lines.size()];
        }

        int size() {
            return lines.size();
        }

        private String lower(int line) {
            String known = lower[line];
            if (known == null) {
                known = Characters.lower(lines.get(line).text());
                Budget.steps(known.length());
                lower[line] = known;
            }
            return known;
        }

        private String letters(int line) {
            String known = letters[line];
            if (known == null) {
                known = KnownSignatures.letters(lower(line));
                Budget.steps(known.length());
                letters[line] = known;
            }
            return known;
        }
    }

    /** How many of the lines from {@code from} on a known signature covers; 0 for none. */
    int coveredFrom(Words words, int from) {
        Budget.steps(1 + patterns.size());
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

    private static int coveredByLetters(String sought, Words words, int from) {
        int position = 0;
        int end = Math.min(words.size(), from + MOST_LINES);
        for (int i = from; i < end; i++) {
            Budget.step();
            String letters = words.letters(i);
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

    /** Whether {@code text} holds {@code sought}, in time that grows with their lengths and not with their product. */
    static boolean holds(String text, String sought) {
        int[] border = new int[sought.length() + 1];
        int matched = 0;
        for (int i = 1; i < sought.length(); i++) {
            while (matched > 0 && sought.charAt(i) != sought.charAt(matched)) {
                matched = border[matched];
            }
            matched += sought.charAt(i) == sought.charAt(matched) ? 1 : 0;
            border[i + 1] = matched;
        }
        Budget.steps(text.length() + sought.length());
        matched = 0;
        for (int i = 0; i < text.length() && matched < sought.length(); i++) {
            while (matched > 0 && text.charAt(i) != sought.charAt(matched)) {
                matched = border[matched];
            }
            matched += text.charAt(i) == sought.charAt(matched) ? 1 : 0;
        }
        return matched == sought.length();
    }

    /** The letters and digits of lines, in lower case, without addresses of links. */
    static String letters(Stream<Line> lines) {
        StringBuilder letters = new StringBuilder();
        lines.forEach(line -> letters.append(letters(Taglines.withoutLinks(Characters.lower(line.text())))));
        return letters.toString();
    }

    private static String letters(String text) {
        Budget.steps(text.length());
        StringBuilder letters = new StringBuilder(text.length());
        text.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    private static boolean covers(List<String> pattern, Words words, int from) {
        for (int i = 0; i < pattern.size(); i++) {
            if (!matches(pattern.get(i), words.lower(from + i))) {
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
