package org.afterword.engine.place.signature;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Characters;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Mark;
import org.afterword.engine.place.lines.Surroundings;
import org.afterword.engine.place.thread.MailThread;
import org.jsoup.nodes.Element;

/**
 * Finds what gives way to the signature in the author's own part of a mail: device taglines, known signatures, what stands
 * below {@code -- }, the containers in which mail clients keep a signature, and earlier signatures of ours. What is
 * doubtful stays.
 */
public final class SignatureFinder {
    private static final int TAIL = 10;
    private static final int KNOWN_TAIL = 80;
    private static final int MOST_LINES = 16;
    private static final int MOST_WORDS = 150;

    /** A mail has one tagline or two; what has more was made. */
    private static final int MOST_TAGLINES = 20;

    /** A mail has one container; a conversation between whose quotes somebody answers has one for each mail. */
    private static final int MOST_CONTAINERS = 200;

    /** So many words in a line are prose, and so many with a mark at their end. */
    private static final int LONG_SENTENCE = 14;

    private static final int SHORT_SENTENCE = 4;

    private final List<Line> lines;
    private final MailThread thread;
    private final boolean replaceClientSignatures;
    private final KnownSignatures known;
    /** The lines of the author's part that have content, by index. */
    private final List<Integer> content = new ArrayList<>();

    /** The first of them, by its number among them, below which there is no quote. */
    private int startOfTail;

    private final BitSet removed = new BitSet();
    /** Those of them that are known by their form alone. */
    private final BitSet byForm = new BitSet();

    /** How many words of each kind go. */
    private final Map<Replaced, Integer> words = new EnumMap<>(Replaced.class);

    private final Surroundings surroundings = new Surroundings();
    private final List<Element> containers = new ArrayList<>();

    public SignatureFinder(
            List<Line> lines, MailThread thread, List<String> knownSignatures, boolean replaceClientSignatures) {
        this.lines = lines;
        this.thread = thread;
        this.replaceClientSignatures = replaceClientSignatures;
        known = new KnownSignatures(knownSignatures);
        for (int i = 0; i < Math.min(thread.line(), lines.size()); i++) {
            Line line = lines.get(i);
            if (line.content() && (thread.form() != MailThread.Form.INTERLEAVED || line.depth() == 0)) {
                content.add(i);
            } else if (line.content()) {
                startOfTail = content.size();
            }
        }
    }

    /** @param certain whether the thread was found for certain; if not, nothing goes that is known by its form alone */
    public void find(List<Mark> marks, boolean certain) {
        step(Replaced.OUR_SIGNATURE, () -> containers(marks, Mark.Kind.OURS));
        // Before the taglines, since a tagline may be a part of it; and after them, since one may stand below it.
        step(Replaced.KNOWN_SIGNATURE, this::known);
        if (!certain) {
            return;
        }
        step(Replaced.DEVICE_TAGLINE, this::taglines);
        step(Replaced.KNOWN_SIGNATURE, this::known);
        step(Replaced.DELIMITED_SIGNATURE, this::delimited);
        if (replaceClientSignatures) {
            step(Replaced.CLIENT_SIGNATURE, () -> containers(marks, Mark.Kind.SIGNATURE));
        }
    }

    private void step(Replaced what, Runnable search) {
        BitSet before = (BitSet) removed.clone();
        search.run();
        BitSet found = (BitSet) removed.clone();
        found.andNot(before);
        if (!found.isEmpty()) {
            int count = found.stream()
                    .map(line -> Characters.countWords(lines.get(line).text()))
                    .sum();
            words.merge(what, count, Integer::sum);
            if (what == Replaced.DEVICE_TAGLINE || what == Replaced.DELIMITED_SIGNATURE) {
                byForm.or(found);
            }
        }
    }

    /**
     * Takes back, in both, what was found in one text by its form and stands in the other one without having been found
     * there: HTML and text lose the same or nothing.
     */
    public static void agree(SignatureFinder one, SignatureFinder other) {
        if (one.losesMoreThan(other) || other.losesMoreThan(one)) {
            one.keepWhatWasFoundByForm();
            other.keepWhatWasFoundByForm();
        }
    }

    private boolean losesMoreThan(SignatureFinder other) {
        if (byForm.isEmpty()) {
            return false;
        }
        String all = KnownSignatures.letters(other.content.stream().map(other.lines::get));
        String gone = KnownSignatures.letters(other.removed.stream().mapToObj(other.lines::get));
        return byForm.stream()
                .mapToObj(lines::get)
                .map(line -> KnownSignatures.letters(Stream.of(line)))
                .anyMatch(letters -> KnownSignatures.holds(all, letters) && !KnownSignatures.holds(gone, letters));
    }

    private void keepWhatWasFoundByForm() {
        removed.andNot(byForm);
        byForm.clear();
        words.remove(Replaced.DEVICE_TAGLINE);
        words.remove(Replaced.DELIMITED_SIGNATURE);
    }

    private void containers(List<Mark> marks, Mark.Kind kind) {
        marks.stream()
                .filter(mark -> mark.kind() == kind && !holdsThread(endOf(mark.element())))
                .limit(MOST_CONTAINERS)
                .forEach(mark -> container(mark.element(), kind == Mark.Kind.OURS));
    }

    /** What the lines to be removed are, and how many words they have. */
    public Map<Replaced, Integer> replaced() {
        return words;
    }

    /** The lines to be removed, by index. */
    public BitSet removed() {
        return removed;
    }

