package org.afterword.engine.message;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.budget.Budget;

/**
 * A mailbox of RFC 5321, section 4.1.2: local part and domain, the domain in lower case.
 *
 * <p>Deliberately more liberal than the grammar, since real mail has {@code a..b@example.com}; what could break a
 * command line or a header (controls, spaces outside quotes, angle brackets) is refused. {@link #toString()} hides the
 * local part, so that an address does not slip into a log line.
 */
public record MailAddress(String local, String domain) {

    /** @throws IllegalArgumentException if a part is empty or holds a character that no address can hold */
    public MailAddress {
        domain = domain.toLowerCase(Locale.ROOT);
        if (local.isEmpty() || domain.isEmpty() || local.length() + domain.length() > 320) {
            throw new IllegalArgumentException("not a mail address: a part is empty or too long");
        }
        boolean quoted = local.length() > 1 && local.startsWith("\"") && local.endsWith("\"");
        if (unsafe(local, quoted) || unsafe(domain, false) || domain.indexOf('@') >= 0) {
            throw new IllegalArgumentException("not a mail address: it holds a character that is not allowed");
        }
    }

    /** Reads {@code local@domain}; empty if it is none. */
    public static Optional<MailAddress> parse(String address) {
        int at = address.lastIndexOf('@');
        if (at <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new MailAddress(address.substring(0, at), address.substring(at + 1)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /**
     * As {@link #parse}, for text that must be an address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static MailAddress of(String address) {
        return parse(address).orElseThrow(() -> new IllegalArgumentException("not a mail address"));
    }

    private static boolean unsafe(String part, boolean quoted) {
        return part.chars()
                .anyMatch(c -> c < ' ' || c == 0x7f || !quoted && (c == ' ' || c == '<' || c == '>' || c == '"'));
    }

    /**
     * Whether its domain is one of these or below one of them.
     *
     * @param domains in lower case
     */
    public boolean isWithin(Set<String> domains) {
        int start = 0;
        do {
            Budget.step();
            if (domains.contains(domain.substring(start))) {
                return true;
            }
            start = domain.indexOf('.', start) + 1;
        } while (start > 0);
        return false;
    }

    /** The address as SMTP and headers write it. */
    public String address() {
        return local + "@" + domain;
    }

    /** Whether the address needs SMTPUTF8 (RFC 6531). */
    public boolean international() {
        return address().chars().anyMatch(c -> c > 0x7f);
    }

    @Override
    public String toString() {
        return "***@" + domain;
    }
}
