package org.afterword.gateway.wire;

import java.util.regex.Pattern;

/** Completes the replies that SubEthaSMTP makes by itself: they have no enhanced status code (RFC 3463). */
final class EnhancedStatus {
    static final int START_MAIL_INPUT = 354;

    private static final Pattern COMPLETE = Pattern.compile("[23]..[ -].*|[45]..[ -][245]\\.\\d{1,3}\\.\\d{1,3} .*");

    private EnhancedStatus() {}

    /** The reply code; 0 if the text does not begin with one. */
    static int code(String reply) {
        return reply.length() >= 3 && reply.chars().limit(3).allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(reply.substring(0, 3))
                : 0;
    }

    static String complete(String reply) {
        String firstLine = reply.lines().findFirst().orElse("");
        if (COMPLETE.matcher(firstLine).matches()) {
            return reply;
        }
        return switch (code(reply)) {
            case 421 -> "421 4.4.2 Closing this connection: no complete command came in time\r\n";
            case 500 -> "500 5.5.1 Command not recognised\r\n";
            case 501 -> "501 5.5.2 Not a command line: it must be UTF-8, short and end with CRLF\r\n";
            default -> reply.substring(0, 4) + reply.charAt(0) + ".0.0 " + reply.substring(4);
        };
    }
}
