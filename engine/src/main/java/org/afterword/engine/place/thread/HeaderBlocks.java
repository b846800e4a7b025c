package org.afterword.engine.place.thread;

import java.util.EnumSet;
import java.util.List;
import org.afterword.engine.place.lines.HtmlLines;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.thread.HeaderLabels.Role;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jspecify.annotations.Nullable;

/**
 * Finds the header of a quoted mail: a run of lines with labels. Labels in the table are believed by themselves; labels of
 * other languages where at least three stand together, an address is among their values, and they are bold or stand below a
 * rule.
 */
final class HeaderBlocks {
    private static final Object NONE = new Object();
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

    /** Whether a header block starts at {@code from}; {@code below} tells that it stands below a rule or a separator. */
    boolean startsAt(int from, boolean below) {
        Role opening = role(from);
        if (opening == null) {
            return false;
        }
        EnumSet<Role> known = EnumSet.noneOf(Role.class);
        int labels = 0;
        boolean evidence = false;
        boolean bold = bold(lines.get(from));
        int depth = lines.get(from).depth();
        int sinceLabel = 0;
        int blanks = 0;
        int limit = Math.min(lines.size(), from + LONGEST);
        for (int i = from; i < limit; i++) {
            Line line = lines.get(i);
            Role role = role(i);
            if (line.blank()) {
                // Some clients put each header line into a paragraph of its own, with empty ones between.
                if (++blanks > 1 || labels > 2) {
                    break;
                }
                continue;
            }
            if (!line.words() || line.depth() != depth) {
                break;
            }
            if (role == null || role == Role.UNKNOWN && labels > 0 && known.size() > 1 && continues(line)) {
                if (++sinceLabel > LONGEST_VALUE || !continues(line)) {
                    break;
                }
                continue;
            }
            blanks = 0;
            sinceLabel = 0;
            labels++;
            String value = HeaderLabels.value(line.text());
            evidence |= value.indexOf('@') >= 0 && (bold || below);
            if (role != Role.UNKNOWN) {
                known.add(role);
            }
        }
        return believed(opening, known, labels, evidence);
    }

    private static boolean believed(Role opening, EnumSet<Role> known, int labels, boolean evidence) {
        if (opening == Role.UNKNOWN && !evidence || opening == Role.OTHER && known.size() < 4) {
            return false;
        }
        EnumSet<Role> distinct = EnumSet.copyOf(known.isEmpty() ? EnumSet.of(Role.UNKNOWN) : known);
        distinct.remove(Role.OTHER);
        if (distinct.size() >= 3) {
            return true;
        }
        if (distinct.contains(Role.FROM) && (distinct.contains(Role.DATE) || distinct.contains(Role.SUBJECT))) {
            return true;
        }
        return labels >= 3 && evidence;
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
                            || HtmlLines.style(element).contains("font-weight:bold")
                            || HtmlLines.style(element).contains("font-weight:700"))) {
                return true;
            }
            node = node.parent();
        }
        return false;
    }
}
