package org.afterword.functions.mail.returning;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The data of a mail on its way to the server (RFC 5321, sections 2.3.8 and 4.5.2): no bare CR and no bare LF, each becomes
 * CRLF; the last line has an end; a dot at the beginning of a line is doubled. The final dot is not written.
 */
final class DottedData extends OutputStream {
    private static final int BLOCK = 16 * 1024;

    private final SmtpWire wire;
    private final Duration perBlock;
    private final SendingLimit limit;
    private final byte[] block = new byte[BLOCK];
    private int filled;
    private boolean lineBegins = true;
    private boolean afterCr;
    private boolean failed;

    /**
     * @param perBlock for each block to be taken
     * @param limit for all of it
     */
    DottedData(SmtpWire wire, Duration perBlock, SendingLimit limit) {
        this.wire = wire;
        this.perBlock = perBlock;
        this.limit = limit;
    }

    /** Whether it was the connection that failed, and not what the mail is read from. */
    boolean failed() {
        return failed;
    }

    @Override
    public void write(int octet) throws IOException {
        byte b = (byte) octet;
        if (b == '\r') {
            endLine();
        } else if (b == '\n') {
            if (!afterCr) {
                endLine();
            }
        } else {
            if (lineBegins && b == '.') {
                put((byte) '.');
            }
            put(b);
            lineBegins = false;
        }
        afterCr = b == '\r';
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    /** Ends the last line, and sends what has been held back. */
    void finish() throws IOException {
        if (!lineBegins) {
            endLine();
        }
        send();
    }

    private void endLine() throws IOException {
        put((byte) '\r');
        put((byte) '\n');
        lineBegins = true;
    }

    private void put(byte octet) throws IOException {
        if (filled == BLOCK) {
            send();
        }
        block[filled++] = octet;
    }

    private void send() throws IOException {
        try {
            wire.write(block, 0, filled, limit.withinData(perBlock));
            filled = 0;
        } catch (IOException broken) {
            failed = true;
            throw broken;
        }
    }
}
