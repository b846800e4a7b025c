package org.afterword.functions.mail.report;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form in which ENVID and ORCPT travel (RFC 3461, section 4): {@code +} and two digits stand for an octet. */
final class Xtext {
    private static final Pattern HEXCHAR = Pattern.compile("\\+([0-9A-F]{2})");

    /** RFC 3461 has at most 500 characters for ORCPT and 100 for ENVID; a line of a mail holds 998. */
    private static final int LONGEST = 900;

    private Xtext() {}

    /**
     * The text it stands for; empty unless that is printable ASCII, which alone may stand in a report, and short enough for one
     * line of it.
     */
    static Optional<String> decode(String xtext) {
        Matcher matcher = HEXCHAR.matcher(xtext);
        String text = matcher.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
        boolean printable =
                !text.isBlank() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return printable ? Optional.of(text) : Optional.empty();
    }
}
