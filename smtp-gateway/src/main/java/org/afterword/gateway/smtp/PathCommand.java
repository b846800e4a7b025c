package org.afterword.gateway.smtp;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;

/**
 * The arguments of MAIL and RCPT (RFC 5321, section 4.1.2): {@code FROM:<path> KEY=value KEY …}.
 *
 * <p>More liberal than the grammar where real mail is: two dots in a row, a dot before the at sign, a space behind the
 * colon. A source route is skipped, as section 4.1.2 tells. All parameters are kept, for refusing one that we do not know
 * loses mail.
 *
 * @param address empty for {@code <>}
 */
record PathCommand(Optional<MailAddress> address, EsmtpParameters parameters) {
    private static final Pattern SOURCE_ROUTE = Pattern.compile("@[^:]*:");
    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^\\s\\p{Cntrl}]+))?");

    /** Why arguments could not be understood. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean inAddress;

        private SyntaxException(boolean inAddress) {
            super(inAddress ? "not an address" : "not the form of these arguments");
            this.inAddress = inAddress;
        }

        /** Whether the address is at fault, and not what is around it. */
        boolean isInAddress() {
            return inAddress;
        }
    }

    /** @param keyword {@code FROM:} or {@code TO:} */
    static PathCommand parse(String keyword, String arguments) throws SyntaxException {
        if (!arguments.toUpperCase(Locale.ROOT).startsWith(keyword)) {
            throw new SyntaxException(false);
        }
        String rest = arguments.substring(keyword.length()).stripLeading();
        int end = endOfPath(rest);
        String path = SOURCE_ROUTE.matcher(rest.substring(1, end)).replaceFirst("");
        return new PathCommand(address(rest.substring(1, end), path), parameters(rest.substring(end + 1)));
    }

    private static Optional<MailAddress> address(String whole, String withoutRoute) throws SyntaxException {
        if (whole.isEmpty()) {
            return Optional.empty();
        }
        String path = whole.startsWith("@") ? withoutRoute : whole;
        return Optional.of(MailAddress.parse(path).orElseThrow(() -> new SyntaxException(true)));
    }

    /** The index of the bracket that closes the path; one within quotes does not. */
    private static int endOfPath(String text) throws SyntaxException {
        if (!text.startsWith("<")) {
            throw new SyntaxException(true);
        }
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            }
        }
        throw new SyntaxException(true);
    }

    private static EsmtpParameters parameters(String text) throws SyntaxException {
        if (text.isBlank()) {
            return EsmtpParameters.NONE;
        }
        if (!text.startsWith(" ")) {
            throw new SyntaxException(false);
        }
        Map<String, String> parameters = new TreeMap<>();
        for (String word : text.strip().split(" +")) {
            Matcher matcher = PARAMETER.matcher(word);
            if (!matcher.matches()) {
                throw new SyntaxException(false);
            }
            String value = matcher.group(2) == null ? "" : matcher.group(2);
            if (parameters.put(matcher.group(1).toUpperCase(Locale.ROOT), value) != null) {
                throw new SyntaxException(false);
            }
        }
        try {
            return EsmtpParameters.of(parameters);
        } catch (IllegalArgumentException unsafe) {
            throw new SyntaxException(false);
        }
    }
}
