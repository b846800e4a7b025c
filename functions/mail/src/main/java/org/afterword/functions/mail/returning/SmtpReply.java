package org.afterword.functions.mail.returning;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered (RFC 5321, section 4.2), with its enhanced status code (RFC 2034) if it gave one.
 *
 * @param text everything behind the codes, on one line. Servers repeat addresses there, so it goes into a report to the
 *     sender at most, never into a log or a trace; {@link #toString()} leaves it out.
 */
public record SmtpReply(int code, Optional<String> status, String text) {
    private static final Pattern STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s+|$)");
    private static final int MAX_TEXT = 500;

    /** Reads a reply of one or more lines, each with its code in front, as the server sent it. */
    static SmtpReply parse(List<String> lines) {
        Optional<String> status = Optional.empty();
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String rest = line.length() > 4 ? line.substring(4) : "";
            Matcher matcher = STATUS.matcher(rest);
            if (matcher.lookingAt()) {
                status = Optional.of(matcher.group(1));
                rest = rest.substring(matcher.end());
            }
            String words = printable(rest.strip());
            text.append(text.isEmpty() || words.isEmpty() ? "" : " ").append(words);
        }
        int code = Integer.parseInt(lines.getLast().substring(0, 3));
        return new SmtpReply(code, status, text.substring(0, Math.min(text.length(), MAX_TEXT)));
    }

    boolean positive() {
        return code >= 200 && code < 300;
    }

    /** More is asked for: the answer to DATA. */
    boolean intermediate() {
        return code >= 300 && code < 400;
    }

    boolean negative() {
        return code >= 400;
    }

    boolean permanent() {
        return code >= 500 && code < 600;
    }

    /** The server ends the session with this reply. */
    public boolean closing() {
        return code == 421;
    }

    /** Whether it limits how much we send: Exchange answers 4.7.500 to 4.7.699 then. */
    boolean throttling() {
        return status.filter(s -> s.matches("4\\.7\\.[56]\\d\\d")).isPresent();
    }

    /** Whether the mail is larger than the server takes (RFC 1870; RFC 3463, X.2.3 and X.3.4). */
    public boolean tooLarge() {
        return code == 552 && status.filter(s -> s.equals("5.2.2")).isEmpty()
                || permanent()
                        && status.filter(s -> s.equals("5.3.4") || s.equals("5.2.3"))
                                .isPresent();
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    @Override
    public String toString() {
        return code + status.map(s -> " " + s).orElse("");
    }
}
