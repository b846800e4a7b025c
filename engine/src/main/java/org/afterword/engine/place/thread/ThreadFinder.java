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
 * <p>A header block or a separator ends the search, since all below is thread. A quote counts if no text of the author
 * stands behind it; the earliest of those wins. If the author's text stands behind all of them, the answer was written
 * between the quotes or below them. What an author may have written as well counts only in a mail that is no new one, and
 * only where nothing stronger stands below it.
 */
public final class ThreadFinder {
    private final List<Line> lines;
    private final ThreadStarts starts;
    private final Answers answers;

    private ThreadFinder(List<Line> lines, List<Mark> marks) {
        this.lines = lines;
        starts = ThreadStarts.in(lines, marks);
        answers = new Answers(lines, starts.attributions());
    }

    /** Looks for candidates, once for all that is asked about the thread. */
    static ThreadFinder in(List<Line> lines, List<Mark> marks) {
        return new ThreadFinder(lines, marks);
    }

    /** @param fresh whether the header says that the mail is no answer, so that what is merely likely is the author's */
    public MailThread find(boolean fresh) {
        ThreadStart header = header(fresh);
        ThreadStart end = header != null ? header : starts.inner();
        List<ThreadStart> quotes = quotes(fresh, header);
        for (ThreadStart quote : quotes) {
            if (end != null && !quote.introduced()) {
                continue;
            }
            if (answers.above(quote, header == null ? lines.size() : header.line())) {
                return below(quote);
            }
        }
        if (end != null) {
            return below(end);
        }
        if (quotes.isEmpty()) {
            boolean certain =
                    starts.likely().isEmpty() && (fresh || lines.stream().noneMatch(ThreadFinder::mayBegin));
            int list = fresh ? lines.size() : Footers.start(lines, Footers::ofList);
            return new MailThread(list, Form.NONE, certain, "no quoted thread");
        }
        int footer = fresh ? lines.size() : Footers.start(lines, Footers::is);
        return new MailThread(footer, Form.INTERLEAVED, true, "an answer between the quotes or below them");
    }

    private @Nullable ThreadStart header(boolean fresh) {
        boolean believed =
                !fresh && !starts.headerIsMarked() && !starts.likely().isEmpty();
        return believed ? starts.likely().getFirst() : starts.header();
    }

    /** The quotes above the header, without those that are the author's own. */
    private List<ThreadStart> quotes(boolean fresh, @Nullable ThreadStart header) {
        List<ThreadStart> quotes = new ArrayList<>();
        boolean introducedBelow = starts.quotes().stream().anyMatch(ThreadStart::introduced);
        for (ThreadStart quote : starts.quotes()) {
            boolean above = header == null || quote.line() < header.line();
            introducedBelow &= !quote.introduced();
            boolean own = quote.strength() != Strength.CERTAIN && (fresh || !quote.introduced() && introducedBelow);
            if (above && !own) {
                quotes.add(quote);
            }
        }
        return quotes;
    }

    private MailThread below(ThreadStart start) {
        Form form = start.forward() ? Form.FORWARDED : Form.BELOW;
        // In plain text an introduction and the marks of a quote are enough in a mail that answers.
        boolean marked = start.what() == ThreadStart.What.INTRODUCED_QUOTE
                && lines.get(start.line()).first() == null;
        boolean certain = start.strength() == Strength.CERTAIN || marked;
        return new MailThread(start.line(), form, certain, start.evidence());
    }

    /** Whether a thread in a form that is not known may begin at the line, or the mail is a patch, which quotes nothing. */
    private static boolean mayBegin(Line line) {
        String text = line.text();
        return Separators.kind(line) != null
                || Separators.dashed(line)
                || Answers.signOff(text)
                || Attributions.endsWithColon(text) && (Telling.timed(text) || Telling.addressed(text));
    }
}
