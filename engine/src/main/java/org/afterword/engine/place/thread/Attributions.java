package org.afterword.engine.place.thread;

import java.util.ArrayList;
import java.util.List;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Phrases;
import org.afterword.engine.place.lines.Surroundings;
import org.jspecify.annotations.Nullable;

/** Finds the line or lines that introduce a quote: {@code On 3 May 2024, at 10:12, Ann wrote:}. */
final class Attributions {
    private static final int LONGEST = 400;
    private static final int LONGEST_WRAPPED = 260;
    private static final int LONGEST_LINE = 100;
    private static final int MOST_LINES = 4;
    private static final int LONGEST_DATE = 32;
    private static final int MOST_DATE_WORDS = 9;
    private static final String QUOTATION_MARKS = "\"'\u00ab\u00bb\u2018\u201a\u201c\u201d\u201e\u2039\u300c\u300e";
    private static final int LONGEST_PART = 80;
    private static final List<String> OPENERS = new ArrayList<>();
    private static final List<String> VERBS = new ArrayList<>();

    static {
        for (Phrases.Row row : Phrases.read(Attributions.class, "attributions.txt")) {
            row.columns().get(0).stream()
                    .filter(opener -> !OPENERS.contains(opener))
                    .forEach(OPENERS::add);
            row.columns().get(1).stream().filter(verb -> !VERBS.contains(verb)).forEach(VERBS::add);
        }
    }

    private final List<Line> lines;
    private final Surroundings surroundings;

    /** What starts at each line, looked up when first asked: several ask, and some for every line. */
    private final @Nullable Found[] known;

    Attributions(List<Line> lines, Surroundings surroundings) {
        this.lines = lines;
        this.surroundings = surroundings;
        known = new @Nullable Found[lines.size()];
    }

    /**
     * An attribution.
     *
     * @param end its last line
     * @param strength how strongly it speaks for a quoted mail
     */
    record Found(int end, Strength strength) {
        private static final Found NONE = new Found(-1, Strength.NONE);
    }

    /** The attribution that starts at {@code from}; null if none does. */
    @Nullable Found at(int from) {
        Found found = known[from];
        if (found == null) {
            found = find(from);
            known[from] = found == null ? Found.NONE : found;
        }
        return found == Found.NONE ? null : found;
    }

    private @Nullable Found find(int from) {
        Line line = lines.get(from);
        if (!line.words() || line.text().length() > LONGEST) {
            return null;
        }
        if (complete(line.text(), quoteFollows(from))) {
            return found(line.text(), from);
        }
        if (begins(line.text()) || breaksBeforeAddress(line.text())) {
            return wrapped(from);
        }
        // Google Groups: the sender, the verb, a long date, and the time zone on a line of its own.
        return verbal(line.text()) && quoteFollows(from + 1) ? wrapped(from) : null;
    }

    /** The last line of the attribution that starts at {@code from}; -1 if none does. */
    int endOf(int from) {
        Found found = at(from);
        return found == null ? -1 : found.end();
    }

    /** Without a quote below, what the author tells of somebody's words looks the same but for an address and the time. */
    private @Nullable Found found(String text, int end) {
        boolean address = Telling.addressed(text);
        if (quoteFollows(end)) {
            return new Found(end, address || Telling.timed(text) ? Strength.CERTAIN : Strength.LIKELY);
        }
        boolean timed = Telling.timed(text);
        if (address && timed) {
            return new Found(end, Strength.CERTAIN);
        }
        boolean likely = timed && !citedBelow(end) || address && Telling.dated(text);
        return likely ? new Found(end, Strength.LIKELY) : null;
    }

    /** Whether the next words stand in quotation marks. */
    private boolean citedBelow(int line) {
        for (int i = line + 1; i < lines.size() && i <= line + 4; i++) {
            if (lines.get(i).words()) {
                return QUOTATION_MARKS.indexOf(lines.get(i).text().charAt(0)) >= 0;
            }
        }
        return false;
    }

    /** Whether the line has a name or an address in front, a verb and a date. */
    private static boolean verbal(String line) {
        return line.length() > LONGEST_LINE / 2
                && line.length() <= LONGEST_LINE
                && Telling.dated(line)
                && Telling.addressed(line)
                && verb(Characters.lower(line)) > 0;
    }

