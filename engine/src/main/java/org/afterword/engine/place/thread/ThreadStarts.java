package org.afterword.engine.place.thread;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Mark;
import org.afterword.engine.place.lines.Surroundings;
import org.afterword.engine.place.thread.ThreadStart.What;
import org.jspecify.annotations.Nullable;

/**
 * Collects the places where the thread may begin: the marks of mail programs, header blocks, separators, attributions and
 * quotes. The search ends at the first that is certain and has nothing but thread below it.
 */
final class ThreadStarts {
    /** The longest introduction of a quote in a client's own container. */
    private static final int INTRODUCTION_LINES = 5;

    private static final int LONGEST_ANNOUNCEMENT = 50;

    private final List<Line> lines;
    private final Surroundings surroundings = new Surroundings();
    private final HeaderBlocks headers;
    private final Attributions attributions;
    private final List<ThreadStart> quotes = new ArrayList<>();
    private final List<ThreadStart> likely = new ArrayList<>();
    private @Nullable ThreadStart header;
    private boolean byMark;
    /** The last line at which a mail client's introduction of a quote starts. */
    private int introduction = -INTRODUCTION_LINES;
    /** A header inside a quote that nothing introduced: the author's text got into the container of the thread. */
    private @Nullable ThreadStart inner;

    private ThreadStarts(List<Line> lines) {
        this.lines = lines;
        headers = new HeaderBlocks(lines);
        attributions = new Attributions(lines, surroundings);
    }

    static ThreadStarts in(List<Line> lines, List<Mark> marks) {
        ThreadStarts starts = new ThreadStarts(lines);
        starts.collect(marks);
        return starts;
    }

    /** Quotes above the header, from the top. */
    List<ThreadStart> quotes() {
        return quotes;
    }

    /** The first header that is certain, outside quotes. */
    @Nullable ThreadStart header() {
        return header;
    }

    /** Headers above it that an author may have written too, from the top. */
    List<ThreadStart> likely() {
        return likely;
    }

    @Nullable ThreadStart inner() {
        return inner;
    }

    /** Whether the header is marked by the mail program of the author, so that none stands above it. */
    boolean headerIsMarked() {
        return byMark;
    }

    Attributions attributions() {
        return attributions;
    }

    private void collect(List<Mark> marks) {
        int mark = 0;
        int previousDepth = 0;
        boolean wordsAbove = false;
        boolean cited = false;
        for (int i = 0; i < lines.size() && header == null; i++) {
            Budget.step();
            Line line = lines.get(i);
            boolean marked = false;
            while (mark < marks.size() && marks.get(mark).line() <= i) {
                marked |= marks.get(mark).kind() == Mark.Kind.HEADER;
                if (marks.get(mark).kind() == Mark.Kind.INTRODUCTION && line.depth() == 0) {
                    introduction = i;
                }
                mark++;
            }
            if (marked && line.depth() == 0) {
                header = header(i, i, Strength.CERTAIN, "the client's mark of a header");
                byMark = true;
            } else if (!line.blank()) {
                boolean cites = line.depth() > 0 && !cited && surroundings.cited(line.first());
                if (line.depth() == 0) {
                    wordsAbove |= line.words();
                    i = Math.max(i, unquoted(i));
                } else if (previousDepth == 0 || cites) {
                    quoteAt(i);
                } else if (inner == null && onlyContainers(!wordsAbove)) {
                    inner = innerAt(i, marked);
                }
                previousDepth = lines.get(i).depth();
                // Below an indented paragraph of the author's the quote of the mail program is another one.
                cited = line.depth() > 0 && (cited || cites);
            }
        }
    }

    private ThreadStart header(int line, int body, Strength strength, String evidence) {
        return new ThreadStart(withRuleAbove(line), body, What.HEADER, strength, evidence);
    }

    /** Whether the quotes so far are containers of whole threads that nothing introduced, or all that there is. */
    private boolean onlyContainers(boolean nothingAbove) {
        if (quotes.isEmpty()) {
            return false;
        }
        ThreadStart last = quotes.getLast();
        if (last.body() >= lines.size() || lines.get(last.body()).first() == null) {
            return false;
        }
        return last.introduced()
                ? nothingAbove && last.line() == last.body()
                : nothingAbove || surroundings.inThread(lines.get(last.body()).first());
    }

