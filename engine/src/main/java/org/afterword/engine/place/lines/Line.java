package org.afterword.engine.place.lines;

import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * One line of a mail as its reader sees it, in HTML or in plain text.
 *
 * @param text its words, runs of white space as one space, without the quote prefix
 * @param depth how many quotes it stands in
 * @param start where its visible content starts, in UTF-16 units of the source; in a text, where the line starts
 * @param end where its visible content ends; in a text, before the line end
 * @param kind what it shows
 * @param linked whether a link in it leads to the advertisement of a mail app
 * @param first the first node of its content; null in a text
 * @param last the last node of its content; null in a text
 */
public record Line(
        String text,
        int depth,
        int start,
        int end,
        Kind kind,
        boolean linked,
        @Nullable Node first,
        @Nullable Node last) {
    /** What a line shows. */
    public enum Kind {
        WORDS,
        /** Nothing but white space. */
        BLANK,
        /** A picture and no words. */
        PICTURE,
        /** A horizontal rule. */
        RULE
    }

    /** The text of a line of two dashes and a blank; all other lines have no blank at their end. */
    static final String DELIMITER = "-- ";

    /** Whether the line parts a signature from the text (RFC 3676, section 4.3). */
    public boolean delimiter() {
        return text.equals(DELIMITER);
    }

    /** Whether it is two dashes, with the blank behind them or without. */
    public boolean dashes() {
        return delimiter() || text.equals("--");
    }

    public boolean blank() {
        return kind == Kind.BLANK;
    }

    /** Whether somebody wrote it: words or a picture. */
    public boolean content() {
        return kind == Kind.WORDS || kind == Kind.PICTURE;
    }

    public boolean words() {
        return kind == Kind.WORDS;
    }
}