    private @Nullable Found wrapped(int from) {
        StringBuilder joined = new StringBuilder(lines.get(from).text());
        int limit = Math.min(lines.size(), from + MOST_LINES);
        for (int i = from + 1; i < limit; i++) {
            Budget.step();
            Line next = lines.get(i);
            if (!next.words()
                    || next.depth() != lines.get(from).depth()
                    || !Telling.addressed(next.text())
                            && surroundings.block(next.first())
                                    != surroundings.block(lines.get(from).first())
                    || begins(next.text()) && opener(next.text())) {
                return null;
            }
            joined.append(breaksBeforeAddress(joined) ? "" : " ").append(next.text());
            if (joined.length() > LONGEST_WRAPPED) {
                return null;
            }
            String text = joined.toString();
            boolean ends = endsWithColon(text) || Telling.addressed(text);
            if (ends && complete(text, quoteFollows(i)) || brokenBeforeAddress(from, text)) {
                return found(text, i);
            }
        }
        return null;
    }

    /** Gmail breaks a long attribution behind the bracket of the address, in every language. */
    private static boolean breaksBeforeAddress(CharSequence text) {
        return text.length() > 1 && text.length() <= LONGEST_LINE && text.charAt(text.length() - 1) == '<';
    }

    private boolean brokenBeforeAddress(int from, String joined) {
        return breaksBeforeAddress(lines.get(from).text())
                && endsWithColon(joined)
                && Telling.timed(joined)
                && bracketed(joined);
    }

