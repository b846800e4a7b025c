package org.afterword.simulator.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what a peer sends: lines, a DATA section, a counted chunk. For one thread. */
final class SmtpInput {
    private static final int LONGEST_LINE = 64 * 1024;

    /** Where {@link #readData} stands: what was read last decides what the next octet means. */
    private enum State {
        IN_LINE,
        AFTER_CR,
        LINE_START,
        DOT_AT_START,
        DOT_CR_AT_START
    }

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    SmtpInput(InputStream in) {
        this.in = in;
    }

    /** Whether octets were read ahead: after STARTTLS, a sign of an injected command. */
    boolean hasReadAhead() {
        return position < limit;
    }

    /**
     * The next line without its CRLF or LF, or null at the end of the stream.
     *
     * @throws EOFException if the stream ends in mid-line
     */
    @Nullable String readLine() throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        while (true) {
            int octet = read();
            if (octet < 0) {
                if (length == 0) {
                    return null;
                }
                throw new EOFException("the peer closed the connection in mid-line");
            }
            if (octet == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, end, StandardCharsets.UTF_8);
            }
            if (length == LONGEST_LINE) {
                throw new IOException("the peer sent a line of more than " + LONGEST_LINE + " octets");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) octet;
        }
    }

    /**
     * Reads up to CRLF.CRLF, which alone ends a message (RFC 5321 section 4.1.1.4), and takes the stuffed dots out. Every
     * other octet goes to the sink as it came; the CRLF before the final dot belongs to the message.
     */
    void readData(OutputStream sink) throws IOException {
        byte[] out = new byte[buffer.length];
        int filled = 0;
        State state = State.LINE_START;
        while (true) {
            int octet = read();
            if (octet < 0) {
                throw new EOFException("the peer closed the connection in the middle of a message");
            }
            if (filled > out.length - 2) {
                sink.write(out, 0, filled);
                filled = 0;
            }
            if (state == State.LINE_START && octet == '.') {
                state = State.DOT_AT_START;
                continue;
            }
            if (state == State.DOT_AT_START && octet == '\r') {
                state = State.DOT_CR_AT_START;
                continue;
            }
            if (state == State.DOT_CR_AT_START) {
                if (octet == '\n') {
                    sink.write(out, 0, filled);
                    return;
                }
                out[filled++] = '\r';
                state = State.AFTER_CR;
            }
            out[filled++] = (byte) octet;
            state = octet == '\r'
                    ? State.AFTER_CR
                    : octet == '\n' && state == State.AFTER_CR ? State.LINE_START : State.IN_LINE;
        }
    }

    /** Reads a BDAT chunk (RFC 3030) of exactly so many octets. */
    void readChunk(long octets, OutputStream sink) throws IOException {
        long left = octets;
        while (left > 0) {
            if (position == limit && !fill()) {
                throw new EOFException("the peer closed the connection with " + left + " octets of a chunk to come");
            }
            int block = (int) Math.min(left, limit - position);
            sink.write(buffer, position, block);
            position += block;
            left -= block;
        }
    }

    private int read() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer);
        position = 0;
        limit = Math.max(read, 0);
        return read > 0;
    }
}
