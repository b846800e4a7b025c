package org.afterword.engine.mime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.splice.Edit;

/**
 * The seals over a message: DKIM signatures (RFC 6376) and ARC sets (RFC 8617). They cover the body and the fields that
 * their tag {@code h=} names, so they stay only where nothing of that is changed.
 */
public final class Seals {
    private static final Set<String> SIGNATURES = Set.of("dkim-signature", "arc-message-signature");
    private static final Set<String> ALL =
            Set.of("dkim-signature", "arc-seal", "arc-message-signature", "arc-authentication-results");

    private Seals() {}

    /**
     * Takes all seals off if the changes break one; none otherwise. Of a message that was not read, nothing but our own lines
     * is changed, and its seals stay.
     *
     * @param changes all others that are made to the message
     */
    public static List<Edit> broken(ParsedMessage message, List<Edit> changes) throws IOException {
        boolean sealed =
                message.root().isPresent() && message.header().fields().stream().anyMatch(field -> isOneOf(ALL, field));
        return sealed && (changesBody(message.header(), changes) || changesField(message.header(), changes))
                ? HeaderEdits.without(message, ALL, Edit.Rule.BROKEN_SEAL_REMOVED)
                : List.of();
    }

    private static boolean changesBody(HeaderSection header, List<Edit> changes) {
        return changes.stream().anyMatch(edit -> edit.start() >= header.end() || edit.end() > header.end());
    }

    private static boolean changesField(HeaderSection header, List<Edit> changes) {
        Set<String> changed = changed(header, changes);
        Map<String, Integer> added = added(header, changes);
        return header.fields().stream()
                .filter(field -> isOneOf(SIGNATURES, field))
                .anyMatch(field -> {
                    List<String> covered = covered(field.value());
                    // Of fields of one name those at the bottom are covered first (RFC 6376, section 5.4.2): one on top
                    // is missed only where the name stands there more often than the field.
                    Map<String, Integer> left = new HashMap<>(added);
                    return covered.stream()
                            .anyMatch(name -> changed.contains(name)
                                    || left.containsKey(name) && left.merge(name, -1, Integer::sum) < 0);
                });
    }

    /** The names of the fields of which something is changed or removed. */
    private static Set<String> changed(HeaderSection header, List<Edit> changes) {
        List<Edit> sorted = new ArrayList<>(changes);
        sorted.sort(Comparator.comparingLong(Edit::start));
        Budget.steps(sorted.size() + header.fields().size());
        Set<String> changed = new HashSet<>();
        int next = 0;
        for (HeaderSection.Field field : header.fields()) {
            while (next < sorted.size() && sorted.get(next).end() <= field.start()) {
                next++;
            }
            if (next < sorted.size() && sorted.get(next).start() < field.end()) {
                changed.add(lower(field.name()));
            }
        }
        return changed;
    }

    /** The names of the fields that are added, and how many of each name were there before. */
    private static Map<String, Integer> added(HeaderSection header, List<Edit> changes) {
        Map<String, Integer> added = new HashMap<>();
        for (Edit edit : changes) {
            if (edit.removed().length == 0) {
                for (HeaderSection.Field field :
                        HeaderSection.parse(edit.inserted()).fields()) {
                    added.computeIfAbsent(
                            lower(field.name()), name -> header.all(name).size());
                }
            }
        }
        return added;
    }

    /** The names that a signature's tag {@code h=} lists, in lower case. */
    private static List<String> covered(String signature) {
        Budget.steps(signature.length());
        List<String> covered = new ArrayList<>();
        for (String tag : signature.split(";")) {
            int equals = tag.indexOf('=');
            if (equals > 0 && tag.substring(0, equals).strip().equals("h")) {
                for (String name : tag.substring(equals + 1).split(":")) {
                    covered.add(lower(name.strip()));
                }
            }
        }
        return covered;
    }

    private static boolean isOneOf(Set<String> names, HeaderSection.Field field) {
        return names.contains(lower(field.name()));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
