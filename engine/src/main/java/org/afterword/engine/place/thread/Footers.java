package org.afterword.engine.place.thread;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Phrases;

/** Lines that a server put under a mail, which nobody wrote. */
public final class Footers {
    private static final List<String> LISTS = new ArrayList<>();
    private static final List<String> NOTICES = new ArrayList<>();

    /** A line longer than this is a text in one line, with all that it holds. */
    private static final int LONGEST_LINE = 1_000;

    /** A footer is looked for in so many lines with content at the end of a mail. */
    private static final int LONGEST = 24;

    static {
        Phrases.read(Footers.class, "footers.txt")
                .forEach(row -> (row.name().equals("list") ? LISTS : NOTICES)
                        .addAll(row.columns().getFirst()));
    }

    private Footers() {}

    /**
     * Whether these lines, which are a part of their own, are nothing but what a server put under a mail: below a rule or a
     * {@code --}, or from the first line on.
     */
    public static boolean fill(List<Line> lines) {
        List<Line> content = lines.stream().filter(line -> !line.blank()).toList();
        if (content.isEmpty() || content.size() > LONGEST) {
            return false;
        }
        Line first = content.getFirst();
        return first.text().equals("--")
                || Separators.kind(first) == Separators.Kind.RULE
                || start(content, Footers::ofList) == 0;
    }

    static boolean is(Line line) {
        return holds(line, LISTS) || holds(line, NOTICES);
    }

    /** Whether the line is from the footer of a mailing list, which is never the author's. */
    static boolean ofList(Line line) {
        return holds(line, LISTS);
    }

    private static boolean holds(Line line, List<String> phrases) {
        if (!line.words() || line.text().length() > LONGEST_LINE) {
            return false;
        }
        String text = Characters.lower(line.text());
        for (String phrase : phrases) {
            if (text.contains(phrase)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The first line of the footer at the end of the lines; the number of lines if there is none. It
     * begins at a rule or a {@code --} or, without one, at its first telling line.
     */
    static int start(List<Line> lines, Predicate<Line> footer) {
        int first = lines.size();
        int seen = 0;
        boolean telling = false;
        for (int i = lines.size() - 1; i >= 0 && seen < LONGEST; i--) {
            Line line = lines.get(i);
            if (line.blank()) {
                continue;
            }
            if (line.depth() > 0) {
                break;
            }
            seen++;
            telling |= footer.test(line);
            if (footer.test(line)) {
                first = i;
            }
            boolean rule = Separators.kind(line) == Separators.Kind.RULE || line.dashes();
            if (rule && telling) {
                first = i;
            }
        }
        return first;
    }
}
