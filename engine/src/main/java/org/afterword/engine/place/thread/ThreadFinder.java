package org.afterword.engine.place.thread;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Mark;
import org.afterword.engine.place.thread.MailThread.Form;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the quoted thread begins, in lines of HTML or of text.
 *
 * <p>Candidates are the marks of mail clients, header blocks, separators, attributions and quotes. A header block or a
 * separator ends the search, since all below is thread. An attribution or a quote counts if no text of the author stands
 * behind it; the earliest of those wins. If the author's text stands behind all of them, the answer was written between
 * the quotes or below them.
 */
public final class ThreadFinder {
    /** So many words behind a quote are no answer if there is three times as much above: a name, a greeting. */
    private static final int STRAY = 6;

    /** So many are a remark that leaves the answer where it is, if there is six times as much above. */
    private static final int REMARK = 12;

    /** The longest introduction of a quote in a client's own container. */
    private static final int INTRODUCTION_LINES = 5;

    private static final int LONGEST_ANNOUNCEMENT = 50;

    /**
     * A place where the thread may begin.
     *
     * @param body the first line below the introduction
     * @param introduced whether something says that a quote follows; if not, it may be an indented paragraph
     */
    private record Candidate(int line, int body, boolean forward, boolean introduced, String evidence) {}

    private final List<Line> lines;
    private final List<Mark> marks;
    private final HeaderBlocks headers;
    private final Attributions attributions;
    private final List<Candidate> quotes = new ArrayList<>();
    private @Nullable Candidate header;
    /** The last line at which a mail client's introduction of a quote starts. */
    private int introduction = -INTRODUCTION_LINES;
    /** A header inside a quote that nothing introduced: the author's text got into the container of the thread. */
    private @Nullable Candidate inner;

    private ThreadFinder(List<Line> lines, List<Mark> marks) {
        this.lines = lines;
        this.marks = marks;
        headers = new HeaderBlocks(lines);
        attributions = new Attributions(lines);
    }

    /** Looks for candidates, once for all that is asked about the thread. */
    static ThreadFinder in(List<Line> lines, List<Mark> marks) {
        ThreadFinder finder = new ThreadFinder(lines, marks);
        finder.collect();
        return finder;
    }