    /** A header or an attribution inside a quote, with words of the author's above it in the same quote. */
    private @Nullable ThreadStart innerAt(int i, boolean marked) {
        ThreadStart found = headerAt(i, marked);
        if (found != null && found.strength().some()) {
            return found;
        }
        Attributions.Found attribution = attributions.at(i);
        return attribution != null && !attributions.quoteFollows(attribution.end())
                ? header(i, attribution.end() + 1, attribution.strength(), "an attribution inside a quote")
                : null;
    }

    /** Looks at a line outside quotes; returns the last line that was taken in. */
    private int unquoted(int i) {
        ThreadStart found = headerAt(i, false);
        if (found != null) {
            return note(found, i);
        }
        Attributions.Found attribution = attributions.at(i);
        if (attribution == null) {
            return i;
        }
        int end = attribution.end();
        int start = attributions.startOf(i);
        if (attributions.quoteFollows(end)) {
            int quoted = nextWords(end + 1, 4);
            boolean cited = quoted >= 0 && surroundings.cited(lines.get(quoted).first());
            quotes.add(new ThreadStart(
                    withRuleAbove(start),
                    end + 1,
                    What.INTRODUCED_QUOTE,
                    cited ? Strength.CERTAIN : attribution.strength(),
                    "an attribution above a quote"));
            return end;
        }
        return note(header(start, end + 1, attribution.strength(), "an attribution"), end);
    }

    private int note(ThreadStart found, int end) {
        switch (found.strength()) {
            case CERTAIN -> header = found;
            case LIKELY -> likely.add(found);
            case NONE -> {}
        }
        return end;
    }

    /** A header block or a separator that stands at {@code i}; null for neither. */
    private @Nullable ThreadStart headerAt(int i, boolean marked) {
        Line line = lines.get(i);
        Separators.Kind separator = Separators.kind(line);
        int next = nextWords(i + 1, 4);
        if (separator == Separators.Kind.REPLY || separator == Separators.Kind.FORWARD) {
            boolean labelled = next >= 0 && headers.labelled(next) || Separators.headed(line);
            if (!labelled && Separators.ambiguous(line)) {
                return null;
            }
            boolean certain = next >= 0 && headers.at(next, true).some() || Separators.headed(line);
            return new ThreadStart(
                    withRuleAbove(i),
                    i + 1,
                    separator == Separators.Kind.FORWARD ? What.FORWARDED_HEADER : What.HEADER,
                    certain ? Strength.CERTAIN : Strength.LIKELY,
                    "a separator");
        }
        Separators.Kind bare = Separators.bareKind(line);
        if (next >= 0 && (separator == Separators.Kind.RULE || bare != null || Separators.dashed(line))) {
            Strength below = headers.at(next, true);
            if (below.some()) {
                What what = bare == Separators.Kind.FORWARD ? What.FORWARDED_HEADER : What.HEADER;
                Strength strength = bare == null && !Separators.outlook(line) ? below : Strength.CERTAIN;
                return new ThreadStart(withRuleAbove(i), next, what, strength, "a header block below a separator");
            }
        }
        Strength block = marked ? Strength.CERTAIN : headers.at(i, false);
        if (block.some()) {
            return header(i, i, block, "a header block");
        }
        if (Separators.notes(line.text())) {
            return new ThreadStart(
                    i, i + 1, What.HEADER, Strength.CERTAIN, "the summary that Notes puts above a quoted mail");
        }
        return null;
    }

