package org.afterword.engine.place;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.place.MailThread.Form;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the quoted thread begins, in lines of HTML or of text.
 *
 * <p>Candidates are the marks of mail clients, header blocks, separators, attributions and quotes. A header block or a
 * separator ends the search, since all below is thread. An attribution or a quote counts if no text of the author stands
 * behind it; the earliest of those wins. If the author's text stands behind all of them, the answer was written between
 * the quotes or below them.
 */
final class ThreadFinder {
    /** A place where the thread may begin; {@code body} is the first line below the introduction. */
    private record Candidate(
            int line, int body, @Nullable Element element, boolean forward, boolean introduced, String evidence) {}

    private final List<Line> lines;
    private final List<Mark> marks;
    private final HeaderBlocks headers;
    private final Attributions attributions;
    private final List<Candidate> quotes = new ArrayList<>();
    private @Nullable Candidate header;

    private ThreadFinder(List<Line> lines, List<Mark> marks) {
        this.lines = lines;
        this.marks = marks;
        headers = new HeaderBlocks(lines);
        attributions = new Attributions(lines);
    }

    static MailThread find(List<Line> lines, List<Mark> marks) {
        ThreadFinder finder = new ThreadFinder(lines, marks);
        finder.collect();
        return finder.choose();
    }

    private void collect() {
        int mark = 0;
        int previousDepth = 0;
        for (int i = 0; i < lines.size() && header == null; i++) {
            Line line = lines.get(i);
            while (mark < marks.size() && marks.get(mark).line() <= i) {
                if (marks.get(mark).line() == i || !line.blank()) {
                    mark(marks.get(mark), i);
                }
                mark++;
            }
            if (line.blank() || header != null) {
                continue;
            }
            if (line.depth() == 0) {
                i = Math.max(i, unquoted(i));
            } else if (previousDepth == 0) {
                quoteAt(i);
            }
            previousDepth = line.depth();
        }
    }

    private void mark(Mark mark, int line) {
        switch (mark.kind()) {
            case HEADER -> {
                if (lines.get(line).depth() == 0) {
                    header = new Candidate(
                            withRuleAbove(line), line, mark.element(), false, true, "the client's mark of a header");
                }
            }
            case QUOTE, INTRODUCTION -> {}
        }
    }

    /** Looks at a line outside quotes; returns the last line that was taken in. */
    private int unquoted(int i) {
        Line line = lines.get(i);
        Separators.Kind separator = Separators.kind(line);
        if (separator == Separators.Kind.REPLY || separator == Separators.Kind.FORWARD) {
            boolean forward = separator == Separators.Kind.FORWARD;
            header = new Candidate(withRuleAbove(i), i + 1, null, forward, true, "a separator");
            return i;
        }
        boolean below = separator == Separators.Kind.RULE || Separators.dashed(line);
        Separators.Kind bare = Separators.bareKind(line);
        if (below || bare != null) {
            int next = nextContent(i + 1, 4);
            if (next >= 0 && headers.startsAt(next, true)) {
                boolean forward = bare == Separators.Kind.FORWARD;
                header = new Candidate(withRuleAbove(i), next, null, forward, true, "a header block below a separator");
                return i;
            }
        }
        if (headers.startsAt(i, false)) {
            header = new Candidate(withRuleAbove(i), i, null, false, true, "a header block");
            return i;
        }
        int end = attributions.endOf(i);
        if (end >= 0) {
            if (attributions.quoteFollows(end)) {
                quotes.add(new Candidate(i, end + 1, null, false, true, "an attribution above a quote"));
            } else {
                header = new Candidate(i, end + 1, null, false, true, "an attribution");
            }
            return end;
        }
        return i;
    }

    /** A quote starts at {@code i}; what stands right above may introduce it. */
    private void quoteAt(int i) {
        int above = previousContent(i - 1, 3);
        boolean known = !quotes.isEmpty()
                && quotes.getLast().body() > above
                && above >= quotes.getLast().line();
        if (known) {
            return;
        }
        if (above >= 0 && lines.get(above).depth() == 0 && attributions.introduces(above)) {
            quotes.add(new Candidate(above, i, null, false, true, "a line that introduces a quote"));
            return;
        }
        boolean introduced =
                attributions.endOf(i) >= 0 || headers.startsAt(i, true) || Separators.bareKind(lines.get(i)) != null;
        quotes.add(new Candidate(
                i, i, null, Separators.bareKind(lines.get(i)) == Separators.Kind.FORWARD, introduced, "a quote"));
    }

    private MailThread choose() {
        int limit = header == null ? lines.size() : header.line();
        for (Candidate quote : quotes) {
            if (!quote.introduced() && header != null) {
                continue;
            }
            if (answerBehind(quote.body(), limit) == 0) {
                return below(quote, true);
            }
        }
        if (header != null) {
            return below(header, true);
        }
        if (quotes.isEmpty()) {
            return new MailThread(lines.size(), null, Form.NONE, true, "no quoted thread");
        }
        return new MailThread(
                footer(quotes.getFirst().line()),
                null,
                Form.INTERLEAVED,
                true,
                "an answer between the quotes or below them");
    }

    private static MailThread below(Candidate candidate, boolean certain) {
        return new MailThread(
                candidate.line(),
                candidate.element(),
                candidate.forward() ? Form.FORWARDED : Form.BELOW,
                certain,
                candidate.evidence());
    }

    /** How many words stand outside quotes from {@code from} on, footers and introductions left out. */
    private int answerBehind(int from, int limit) {
        int count = 0;
        int end = Math.min(limit, footer(from));
        for (int i = from; i < end; i++) {
            Line line = lines.get(i);
            if (!line.words() || line.depth() > 0) {
                continue;
            }
            int attribution = attributions.endOf(i);
            if (attribution >= 0) {
                i = attribution;
            } else if (!brokenQuote(i)) {
                count += Characters.countWords(line.text());
            }
        }
        return count;
    }

    /** A line that a careless wrap has pushed out of its quote: quoted lines stand right above and right below it. */
    private boolean brokenQuote(int i) {
        return i > 0
                && i + 1 < lines.size()
                && lines.get(i - 1).depth() > 0
                && lines.get(i - 1).words()
                && lines.get(i + 1).depth() > 0;
    }

    /** Where the footer of a mailing list or a signature below the quotes starts; the number of lines if there is none. */
    private int footer(int from) {
        int footer = lines.size();
        int seen = 0;
        for (int i = lines.size() - 1; i >= from && seen < 16; i--) {
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
            if (above < 0 || lines.get(above).depth() != lines.get(top).depth() || !announces(lines.get(above))) {
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
                || line.text().contains("---") && Attributions.dated(line.text());
    }

    private int nextContent(int from, int most) {
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
