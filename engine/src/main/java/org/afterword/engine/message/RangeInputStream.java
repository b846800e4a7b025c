package org.afterword.engine.message;

import java.io.IOException;
import java.io.InputStream;

/** A range of a message as a stream. Not safe for use by several threads. */
final class RangeInputStream extends InputStream {
    private final RawMessage message;
    private final long end;
    private long position;

    RangeInputStream(RawMessage message, long start, long end) {
        this.message = message;
        this.position = start;
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        int count = message.read(position, target, offset, (int) Math.min(length, end - position));
        if (count > 0) {
            position += count;
        }
        return count;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }
}
