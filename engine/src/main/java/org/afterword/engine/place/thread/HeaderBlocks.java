package org.afterword.engine.place.thread;

import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.Markup;
import org.afterword.engine.place.thread.HeaderLabels.Role;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * Finds the header of a quoted mail: a run of lines with labels. Labels in the table are believed where an
 * address or the date and time of a mail is among their values; labels of other languages where at least three stand
 * together, an address is among the values, and they are bold or stand below a rule.
 */
final class HeaderBlocks {
    private static final EnumSet<Role> USUAL = EnumSet.of(Role.FROM, Role.DATE, Role.TO, Role.SUBJECT);
    private static final int LONGEST = 40;
    private static final int LONGEST_VALUE = 12;

    private final List<Line> lines;

    /** What each line tells, read when first needed: many headers may be looked for above it. */
    private final @Nullable Told[] told;

    private final Map<Element, Boolean> bold = new IdentityHashMap<>();

    HeaderBlocks(List<Line> lines) {
        this.lines = lines;
        told = new @Nullable Told[lines.size()];
    }

    /** A line, as a part of a header. */
    private static final class Told {
        private static final Told NOTHING = new Told("", null);

        private final String text;
        private final @Nullable Role role;
        private @Nullable Value value;
        private @Nullable Boolean addressed;

        Told(String text, @Nullable Role role) {
            this.text = text;
            this.role = role;
        }

        static Told of(Line line) {
            return line.words() ? new Told(line.text(), HeaderLabels.role(line.text())) : NOTHING;
        }

        /** What stands behind the label, if there is one. */
        Value value() {
            Value known = value;
            if (known == null) {
                known = Value.of(role, HeaderLabels.value(text));
                value = known;
            }
            return known;
        }

        /** Whether the line goes on with addresses; one by itself is a value only where the label above has none. */
        boolean addressed(boolean valueless) {
            if (!valueless && text.indexOf('<') < 0 && text.indexOf(';') < 0 && text.indexOf(',') < 0) {
                return false;
            }
            Boolean known = addressed;
            if (known == null) {
                known = Telling.addressed(text);
                addressed = known;
            }
            return known;
        }
    }

    /** What the value of a label tells. */
    private record Value(boolean none, boolean address, boolean date) {
        static Value of(@Nullable Role role, String text) {
            return new Value(
                    text.isEmpty(),
                    role != Role.SUBJECT && role != Role.OTHER && Telling.addressed(text),
                    (role == Role.DATE || role == Role.UNKNOWN) && Telling.timed(text));
        }
    }

    private Told told(int line) {
        Told known = told[line];
        if (known == null) {
            known = Told.of(lines.get(line));
            told[line] = known;
        }
        return known;
    }

    private @Nullable Role role(int line) {
        return told(line).role;
    }

    /** Whether the line begins with a label of the table. */
    boolean labelled(int line) {
        Role role = role(line);
        return role != null && role != Role.UNKNOWN;
    }

    /** How strongly the lines from {@code from} on are a header; {@code below} tells that they stand below a separator. */
    Strength at(int from, boolean below) {
        Role opening = role(from);
        if (opening == null) {
            return Strength.NONE;
        }
        Found found = new Found(opening, below, below || bold(lines.get(from)));
        int depth = lines.get(from).depth();
        int sinceLabel = 0;
        int blanks = 0;
        int limit = Math.min(lines.size(), from + LONGEST);
        for (int i = from; i < limit; i++) {
            Budget.step();
            Line line = lines.get(i);
            Role role = role(i);
            if (line.blank()) {
                // Some clients put each header line into a paragraph of its own, with empty ones between.
                if (++blanks > 1 || found.labels > 2) {
                    break;
                }
                continue;
            }
            if (!line.words() || line.depth() != depth) {
                break;
            }
            if (role == null || role == Role.UNKNOWN && found.labels > 0 && found.known.size() > 1 && continues(line)) {
                if (++sinceLabel > LONGEST_VALUE || !continues(line)) {
                    break;
                }
                found.goesOn(told(i));
                continue;
            }
            blanks = 0;
            sinceLabel = 0;
            found.add(role, told(i).value());
        }
        return found.strength();
    }

    /** Labels and values that stand together. */
    private static final class Found {
        private final Role opening;
        private final boolean below;
        private final boolean marked;
        private final EnumSet<Role> known = EnumSet.noneOf(Role.class);
        private int labels;
        private int unknown;
        private boolean valueless;
        private boolean address;
        private boolean date;

        /** @param marked whether the labels are bold or stand below a separator, as mail programs have them */
        Found(Role opening, boolean below, boolean marked) {
            this.opening = opening;
            this.below = below;
            this.marked = marked;
        }

        void add(Role role, Value value) {
            labels++;
            valueless = value.none();
            if (role == Role.UNKNOWN) {
                unknown++;
            } else {
                known.add(role);
            }
            address |= value.address();
            date |= value.date();
        }

        void goesOn(Told line) {
            unknown += line.role == null ? 0 : 1;
            address |= line.addressed(valueless);
        }

        /** Labels alone are none: people write them too, above journeys, deliveries and forms. */
        Strength strength() {
            boolean proven = address || date;
            if (opening == Role.UNKNOWN && !(address && marked) || opening == Role.OTHER && known.size() < 4) {
                return Strength.NONE;
            }
            known.remove(Role.OTHER);
            boolean from = known.contains(Role.FROM);
            boolean telling = known.contains(Role.DATE) || known.contains(Role.SUBJECT);
            if (known.size() >= 3 && proven) {
                // A form has labels of its own among them.
                boolean form = unknown > 0 && !marked;
                if (from && telling && address) {
                    boolean mails = (date || marked) && opening != Role.CC;
                    return mails && !form ? Strength.CERTAIN : Strength.LIKELY;
                }
                boolean whole = from && known.contains(Role.SUBJECT) && !form;
                return whole || marked && (from || unknown >= known.size()) ? Strength.LIKELY : Strength.NONE;
            }
            if (known.size() == 2 && from && telling && proven) {
                return below && address ? Strength.CERTAIN : Strength.LIKELY;
            }
            if (labels >= 3 && address && marked && (from || unknown >= known.size())) {
                return date ? Strength.CERTAIN : Strength.LIKELY;
            }
            // Neither an address nor a time of day: all four in the order of mail programs, or three below a separator.
            boolean usual = opening == Role.FROM && known.containsAll(USUAL);
            return usual || below && from && known.size() >= 3 ? Strength.LIKELY : Strength.NONE;
        }
    }

    /** A long list of recipients goes on over several lines. */
    private static boolean continues(Line line) {
        String text = line.text();
        return text.indexOf('@') >= 0 || text.indexOf(';') >= 0 || text.indexOf(',') >= 0 || text.length() < 60;
    }

    private boolean bold(Line line) {
        if (line.text().startsWith("*")) {
            return true;
        }
        Node node = line.first();
        for (int i = 0; i < 4 && node != null; i++) {
            if (node instanceof Element element && bold.computeIfAbsent(element, HeaderBlocks::bold)) {
                return true;
            }
            node = node.parent();
        }
        return false;
    }

    private static boolean bold(Element element) {
        if (element.nameIs("b") || element.nameIs("strong")) {
            return true;
        }
        String style = Markup.style(element);
        return style.contains("font-weight:bold") || style.contains("font-weight:700");
    }
}
