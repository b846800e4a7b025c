package org.afterword.engine.place.lines;

import java.util.List;
import java.util.Optional;
import org.afterword.engine.budget.Budget;

/** A text as it was read: its source and the lines that a reader sees. */
public sealed interface ReadText permits HtmlBody, PlainBody {
    String source();

    List<Line> lines();

    /** In characters; the longest conversations have some hundred thousand, pictures written into the HTML some millions. */
    int LONGEST = 4_000_000;

    /** Tags or lines; the longest conversations have some thousands, pasted tables some tens of thousands. */
    int MOST_UNITS = 300_000;

    /** What a tag keeps in memory, in characters. */
    int CHARACTERS_OF_TAG = 16;

    /** The greatest {@link #weight} of a text that is read. */
    long LARGEST = LONGEST + (long) CHARACTERS_OF_TAG * MOST_UNITS;

    /** How much memory reading it takes, counted in characters. */
    static long weight(String source) {
        long tags = 0;
        for (int at = source.indexOf('<'); at >= 0; at = source.indexOf('<', at + 1)) {
            tags++;
        }
        return source.length() + CHARACTERS_OF_TAG * tags;
    }

    /** Reads HTML; empty where it has more characters or tags than a person writes, or its tree has. */
    static Optional<HtmlBody> html(String source) {
        return tooLarge(source, '<') ? Optional.empty() : HtmlLines.read(source);
    }

    /** Reads a plain text; empty where it has more characters or lines than a person writes. */
    static Optional<PlainBody> plain(String source, Flow flow) {
        return tooLarge(source, '\n')
                ? Optional.empty()
                : Optional.of(new PlainBody(source, TextLines.read(source), flow));
    }

    private static boolean tooLarge(String source, char unit) {
        if (source.length() > LONGEST) {
            return true;
        }
        Budget.steps(source.length() / 16);
        int count = 0;
        for (int at = source.indexOf(unit); at >= 0 && count <= MOST_UNITS; at = source.indexOf(unit, at + 1)) {
            count++;
        }
        return count > MOST_UNITS;
    }
}
