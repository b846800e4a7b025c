package org.afterword.engine.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** A message in the heap. */
final class ArrayMessage implements RawMessage {
    private final byte[] bytes;

    ArrayMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
        if (position >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(length, bytes.length - position);
        System.arraycopy(bytes, (int) position, target, offset, count);
        return count;
    }

    @Override
    public void writeTo(OutputStream out, long start, long end) throws IOException {
        Objects.checkFromToIndex(start, end, (long) bytes.length);
        out.write(bytes, (int) start, (int) (end - start));
    }

    @Override
    public String toString() {
        return "RawMessage[" + bytes.length + " bytes]";
    }
}
