package org.afterword.engine.place.thread;

import java.util.EnumSet;
import java.util.List;
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
    private static final Object NONE = new Object();
    private static final EnumSet<Role> USUAL = EnumSet.of(Role.FROM, Role.DATE, Role.TO, Role.SUBJECT);
    private static final int LONGEST = 40;
    private static final int LONGEST_VALUE = 12;

    private final List<Line> lines;

    /** Roles by line, looked up when first needed; {@link #NONE} for a line without a label. */
    private final @Nullable Object[] roles;

    HeaderBlocks(List<Line> lines) {
        this.lines = lines;
        roles = new @Nullable Object[lines.size()];
    }

    private @Nullable Role role(int line) {
        Object known = roles[line];
        if (known == null) {
            Role role =
                    lines.get(line).words() ? HeaderLabels.role(lines.get(line).text()) : null;
            known = role == null ? NONE : role;
            roles[line] = known;
        }
        return known instanceof Role role ? role : null;
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
                found.goesOn(line.text(), role != null);
                continue;
            }
            blanks = 0;
            sinceLabel = 0;
            found.add(role, HeaderLabels.value(line.text()));
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

        void add(Role role, String value) {
            labels++;
            valueless = value.isEmpty();
            if (role == Role.UNKNOWN) {
                unknown++;
            } else {
                known.add(role);
            }
            address |= role != Role.SUBJECT && role != Role.OTHER && Telling.addressed(value);
            date |= (role == Role.DATE || role == Role.UNKNOWN) && Telling.timed(value);
        }

        /** An address by itself is a value only where the label above has none. */
        void goesOn(String text, boolean labelled) {
            unknown += labelled ? 1 : 0;
            boolean value = valueless || text.indexOf('<') >= 0 || text.indexOf(';') >= 0 || text.indexOf(',') >= 0;
            address |= value && Telling.addressed(text);
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

    private static boolean bold(Line line) {
        if (line.text().startsWith("*")) {
            return true;
        }
        Node node = line.first();
        for (int i = 0; i < 4 && node != null; i++) {
            if (node instanceof Element element
                    && (element.nameIs("b")
                            || element.nameIs("strong")
                            || Markup.style(element).contains("font-weight:bold")
                            || Markup.style(element).contains("font-weight:700"))) {
                return true;
            }
            node = node.parent();
        }
        return false;
    }
}
