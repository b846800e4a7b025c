package org.afterword.engine.render;

import java.util.List;

/** A piece of markup, where it stands in its source; what is between two of them is text. */
sealed interface MarkupToken {
    /** Where it begins. */
    int start();

    /** Behind it. */
    int end();

    /** @param name in small letters */
    record StartTag(String name, List<MarkupAttribute> attributes, boolean selfClosing, int start, int end)
            implements MarkupToken {
        boolean has(String attribute) {
            return attributes.stream().anyMatch(known -> known.name().equals(attribute));
        }
    }

    /** @param name in small letters */
    record EndTag(String name, int start, int end) implements MarkupToken {}

    /** A comment that says nothing to any mail program. */
    record Comment(int start, int end) implements MarkupToken {}

    /**
     * What only some see begins here, written for classic Outlook.
     *
     * @param negated whether it is for those that are not what the condition names
     * @param inComment whether it stands in the comment, so that all others do not see it, and ends with it
     * @param content what stands in the comment
     */
    record Condition(boolean negated, boolean inComment, List<MarkupToken> content, int start, int end)
            implements MarkupToken {}

    /** The end of what a {@link Condition} outside of a comment began. */
    record ConditionEnd(int start, int end) implements MarkupToken {}

    /** Something that mail programs would not read alike, and what to do about it. */
    record Fault(String message, int start, int end) implements MarkupToken {}

    /**
     * One attribute.
     *
     * @param name in small letters
     * @param value with its character references read
     * @param from where the value begins in the source, behind its quote
     * @param to where it ends
     * @param start of the name
     * @param end behind the closing quote
     */
    record MarkupAttribute(String name, String value, int from, int to, int start, int end) {
        boolean quoted() {
            return end > to;
        }
    }
}
