package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.afterword.engine.place.lines.Phrases;

/**
 * The names of devices and mail programs, and the words that stand beside them in a tagline: {@code my}, {@code for}, the
 * model. What holds any other word is a sentence of somebody's.
 */
final class TaglineNames {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final int LONGEST_MODEL = 8;
    private static final List<String> DEVICES = new ArrayList<>();
    private static final List<String> PRODUCTS = new ArrayList<>();
    private static final List<String> NAMES = new ArrayList<>();
    private static final List<String> UNSPACED_WORDS = new ArrayList<>();
    private static final Set<String> WORDS = new HashSet<>();
    private static final Set<String> ENDINGS = new HashSet<>();

    static {
        for (Phrases.Row row : Phrases.read(TaglineNames.class, "tagline-names.txt")) {
            List<String> phrases = row.columns().getFirst();
            switch (row.name()) {
                case "devices" -> DEVICES.addAll(phrases);
                case "products" -> PRODUCTS.addAll(phrases);
                case "endings" -> ENDINGS.addAll(phrases);
                default -> WORDS.addAll(phrases);
            }
        }
        Comparator<String> longestFirst =
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());
        NAMES.addAll(DEVICES);
        NAMES.addAll(PRODUCTS);
        NAMES.sort(longestFirst);
        WORDS.stream()
                .filter(word -> unspaced(word.charAt(0)))
                .sorted(longestFirst)
                .forEach(UNSPACED_WORDS::add);
    }

    private TaglineNames() {}

    /**
     * Whether a line, in lower case, names a device or a program.
     *
     * @param named the part of it that holds nothing but names
     */
    static boolean deviceOrProduct(String line, String named) {
        return nothingElse(named) && (names(line, DEVICES) || names(line, PRODUCTS));
    }

    /** Whether it names a program and the device or system that it is for. */
    static boolean productForDevice(String line, String named) {
        return nothingElse(named) && names(line, DEVICES) && names(line, PRODUCTS);
    }

    /** Whether there is the name of a program in it, whatever else there is. */
    static boolean holdsProduct(String text) {
        return names(text, PRODUCTS);
    }

    private static boolean names(String text, List<String> names) {
        return names.stream().anyMatch(name -> find(text, name, 0) >= 0);
    }

    private static boolean nothingElse(String text) {
        String rest = text;
        for (String name : NAMES) {
            for (int at = find(rest, name, 0); at >= 0; at = find(rest, name, at)) {
                rest = rest.substring(0, at) + ' ' + rest.substring(endOfWord(rest, at + name.length(), name));
            }
        }
        for (String word : UNSPACED_WORDS) {
            if (rest.contains(word)) {
                rest = rest.replace(word, " ");
            }
        }
        for (String word : BETWEEN_WORDS.split(rest)) {
            boolean model = word.length() <= LONGEST_MODEL && word.chars().anyMatch(Character::isDigit);
            if (!word.isEmpty() && !model && !WORDS.contains(word) && !ENDINGS.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** Where the name stands as a word, with no more behind it than a case ending; -1 if it does not. */
    private static int find(String whole, String name, int from) {
        for (int at = whole.indexOf(name, from); at >= 0; at = whole.indexOf(name, at + 1)) {
            boolean begins = at == 0 || !continues(whole.charAt(at - 1), name);
            if (begins && endOfWord(whole, at + name.length(), name) >= 0) {
                return at;
            }
        }
        return -1;
    }

    /** The end of the word that a name begins; -1 if what follows is no ending of a name. */
    private static int endOfWord(String text, int end, String name) {
        int to = end;
        while (to < text.length() && continues(text.charAt(to), name) && !(Character.isDigit(text.charAt(to)))) {
            to++;
        }
        return to == end || ENDINGS.contains(text.substring(end, to)) ? to : -1;
    }

    /** Whether a letter next to a name is of the same word: in scripts without spaces it is not, nor is one of another script. */
    private static boolean continues(char letter, String name) {
        boolean sameScript = name.charAt(0) > '\u0250' || letter < '\u0250';
        return Character.isLetterOrDigit(letter) && !unspaced(name.charAt(0)) && !unspaced(letter) && sameScript;
    }

    /** Whether words of the letter's script stand without spaces between them, or with particles in front or behind. */
    private static boolean unspaced(char letter) {
        return letter >= '\u0590' && letter < '\u1e00' || letter >= '\u3040';
    }
}
