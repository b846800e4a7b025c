package org.afterword.engine.place.lines;

import java.util.List;
import java.util.Optional;

/** A text as it was read: its source and the lines that a reader sees. */
public sealed interface ReadText permits HtmlBody, PlainBody {
    String source();

    List<Line> lines();

    /** Reads HTML; empty where it is larger than what a person writes: four million characters or 300,000 tags. */
    static Optional<HtmlBody> html(String source) {
        return tooLarge(source, '<') ? Optional.empty() : Optional.of(HtmlLines.read(source));
    }

    /** Reads a plain text; empty where it has more than four million characters or 300,000 lines. */
    static Optional<PlainBody> plain(String source, Flow flow) {
        return tooLarge(source, '\n')
                ? Optional.empty()
                : Optional.of(new PlainBody(source, TextLines.read(source), flow));
    }

    private static boolean tooLarge(String source, char unit) {
        if (source.length() > 4_000_000) {
            return true;
        }
        int count = 0;
        for (int at = source.indexOf(unit); at >= 0 && count <= 300_000; at = source.indexOf(unit, at + 1)) {
            count++;
        }
        return count > 300_000;
    }
}
