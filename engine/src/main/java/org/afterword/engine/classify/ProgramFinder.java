package org.afterword.engine.classify;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.HeaderSection;

/**
 * Tells whether a program wrote a mail that bears a person's address, by fields that mail programs of people do not write:
 *
 * <ul>
 *   <li>{@code x-ms-mail-application}, by which the connectors of Power Automate and Power Apps name themselves (Microsoft, "Office
 *       365 Outlook" connector);
 *   <li>the fields of lists and mailings, {@code List-Id}, {@code List-Unsubscribe} and their kin (RFC 2369, RFC 2919);
 *   <li>{@code Precedence: bulk}, {@code list} or {@code junk} (RFC 2076, section 3.9).
 * </ul>
 */
public final class ProgramFinder {
    private static final String APPLICATION = "x-ms-mail-application";
    private static final String LIST = "list-";
    private static final Set<String> TO_MANY = Set.of("bulk", "list", "junk");

    private ProgramFinder() {}

    /** What speaks for a program, in words for administrators, without any content of the mail; empty if nothing does. */
    public static Optional<String> find(HeaderSection header) {
        Budget.steps(header.fields().size());
        for (HeaderSection.Field field : header.fields()) {
            String name = field.name();
            if (name.equalsIgnoreCase(APPLICATION)) {
                return Optional.of(APPLICATION + " names the program that sent it");
            }
            if (name.regionMatches(true, 0, LIST, 0, LIST.length())) {
                return Optional.of("it has the fields of a list or mailing (List-…)");
            }
        }
        return header.all("Precedence").stream().anyMatch(value -> TO_MANY.contains(value.toLowerCase(Locale.ROOT)))
                ? Optional.of("Precedence says that it goes to many")
                : Optional.empty();
    }
}
