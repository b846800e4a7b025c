package org.afterword.functions.mail.report;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form in which ENVID and ORCPT travel (RFC 3461, section 4): {@code +} and two digits stand for an octet. */
final class Xtext {
    private static final Pattern HEXCHAR = Pattern.compile("\\+([0-9A-F]{2})");

    private Xtext() {}

    /** The text it stands for; empty unless that is printable ASCII, which alone may stand in a report. */
    static Optional<String> decode(String xtext) {
        Matcher matcher = HEXCHAR.matcher(xtext);
        String text = matcher.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
        boolean printable = !text.isBlank() && text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return printable ? Optional.of(text) : Optional.empty();
    }
}
