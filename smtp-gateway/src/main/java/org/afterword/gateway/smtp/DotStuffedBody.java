package org.afterword.gateway.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The message as DATA sends it (RFC 5321, section 4.5.2): a dot at the start of a line is removed, and CRLF.CRLF ends it.
 * Nothing else does: with bare LF or bare CR around the dot it is text, whatever other servers make of it, for there lies
 * the smuggling of a second mail.
 *
 * <p>Reads in blocks and gives back what lies behind the end, since a client may send its next commands along.
 */
final class DotStuffedBody {
    private static final int BLOCK = 16 * 1024;
    private static final byte[] CARRIAGE_RETURN = {'\r'};

    private enum State {
        /** Behind CRLF, and before the first byte. */
        LINE_START,
        TEXT,
        CR,
        /** A dot at the start of a line, not written. */
        DOT,
        /** A dot at the start of a line and a CR, neither written. */
        DOT_CR,
        END
    }

    /** Where the message goes, in blocks that are used again. */
    interface Sink {
        void write(byte[] block, int offset, int length);
    }

    private final InputStream in;
    private final byte[] block = new byte[BLOCK];
    private final long maxBytes;
    private State state = State.LINE_START;

    /**
     * @param in supports marks
     * @param maxBytes how many bytes are read at most to find the end
     */
    DotStuffedBody(InputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * Reads to the end of the message, also where its transaction has long refused it.
     *
     * @return false if the end did not come
     * @throws EOFException if the client disconnects before the end
     */
    boolean readTo(Sink message) throws IOException {
        long left = maxBytes;
        while (state != State.END) {
            if (left < 0) {
                return false;
            }
            in.mark(BLOCK);
            int count = in.read(block, 0, BLOCK);
            if (count < 0) {
                throw new EOFException("the client disconnected within a message");
            }
            left -= count;
            int used = take(count, message);
            if (used < count) {
                in.reset();
                in.skipNBytes(used);
            }
        }
        return true;
    }

    /** @return how many bytes belong to the message, all unless its end is among them */
    private int take(int count, Sink message) {
        // What lies between this and the current position is text that is not handed on yet.
        int pending = 0;
        int i = 0;
        while (i < count) {
            if (state == State.TEXT) {
                i = endOfText(i, count);
                if (i == count) {
                    break;
                }
            }
            byte octet = block[i];
            switch (state) {
                case LINE_START -> {
                    if (octet == '.') {
                        message.write(block, pending, i - pending);
                        pending = i + 1;
                        state = State.DOT;
                    } else {
                        state = octet == '\r' ? State.CR : State.TEXT;
                    }
                }
                case TEXT, CR -> state = next(octet);
                case DOT -> {
                    if (octet == '\r') {
                        pending = i + 1;
                        state = State.DOT_CR;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT_CR -> {
                    if (octet == '\n') {
                        state = State.END;
                        return i + 1;
                    }
                    // Only a dot-stuffed line with a bare CR: the CR is text after all.
                    message.write(CARRIAGE_RETURN, 0, 1);
                    state = octet == '\r' ? State.CR : State.TEXT;
                }
                case END -> throw new IllegalStateException("read behind the end");
            }
            i++;
        }
        message.write(block, pending, count - pending);
        return count;
    }

    private State next(byte octet) {
        if (octet == '\r') {
            return State.CR;
        }
        return state == State.CR && octet == '\n' ? State.LINE_START : State.TEXT;
    }

    /** The next CR from {@code from} on. This is where the time goes, so it is a loop of its own. */
    private int endOfText(int from, int to) {
        int i = from;
        while (i < to && block[i] != '\r') {
            i++;
        }
        return i;
    }
}