    /** Elements to be removed as a whole; their lines are among the removed ones. */
    public List<Element> containers() {
        return containers;
    }

    /** The last line of the author's text that stays; -1 if none does. */
    public int lastOfAuthor() {
        for (int i = content.size() - 1; i >= 0; i--) {
            if (!removed.get(content.get(i))) {
                return content.get(i);
            }
        }
        return -1;
    }

    /** The last lines of the author's part, as far as they are taglines; and one by itself above the lines of a signature. */
    private void taglines() {
        boolean last = true;
        boolean contact = false;
        int found = 0;
        for (int i = content.size() - 1; i >= startOfTail && found < MOST_TAGLINES; i--) {
            Budget.step();
            int index = content.get(i);
            Line line = lines.get(index);
            boolean gone = removed.get(index) || line.kind() == Line.Kind.PICTURE;
            boolean tagline = !gone && Taglines.closes(lines, index, surroundings);
            if (tagline && (last || contact && byItself(index))) {
                removed.set(index);
                found++;
            } else if (!gone) {
                last = false;
                contact |= contact(line);
                if (tagline || prose(line) || content.size() - i > TAIL) {
                    return;
                }
            }
        }
    }

    private boolean byItself(int index) {
        return index > 0
                && index + 1 < lines.size()
                && lines.get(index - 1).blank()
                && lines.get(index + 1).blank();
    }

    private void known() {
        if (known.isEmpty()) {
            return;
        }
        List<Line> words = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        for (int index : content) {
            if (lines.get(index).words() && !removed.get(index)) {
                words.add(lines.get(index));
                indexes.add(index);
            }
        }
        KnownSignatures.Words compared = new KnownSignatures.Words(words);
        int end = words.size();
        for (int i = end - 1; i >= Math.max(0, end - MOST_LINES); i--) {
            if (known.coveredFrom(compared, i) == end - i) {
                removed.set(indexes.get(i), indexes.get(end - 1) + 1);
                end = i;
                break;
            }
        }
        // Elsewhere a short one may also be a sentence of the author.
        for (int i = Math.max(0, end - KNOWN_TAIL); i < end; i++) {
            int covered = known.coveredFrom(compared, i);
            if (covered > 2) {
                removed.set(indexes.get(i), indexes.get(Math.min(end, i + covered) - 1) + 1);
                i += covered - 1;
            }
        }
    }

    /** RFC 3676, section 4.3: a line of two dashes and a space parts the signature from the text, and no prose follows. */
    private void delimited() {
        int words = 0;
        int seen = 0;
        for (int i = content.size() - 1; i >= startOfTail && seen <= MOST_LINES && words <= MOST_WORDS; i--) {
            Line line = lines.get(content.get(i));
            if (line.delimiter() && line.depth() == 0) {
                if (i > 0) {
                    removed.set(content.get(i), content.getLast() + 1);
                }
                return;
            }
            // Of two signatures below one another the upper one may be a part of the text.
            if (prose(line) || line.dashes()) {
                return;
            }
            seen++;
            words += Characters.countWords(line.text());
        }
    }

    /** Whether the line is a sentence or the entry of a list, which signatures seldom hold and letters do. */
    private static boolean prose(Line line) {
        String text = line.text();
        if (text.isEmpty()) {
            return false;
        }
        boolean ends = ".!?\u3002\uff01\uff1f\u061f\u0964:,;".indexOf(text.charAt(text.length() - 1)) >= 0;
        boolean entry = text.startsWith("- ") || text.startsWith("* ") || text.startsWith("\u2022 ");
        int words = Characters.countWords(text);
        return entry || words >= LONG_SENTENCE || ends && words >= SHORT_SENTENCE || text.endsWith("?");
    }

    private void container(Element element, boolean ours) {
        int from = element.sourceRange().startPos();
        int to = endOf(element);
        int first = -1;
        int last = -1;
        int words = 0;
        int inside = 0;
        boolean contact = false;
        for (int i = 0; i < content.size(); i++) {
            Budget.step();
            Line line = lines.get(content.get(i));
            if (line.start() >= from && line.end() <= to) {
                first = first < 0 ? i : first;
                last = i;
                inside++;
                words += Characters.countWords(line.text());
                contact |= contact(line);
            }
        }
        if (first < 0) {
            return;
        }
        boolean plausible = first > 0
                && onlyRemovedAfter(last)
                && inside <= MOST_LINES
                && words <= MOST_WORDS
                && (contact && inside > 1 || inside > 2);
        if (ours || plausible) {
            removed.set(content.get(first), content.get(last) + 1);
            containers.add(element);
        }
    }

    /** Where its end tag starts; where it starts itself if the tree does not tell. */
    private static int endOf(Element element) {
        return element.endSourceRange().isTracked()
                ? element.endSourceRange().startPos()
                : element.sourceRange().startPos();
    }

    private boolean holdsThread(int end) {
        return thread.line() < lines.size() && lines.get(thread.line()).start() < end;
    }

    private boolean onlyRemovedAfter(int last) {
        for (int i = last + 1; i < content.size(); i++) {
            if (!removed.get(content.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the line tells how to reach somebody: an address, a site, a telephone number, a logo. */
    private static boolean contact(Line line) {
        String text = Characters.lower(line.text());
        if (line.kind() == Line.Kind.PICTURE
                || text.indexOf('@') >= 0
                || text.contains("www.")
                || text.contains("http")) {
            return true;
        }
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            digits += Character.isDigit(text.charAt(i)) ? 1 : 0;
        }
        return digits >= 7;
    }
}