    /** A quote starts at {@code i}; what stands right above may introduce it. */
    private void quoteAt(int i) {
        int above = previousContent(i - 1, 3);
        if (!quotes.isEmpty()
                && quotes.getLast().introduced()
                && above < quotes.getLast().body()) {
            return;
        }
        boolean introducedInside = attributions.endOf(i) >= 0;
        if (above >= 0 && !introducedInside && lines.get(above).depth() == 0 && attributions.introduces(above)) {
            String text = lines.get(attributions.startOf(above)).text()
                    + lines.get(above).text();
            boolean certain = Attributions.attributes(text) && Telling.timed(text)
                    || surroundings.cited(lines.get(i).first());
            quotes.add(new ThreadStart(
                    attributions.startOf(above),
                    i,
                    What.INTRODUCED_QUOTE,
                    certain ? Strength.CERTAIN : Strength.LIKELY,
                    "a line that introduces a quote"));
            return;
        }
        if (i - introduction < INTRODUCTION_LINES) {
            quotes.add(quote(introduction, i, "the client's mark of a quote"));
            return;
        }
        Line line = lines.get(i);
        boolean ambiguous = Separators.ambiguous(line);
        Separators.Kind separator = ambiguous ? null : Separators.kind(line);
        Separators.Kind bare = ambiguous ? null : Separators.bareKind(line);
        boolean forward = separator == Separators.Kind.FORWARD || bare == Separators.Kind.FORWARD;
        Strength block = headers.at(i, true);
        boolean headed = block.some();
        if (separator == Separators.Kind.REPLY || forward || headed) {
            boolean announced = headed && above >= 0 && announcesForward(above);
            quotes.add(new ThreadStart(
                    withRuleAbove(announced ? above : i),
                    lines.size(),
                    forward || announced ? What.FORWARDED_QUOTE : What.INTRODUCED_QUOTE,
                    headed && !announced && !forward && !surroundings.cited(line.first()) ? block : Strength.CERTAIN,
                    "a quote that begins with a header"));
        } else if (attributions.endOfArrows(i) >= 0) {
            quotes.add(quote(i, attributions.endOfArrows(i) + 1, "the attribution that GroupWise puts above a quote"));
        } else if (groupWise(line)) {
            quotes.add(quote(i, lines.size(), "the line that GroupWise puts above a thread"));
        } else if (introducedInside
                || attributions.introduces(i)
                        && (Attributions.endsWithColon(line.text()) || surroundings.cited(line.first()))
                || bare != null) {
            Attributions.Found inside = attributions.at(i);
            Strength strength =
                    inside != null && inside.strength() == Strength.CERTAIN || surroundings.cited(line.first())
                            ? Strength.CERTAIN
                            : Strength.LIKELY;
            quotes.add(new ThreadStart(i, i, What.INTRODUCED_QUOTE, strength, "a quote with an attribution"));
        } else {
            Strength strength = surroundings.cited(line.first()) ? Strength.CERTAIN : Strength.LIKELY;
            quotes.add(new ThreadStart(i, i, What.BARE_QUOTE, strength, "a quote"));
        }
    }

    private static ThreadStart quote(int line, int body, String evidence) {
        return new ThreadStart(line, body, What.INTRODUCED_QUOTE, Strength.CERTAIN, evidence);
    }

    /** The rule, the underscores or the summary that belong to a header block below them. */
    private int withRuleAbove(int line) {
        int top = line;
        for (int i = 0; i < 4; i++) {
            int above = previousContent(top - 1, 3);
            if (above >= 0 && addressOnly(lines.get(above).text())) {
                // Foxmail puts whom it answers between its rule and the header; elsewhere an address is the author's.
                above = previousContent(above - 1, 3);
                if (above < 0 || lines.get(above).kind() != Line.Kind.RULE) {
                    break;
                }
            }
            if (above < 0 || lines.get(above).depth() > lines.get(top).depth() || !announces(lines.get(above))) {
                break;
            }
            top = above;
        }
        return top;
    }

    private boolean announces(Line line) {
        return Separators.kind(line) != null
                || Separators.dashed(line)
                || Separators.bareKind(line) != null
                || Separators.notes(line.text())
                || surroundings.summary(line.first());
    }

    private static boolean addressOnly(String text) {
        return text.length() < 80 && text.indexOf('@') > 0 && text.indexOf(' ') < 0 && text.indexOf(':') < 0;
    }

    /** A line such as {@code Begin forwarded message:}, in whatever language, by itself above a quoted header. */
    private boolean announcesForward(int index) {
        Line line = lines.get(index);
        boolean alone = index == 0 || !lines.get(index - 1).content();
        return alone
                && line.words()
                && line.depth() == 0
                && line.text().length() <= LONGEST_ANNOUNCEMENT
                && Attributions.endsWithColon(line.text());
    }

    /** {@code >>> Name 26.05.2021, 06:08 >>>}, below which nothing is marked as quoted. */
    private static boolean groupWise(Line line) {
        return line.depth() == 3 && line.text().endsWith(">>>") && Telling.dated(line.text());
    }

    private int nextWords(int from, int most) {
        for (int i = from; i < lines.size() && i < from + most; i++) {
            if (lines.get(i).words()) {
                return i;
            }
        }
        return -1;
    }

    private int previousContent(int from, int most) {
        for (int i = from; i >= 0 && i > from - most; i--) {
            if (!lines.get(i).blank()) {
                return i;
            }
        }
        return -1;
    }
}
