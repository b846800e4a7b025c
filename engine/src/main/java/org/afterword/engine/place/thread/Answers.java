package org.afterword.engine.place.thread;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;

/**
 * Tells whether the author's answer stands above a quote or behind it, by the words outside quotes; introductions of quotes
 * and footers do not count. Words between two quotes are always the author's. A few words behind the last quote are no
 * answer if there are many more above.
 */
final class Answers {
    /** So many words behind an introduced quote are no answer if there is three times as much above: a name, a greeting. */
    private static final int STRAY = 6;

    /** So many are a remark that leaves the answer where it is, if there is six times as much above. */
    private static final int REMARK = 12;

    /** For so many lines a trailer is looked for; each costs a walk through the mail. */
    private static final int MOST_TRAILERS = 8;

    private final List<Line> lines;
    private final Attributions attributions;
    private final int[] lastQuoted;
    /** Where the trailer starts, by the line from which it is looked for: one for nearly all quotes of a mail. */
    private final Map<Integer, Integer> trailers = new HashMap<>(4);
    /** Element {@code i} is the count of all lines before {@code i}; made when first needed. */
    private int[] sums = {};

    Answers(List<Line> lines, Attributions attributions) {
        this.lines = lines;
        this.attributions = attributions;
        lastQuoted = new int[lines.size() + 1];
        lastQuoted[0] = -1;
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            lastQuoted[i + 1] = line.depth() > 0 && line.content() ? i : lastQuoted[i];
        }
    }

    /** Whether the answer to {@code quote} stands above it; {@code limit} is the first line that is thread in any case. */
    boolean above(ThreadStart quote, int limit) {
        int last = Math.max(lastQuoted[limit], quote.body() - 1);
        if (words(quote.body(), last) > 0) {
            return false;
        }
        int above = words(0, quote.line());
        int from = Math.min(last + 1, limit);
        int trailer = above > 0 && limit == lines.size() ? trailer(from) : limit;
        int behind = words(from, trailer);
        if (!quote.introduced()) {
            return behind == 0;
        }
        return behind == 0 || behind <= STRAY && above >= 3 * behind || behind <= REMARK && above >= 6 * behind;
    }

    private int trailer(int from) {
        Integer known = trailers.get(from);
        if (known != null) {
            return known;
        }
        if (trailers.size() == MOST_TRAILERS) {
            return lines.size();
        }
        int start = Trailers.start(lines, from);
        trailers.put(from, start);
        return start;
    }

    /** The words in the lines from {@code from} to before {@code to}. */
    private int words(int from, int to) {
        if (sums.length == 0) {
            sums = sums();
        }
        return from >= to ? 0 : sums[to] - sums[from];
    }

    private int[] sums() {
        int[] counted = new int[lines.size() + 1];
        int footer = footer();
        int introducedUpTo = -1;
        for (int i = 0; i < lines.size(); i++) {
            Budget.step();
            Line line = lines.get(i);
            int count = 0;
            if (line.words() && line.depth() == 0 && i > introducedUpTo && i < footer) {
                introducedUpTo = attributions.endOf(i);
                if (introducedUpTo < 0
                        && !brokenQuote(lines, i)
                        && !addressAlone(line)
                        && !signOff(line.text())
                        && !Footers.is(line)) {
                    count = Characters.countWords(line.text());
                }
            }
            counted[i + 1] = counted[i] + count;
        }
        return counted;
    }

    /** Where a footer or a signature below the quotes starts; the number of lines if there is none. */
    private int footer() {
        int footer = Footers.start(lines, Footers::is);
        int seen = 0;
        for (int i = footer - 1; i >= 0 && seen < 16; i--) {
            Line line = lines.get(i);
            if (line.depth() > 0 && line.content()) {
                break;
            }
            if (Separators.kind(line) == Separators.Kind.RULE || line.dashes()) {
                footer = i;
            }
            seen += line.blank() ? 0 : 1;
        }
        return footer;
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

    /** {@code Reviewed-by: Ann <ann@contoso.example>}, which people put into a quoted patch and programs read. */
    static boolean signOff(String text) {
        int colon = text.indexOf("-by: ");
        return colon > 0
                && colon < 16
                && text.indexOf(' ') == colon + 4
                && text.endsWith(">")
                && Telling.addressed(text);
    }
}
