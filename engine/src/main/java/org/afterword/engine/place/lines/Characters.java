package org.afterword.engine.place.lines;

import java.util.Locale;

/** The characters of lines: which are white space to a reader, which can be seen at all. */
public final class Characters {
    private Characters() {}

    static boolean space(char c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c == '\u00a0' || c >= '\u2000' && c <= '\u200a' || c == '\u3000';
    }

    /** Characters without width: joiners, marks of direction, the byte order mark. */
    public static boolean unseen(char c) {
        return c >= '\u200b' && c <= '\u200f'
                || c >= '\u202a' && c <= '\u202e'
                || c >= '\u2060' && c <= '\u2069'
                || c == '\ufeff'
                || c == '\u00ad';
    }

    /** The words of {@code text}, one space between them, nothing unseen. */
    public static String collapse(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (space(c)) {
                gap = true;
            } else if (!unseen(c)) {
                if (gap && !out.isEmpty()) {
                    out.append(' ');
                }
                gap = false;
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Whether a blank stands right behind the last character that is seen, as in the line {@code -- } that parts a signature. */
    static boolean blankAtEnd(CharSequence text) {
        int end = text.length();
        while (end > 0 && (space(text.charAt(end - 1)) || unseen(text.charAt(end - 1)))) {
            end--;
        }
        return end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\u00a0');
    }

    /** How many characters a reader sees. */
    static int countSeen(CharSequence text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            count += space(text.charAt(i)) || unseen(text.charAt(i)) ? 0 : 1;
        }
        return count;
    }

    /** In lower case, for comparison: a dotted capital I is an i, and a typographic apostrophe a straight one. */
    public static String lower(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.indexOf('\u0307') < 0 && lower.indexOf('\u2019') < 0
                ? lower
                : lower.replace("i\u0307", "i").replace('\u2019', '\'');
    }

    /** How many runs of letters and digits there are; each ideograph or kana counts as a word of its own. */
    public static int countWords(CharSequence text) {
        int count = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = Character.isLetterOrDigit(c);
            if (letter && (!inside || Character.isIdeographic(c))) {
                count++;
            }
            inside = letter;
        }
        return count;
    }

    /** Whether {@code text} holds nothing but one or several of the characters in {@code of} and spaces, at least {@code least}. */
    public static boolean onlyOf(String text, String of, int least) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (of.indexOf(c) >= 0) {
                count++;
            } else if (c != ' ') {
                return false;
            }
        }
        return count >= least;
    }
}
