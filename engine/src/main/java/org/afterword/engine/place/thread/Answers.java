package org.afterword.engine.place.thread;

import java.util.List;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;

/** How many words stand outside quotes between two lines; introductions of quotes and footers do not count. */
final class Answers {
    /** Element {@code i} is the count of all lines before {@code i}. */
    private final int[] sums;

    Answers(List<Line> lines, Attributions attributions, int footer) {
        sums = new int[lines.size() + 1];
        int introducedUpTo = -1;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int count = 0;
            if (line.words() && line.depth() == 0 && i > introducedUpTo && i < footer) {
                introducedUpTo = attributions.endOf(i);
                if (introducedUpTo < 0 && !brokenQuote(lines, i) && !addressAlone(line) && !Footers.is(line)) {
                    count = Characters.countWords(line.text());
                }
            }
            sums[i + 1] = sums[i] + count;
        }
    }

    /** The words in the lines from {@code from} to before {@code to}. */
    int words(int from, int to) {
        return from >= to ? 0 : sums[to] - sums[from];
    }

    /** The rest of a long quoted line that a careless wrap pushed out of its quote; only plain text is wrapped so. */
    private static boolean brokenQuote(List<Line> lines, int i) {
        if (i == 0
                || i + 1 >= lines.size()
                || lines.get(i).first() != null
                || lines.get(i).text().length() > 24) {
            return false;
        }
        Line above = lines.get(i - 1);
        return above.depth() > 0
                && above.text().length() >= 50
                && lines.get(i + 1).depth() > 0;
    }

    /** The end of an attribution that was wrapped out of the quote. */
    private static boolean addressAlone(Line line) {
        String text = line.text();
        return text.startsWith("<") && text.endsWith(">:") && text.indexOf(' ') < 0;
    }
}
