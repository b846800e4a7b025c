package org.afterword.engine.message;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.budget.Budget;

/**
 * The mailboxes that an address field names (RFC 5322, section 3.4), read by Angus as far as it can.
 *
 * <p>Angus takes a bracket, quote or parenthesis that is never closed for a plain letter, after it has looked for the
 * closing one as far as the field goes, and copies what it has of the field for each colon and line end. Where there are many, the
 * field is not read.
 */
public final class AddressField {
    /** In characters looked at in vain: what a careless program leaves open costs less. */
    private static final long MAX_IN_VAIN = 20_000;
    /** Colons outside brackets and quotes. One names a group, and a field has none or one. */
    private static final int MAX_COLONS = 50;

    private AddressField() {}

    /**
     * All its mailboxes in their order; none if it cannot be read.
     *
     * @param value as {@link HeaderSection.Field#value()} gives it
     */
    public static List<MailAddress> all(String value) {
        return Stream.of(parse(value))
                .map(InternetAddress::getAddress)
                .filter(Objects::nonNull)
                .flatMap(address -> MailAddress.parse(address).stream())
                .toList();
    }

    /** The first address, if it can be read and is a mailbox. */
    public static Optional<MailAddress> first(String value) {
        InternetAddress[] addresses = parse(value);
        return addresses.length == 0
                ? Optional.empty()
                : Optional.ofNullable(addresses[0].getAddress()).flatMap(MailAddress::parse);
    }

    private static InternetAddress[] parse(String value) {
        Budget.steps(value.length());
        long inVain = isPlain(value) ? 0 : value.length() * openers(value);
        if (inVain > MAX_IN_VAIN) {
            return new InternetAddress[0];
        }
        Budget.steps(inVain);
        try {
            return InternetAddress.parseHeader(value, false);
        } catch (AddressException unreadable) {
            return new InternetAddress[0];
        }
    }

    /** How often Angus may look or copy. */
    private static long openers(String value) {
        return value.chars().filter(c -> "([<\":\r\n".indexOf(c) >= 0).count();
    }

    /** Whether all that opens is closed, so that Angus never goes back; it is followed step by step. */
    private static boolean isPlain(String value) {
        int colons = 0;
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '(' -> i = endOfComment(value, i);
                case '"' -> i = closing(value, i, '"');
                case '[' -> i = closing(value, i, ']');
                case '<' -> i = endOfRoute(value, i);
                case '\r', '\n' -> i = value.length();
                case ':' -> colons++;
                default -> {}
            }
            if (i >= value.length() || colons > MAX_COLONS) {
                return false;
            }
        }
        return true;
    }

    private static int closing(String value, int start, char closing) {
        int i = start + 1;
        while (i < value.length() && value.charAt(i) != closing) {
            i += value.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private static int endOfComment(String value, int start) {
        int depth = 0;
        for (int i = start; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> i++;
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return i;
            }
        }
        return value.length();
    }

    private static int endOfRoute(String value, int start) {
        boolean quoted = false;
        for (int i = start + 1; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> i++;
                case '"' -> quoted = !quoted;
                case '>' -> {
                    if (!quoted) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return value.length();
    }
}
