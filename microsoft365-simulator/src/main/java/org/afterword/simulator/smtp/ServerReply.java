package org.afterword.simulator.smtp;

import java.util.List;
import java.util.Locale;

/**
 * A reply of an SMTP server (RFC 5321 section 4.2).
 *
 * @param lines as they stand on the wire, code included, without CRLF; at least one
 */
public record ServerReply(List<String> lines) {
    public ServerReply {
        lines = List.copyOf(lines);
        if (lines.isEmpty() || !lines.getLast().matches("[2-5][0-9]{2}( .*)?")) {
            throw new IllegalArgumentException("not an SMTP reply: " + lines);
        }
    }

    /** A reply of one line, such as {@code 250 2.1.5 OK}. */
    public static ServerReply of(String line) {
        return new ServerReply(List.of(line));
    }

    /** The three-digit code. */
    public int code() {
        return Integer.parseInt(lastLine().substring(0, 3));
    }

    /** The last line, code included; the only one of most replies. */
    public String lastLine() {
        return lines.getLast();
    }

    /** 2xx: done. */
    public boolean isPositive() {
        return code() / 100 == 2;
    }

    /** 4xx: try again later. */
    public boolean isTransient() {
        return code() / 100 == 4;
    }

    /** 5xx: never. */
    public boolean isPermanent() {
        return code() / 100 == 5;
    }

    /** Whether a reply to EHLO offers this keyword, with or without arguments. */
    public boolean offers(String keyword) {
        return lines.stream()
                .skip(1)
                .map(line -> line.substring(Math.min(4, line.length())).toUpperCase(Locale.ROOT) + " ")
                .anyMatch(line -> line.startsWith(keyword.toUpperCase(Locale.ROOT) + " "));
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
