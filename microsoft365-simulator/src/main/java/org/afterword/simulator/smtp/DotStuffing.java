package org.afterword.simulator.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a message as a DATA section (RFC 5321 section 4.5.2). */
final class DotStuffing {
    private DotStuffing() {}

    /**
     * Doubles a dot at the start of a line and ends with CRLF.CRLF; adds a CRLF only if the message does not end with one.
     * A line starts after CRLF, so bare CR and LF pass as they are.
     */
    static void write(InputStream message, OutputStream out) throws IOException {
        byte[] in = new byte[32 * 1024];
        byte[] stuffed = new byte[in.length * 2];
        int beforeLast = '\r';
        int last = '\n';
        for (int read = message.read(in); read >= 0; read = message.read(in)) {
            int filled = 0;
            for (int i = 0; i < read; i++) {
                if (in[i] == '.' && last == '\n' && beforeLast == '\r') {
                    stuffed[filled++] = '.';
                }
                stuffed[filled++] = in[i];
                beforeLast = last;
                last = in[i];
            }
            out.write(stuffed, 0, filled);
        }
        boolean atLineStart = last == '\n' && beforeLast == '\r';
        out.write((atLineStart ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
