package org.afterword.engine.model;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a rule asks of the header of a mail (RFC 5322, section 2.2): whether it has a field of a name, and one of some words in
 * it. Names and words are found in any case.
 *
 * @param name of the field
 * @param words of which one must be in the field's text; empty if the field need only be there
 */
public record HeaderCondition(String name, Set<String> words, Effect effect) {
    /** In characters. */
    public static final int LONGEST_NAME = 76;

    public static final int MOST_WORDS = 50;
    public static final int LONGEST_WORD = 100;

    /** What it does. */
    public enum Effect {
        /** The rule is used only for mails of which the condition holds. */
        REQUIRE,
        /** The rule is not used for mails of which the condition holds. */
        EXCEPT
    }

    /** @throws IllegalArgumentException if no field can have the name, or a word is empty, too long or of several lines */
    public HeaderCondition {
        name = name.strip();
        if (!isName(name)) {
            throw new IllegalArgumentException("not the name of a header field");
        }
        words = words.stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        if (words.size() > MOST_WORDS || !words.stream().allMatch(HeaderCondition::isWord)) {
            throw new IllegalArgumentException(
                    "a condition has at most 50 words, each of 1 to 100 characters on one line");
        }
    }

    /** Whether a header field can have the name. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    private static boolean isWord(String word) {
        return !word.isEmpty() && word.length() <= LONGEST_WORD && word.chars().noneMatch(Character::isISOControl);
    }
}