    private void collect() {
        int mark = 0;
        int previousDepth = 0;
        for (int i = 0; i < lines.size() && header == null; i++) {
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
                header = new Candidate(withRuleAbove(i), i, false, true, "the client's mark of a header");
            } else if (!line.blank()) {
                if (line.depth() == 0) {
                    i = Math.max(i, unquoted(i));
                } else if (previousDepth == 0) {
                    quoteAt(i);
                } else if (inner == null && onlyContainers()) {
                    inner = headerAt(i, marked);
                }
                previousDepth = lines.get(i).depth();
            }
        }
    }

    /** Whether the quotes so far are containers of whole threads that nothing introduced. */
    private boolean onlyContainers() {
        if (quotes.isEmpty()) {
            return false;
        }
        Candidate last = quotes.getLast();
        return !last.introduced() && Mark.inThread(lines.get(last.line()).first());
    }

    /** Looks at a line outside quotes; returns the last line that was taken in. */
    private int unquoted(int i) {
        header = headerAt(i, false);
        if (header != null) {
            return i;
        }
        int end = attributions.endOf(i);
        if (end < 0) {
            return i;
        }
        int start = withRuleAbove(attributions.startOf(i));
        if (attributions.quoteFollows(end)) {
            quotes.add(new Candidate(start, end + 1, false, true, "an attribution above a quote"));
        } else {
            header = new Candidate(start, end + 1, false, true, "an attribution");
        }
        return end;
    }

    /** A header block or a separator that stands at {@code i}. */
    private @Nullable Candidate headerAt(int i, boolean marked) {
        Line line = lines.get(i);
        Separators.Kind separator = Separators.kind(line);
        if (separator == Separators.Kind.REPLY || separator == Separators.Kind.FORWARD) {
            return new Candidate(withRuleAbove(i), i + 1, separator == Separators.Kind.FORWARD, true, "a separator");
        }
        Separators.Kind bare = Separators.bareKind(line);
        if (separator == Separators.Kind.RULE || bare != null || Separators.dashed(line)) {
            int next = nextWords(i + 1, 4);
            if (next >= 0 && headers.startsAt(next, true)) {
                boolean forward = bare == Separators.Kind.FORWARD;
                return new Candidate(withRuleAbove(i), next, forward, true, "a header block below a separator");
            }
        }
        if (marked || headers.startsAt(i, false)) {
            return new Candidate(withRuleAbove(i), i, false, true, "a header block");
        }
        if (Separators.notes(line.text())) {
            return new Candidate(i, i + 1, false, true, "the summary that Notes puts above a quoted mail");
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
            quotes.add(new Candidate(attributions.startOf(above), i, false, true, "a line that introduces a quote"));
            return;
        }
        if (i - introduction < INTRODUCTION_LINES) {
            quotes.add(new Candidate(introduction, i, false, true, "the client's mark of a quote"));
            return;
        }
        Line line = lines.get(i);
        Separators.Kind separator = Separators.kind(line);
        Separators.Kind bare = Separators.bareKind(line);
        boolean forward = separator == Separators.Kind.FORWARD || bare == Separators.Kind.FORWARD;
        boolean headed = headers.startsAt(i, true);
        if (separator == Separators.Kind.REPLY || forward || headed) {
            boolean announced = headed && above >= 0 && announcesForward(above);
            int start = withRuleAbove(announced ? above : i);
            quotes.add(new Candidate(
                    start, lines.size(), forward || announced, true, "a quote that begins with a header"));
        } else if (attributions.endOfArrows(i) >= 0) {
            quotes.add(new Candidate(
                    i,
                    attributions.endOfArrows(i) + 1,
                    false,
                    true,
                    "the attribution that GroupWise puts above a quote"));
        } else if (groupWise(line)) {
            quotes.add(new Candidate(i, lines.size(), false, true, "the line that GroupWise puts above a thread"));
        } else {
            quotes.add(new Candidate(
                    i, i, false, introducedInside || attributions.introduces(i) || bare != null, "a quote"));
        }
    }

    /** @param fresh whether the header says that the mail is no answer, so that nothing stands below its author's text */
    public MailThread find(boolean fresh) {
        Candidate end = header != null ? header : inner;
        if (!quotes.isEmpty()) {
            Answers answers = new Answers(lines, attributions, footer());
            for (Candidate quote : quotes) {
                boolean skipped = !quote.introduced() && end != null;
                if (!skipped && answeredAbove(quote, answers, header == null ? lines.size() : header.line())) {
                    return below(quote);
                }
            }
        }
        if (end != null) {
            return below(end);
        }
        if (quotes.isEmpty()) {
            int list = fresh ? lines.size() : Footers.start(lines, Footers::ofList);
            return new MailThread(list, Form.NONE, fresh, "no quoted thread");
        }
        int footer = fresh ? lines.size() : Footers.start(lines, Footers::is);
        return new MailThread(footer, Form.INTERLEAVED, true, "an answer between the quotes or below them");
    }

    private static boolean answeredAbove(Candidate quote, Answers answers, int limit) {
        int behind = answers.words(quote.body(), limit);
        int above = answers.words(0, quote.line());
        boolean remark = quote.introduced() && behind <= REMARK && above >= 6 * behind;
        return behind == 0 || behind <= STRAY && above >= 3 * behind || remark;
    }

    private static MailThread below(Candidate candidate) {
        Form form = candidate.forward() ? Form.FORWARDED : Form.BELOW;
        return new MailThread(candidate.line(), form, true, candidate.evidence());
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
            if (Separators.kind(line) == Separators.Kind.RULE || line.text().equals("--")) {
                footer = i;
            }
            seen += line.blank() ? 0 : 1;
        }
        return footer;
    }

    /** The rule, the underscores or the summary that belong to a header block below them. */
    private int withRuleAbove(int line) {
        int top = line;
        for (int i = 0; i < 4; i++) {
            int above = previousContent(top - 1, 3);
            if (above < 0 || lines.get(above).depth() > lines.get(top).depth() || !announces(lines.get(above))) {
                break;
            }
            top = above;
        }
        return top;
    }

    private static boolean announces(Line line) {
        return Separators.kind(line) != null
                || Separators.dashed(line)
                || Separators.bareKind(line) != null
                || addressOnly(line.text())
                || Separators.notes(line.text());
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

    private static boolean addressOnly(String text) {
        return text.length() < 80 && text.indexOf('@') > 0 && text.indexOf(' ') < 0 && text.indexOf(':') < 0;
    }

    /** {@code >>> Name 26.05.2021, 06:08 >>>}, below which nothing is marked as quoted. */
    private static boolean groupWise(Line line) {
        return line.depth() == 3 && line.text().endsWith(">>>") && Attributions.dated(line.text());
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
