package org.afterword.engine.model;

/**
 * Words that an author types to have a signature, or to have none. They are found in any case.
 *
 * @param removeFromSubject whether the words are taken out of the subject when they have had their effect
 */
public record Keyword(String text, Place place, Effect effect, boolean removeFromSubject) {
    /** Where they are looked for. */
    public enum Place {
        SUBJECT,
        /** In what the author wrote, not in the quoted thread. */
        BODY,
        EITHER
    }

    /** What they do. */
    public enum Effect {
        /** The rule is used only for mails that have the words. */
        REQUIRE,
        /** The rule is not used for mails that have the words. */
        SUPPRESS
    }

    /** @throws IllegalArgumentException if there are no words */
    public Keyword {
        text = text.strip();
        if (text.isEmpty() || text.length() > 100 || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a keyword has 1 to 100 characters on one line");
        }
    }
}
