package org.afterword.functions.mail.signing;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Text as quoted-printable (RFC 2045, section 6.7): ASCII in lines of at most 76, line ends CRLF. */
final class QuotedPrintableText {
    private static final int LINE = 75;

    private QuotedPrintableText() {}

    static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + bytes.length / 8);
        int column = 0;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (b == '\n' || b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                out.append("\r\n");
                column = 0;
                i += b == '\r' ? 1 : 0;
                continue;
            }
            boolean lineEnds = i + 1 == bytes.length || bytes[i + 1] == '\r' || bytes[i + 1] == '\n';
            boolean plain = b > ' ' && b < 0x7f && b != '=' || (b == ' ' || b == '\t') && !lineEnds;
            int width = plain ? 1 : 3;
            if (column + width > LINE) {
                out.append("=\r\n");
                column = 0;
            }
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "=%02X", b));
            }
            column += width;
        }
        return out.toString();
    }
}