    /**
     * The last line of an attribution of GroupWise, which begins with {@code >>>} and may go on without it; -1 if none
     * starts at {@code from}.
     */
    int endOfArrows(int from) {
        if (lines.get(from).depth() != 3) {
            return -1;
        }
        StringBuilder joined = new StringBuilder();
        for (int i = from; i < Math.min(lines.size(), from + 3); i++) {
            Line line = lines.get(i);
            if (!line.words()
                    || i > from && line.depth() > 0
                    || joined.length() + line.text().length() > LONGEST_WRAPPED) {
                return -1;
            }
            joined.append(line.text()).append(' ');
            if (endsWithColon(joined.toString()) && complete(joined.toString().strip(), true)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the next words below {@code line} stand in a deeper quote. */
    boolean quoteFollows(int line) {
        for (int i = line + 1; i < lines.size() && i <= line + 4; i++) {
            if (lines.get(i).content()) {
                return lines.get(i).depth() > lines.get(line).depth();
            }
        }
        return false;
    }

    /** Whether a line right above a quote introduces it, in whatever language: a colon at the end, and a date or address. */
    boolean introduces(int index) {
        String text = lines.get(index).text();
        if (text.length() > LONGEST || !lines.get(index).words()) {
            return false;
        }
        boolean address = Telling.addressed(text);
        return endsWithColon(text)
                ? Telling.dated(text) || address
                : Telling.dated(text)
                        && (address && text.length() <= LONGEST_WRAPPED || verb(Characters.lower(text)) >= 0);
    }

    /**
     * The first line of the introduction that begins at {@code line} for all that this line tells: the one above it, if only
     * that bears the date or the address.
     */
    int startOf(int line) {
        if (line == 0) {
            return line;
        }
        String text = lines.get(line).text();
        Line above = lines.get(line - 1);
        boolean near = above.words()
                && above.depth() == lines.get(line).depth()
                && above.text().length() <= LONGEST_LINE;
        if (!near) {
            return line;
        }
        boolean dateAbove = !Telling.dated(text) && Telling.dated(above.text());
        boolean addressAbove = text.indexOf('@') < 0 && !opener(text) && bracketed(above.text());
        return dateAbove || addressAbove && ".!?".indexOf(lastOf(above.text())) < 0 ? line - 1 : line;
    }

    /** Whether there is an address in angle brackets. */
    private static boolean bracketed(String text) {
        int open = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '<') {
                open = i;
            } else if (c == '>' && open >= 0 && address(text.substring(open + 1, i))) {
                return true;
            } else if (c == '>' || " \t\n\013\f\r".indexOf(c) >= 0) {
                open = -1;
            }
        }
        return false;
    }

    /** Whether some at sign has something on both sides, and no more than mailboxes and domains have. */
    private static boolean address(String text) {
        int at = text.indexOf('@', Math.max(1, text.length() - LONGEST_PART - 1));
        return at > 0 && at <= LONGEST_PART && at < text.length() - 1;
    }

    private static char lastOf(String text) {
        return text.charAt(text.length() - 1);
    }

    /**
     * Whether the line has a date in front and an address at the end, as some languages and programs write it without any
     * verb: {@code 3 May 2024, 10:12 by ann@contoso.example:}.
     */
    private static boolean dateAndAddress(String line) {
        if (line.length() >= 160 || !endsWithColon(line) || !Telling.addressed(line)) {
            return false;
        }
        int bracket = line.lastIndexOf('<');
        int address = bracket > 0 ? bracket : line.lastIndexOf(' ') + 1;
        boolean last = line.indexOf('@') > address && line.indexOf(' ', address) < 0;
        if (!last) {
            return false;
        }
        String front = line.substring(0, address);
        return bracket > 0
                ? Telling.timed(front) && Telling.dated(front.substring(0, Math.min(front.length(), LONGEST_DATE)))
                : Telling.timed(front) && Characters.countWords(front) <= MOST_DATE_WORDS;
    }

    private static boolean complete(String text, boolean quoteFollows) {
        if (dateAndAddress(text)) {
            return true;
        }
        String line = Separators.withoutDashes(text);
        if (line.length() < text.length() && Telling.dated(line) && Telling.addressed(line)) {
            // Zoho: the attribution between dashes, without a colon.
            return verb(Characters.lower(line)) >= 0;
        }
        boolean colon = endsWithColon(line);
        boolean dated = Telling.dated(line);
        boolean telling = dated || line.indexOf('@') >= 0;
        if (!colon && (!(Telling.timed(line) && quoteFollows) || ".!?\u3002".indexOf(lastOf(line)) >= 0)
                || !telling && !(quoteFollows && line.length() < 120)) {
            return false;
        }
        if (!quoteFollows && !(opens(line) || dated && line.indexOf('@') >= 0)) {
            return false;
        }
        int verb = verb(Characters.lower(line));
        if (verb < 0) {
            return false;
        }
        return colon
                ? quoteFollows || dated || line.length() - verb < 30
                : line.length() - verb < (Telling.addressed(line) ? 40 : 26);
    }

    /** Whether the line may be an attribution in one piece. */
    private static boolean opens(String line) {
        boolean comma = line.indexOf(',') > 0 || line.indexOf('\u060c') > 0 || line.indexOf('\uff0c') > 0;
        return begins(line) || Telling.dated(line) && comma && line.length() < 160;
    }

    /** Whether the line begins as attributions do: with a word such as {@code On}, a date, or a name and address. */
    private static boolean begins(String line) {
        if (line.isEmpty()) {
            return false;
        }
        if (Character.isDigit(line.charAt(0))) {
            return Telling.dated(line.substring(0, Math.min(line.length(), 32)));
        }
        int bracket = line.indexOf('<');
        if (bracket >= 0 && bracket < 60 && line.indexOf('@') > 0) {
            return true;
        }
        return opener(line) && Telling.dated(line.substring(0, Math.min(line.length(), 60)));
    }

    private static boolean opener(String line) {
        String text = Characters.lower(line.substring(0, Math.min(line.length(), 40)));
        for (String opener : OPENERS) {
            if (text.startsWith(opener) && text.length() > opener.length()) {
                char next = text.charAt(opener.length());
                if (next == ' ' || Character.isIdeographic(opener.charAt(0)) || next == ',') {
                    return true;
                }
            }
        }
        return false;
    }

    private static int verb(String text) {
        for (String verb : VERBS) {
            int at = text.lastIndexOf(verb);
            if (at >= 0 && standsAlone(text, at, at + verb.length())) {
                return at;
            }
        }
        return -1;
    }

    private static boolean standsAlone(String text, int from, int to) {
        if (Character.isIdeographic(text.charAt(from)) || text.charAt(from) >= '\u3040') {
            return true;
        }
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }

    /** Whether the line ends with a colon and names somebody by an address or says that somebody wrote. */
    static boolean attributes(String text) {
        return endsWithColon(text) && (Telling.addressed(text) || verb(Characters.lower(text)) >= 0);
    }

    static boolean endsWithColon(String text) {
        int end = text.length();
        while (end > 0 && " *_>\u00bb)".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        // The last two are those of Ethiopic.
        return end > 0 && ":\uff1a\u1361\u1366".indexOf(text.charAt(end - 1)) >= 0;
    }
}
