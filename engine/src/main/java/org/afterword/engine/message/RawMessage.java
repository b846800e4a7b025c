package org.afterword.engine.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * One mail exactly as it was received: immutable bytes, in an array or in a file that nobody changes.
 *
 * <p>Safe for use by several threads. Ranges are half open, in bytes from the start of the message.
 */
public sealed interface RawMessage permits ArrayMessage, FileMessage {

    /** A message over {@code bytes}, which the caller must not change from now on. */
    static RawMessage of(byte[] bytes) {
        return new ArrayMessage(bytes);
    }

    /**
     * A message over a file, which is read in pieces and never held in the heap as a whole.
     *
     * @throws IOException if the file cannot be read
     */
    static RawMessage ofFile(Path file) throws IOException {
        return FileMessage.of(file);
    }

    /** Length in bytes. */
    long size();

    /**
     * Reads bytes from {@code position} on into {@code target}.
     *
     * @return the number of bytes read, at least one, or -1 at the end of the message
     */
    int read(long position, byte[] target, int offset, int length) throws IOException;

    /** Writes the range to {@code out}. */
    void writeTo(OutputStream out, long start, long end) throws IOException;

    /** The bytes of the range, in an array of their own. */
    default byte[] bytes(long start, long end) throws IOException {
        byte[] range = new byte[Math.toIntExact(end - start)];
        int filled = 0;
        while (filled < range.length) {
            int count = read(start + filled, range, filled, range.length - filled);
            if (count < 0) {
                throw new IOException("the message ends at byte " + (start + filled) + ", before byte " + end);
            }
            filled += count;
        }
        return range;
    }

    /** The whole message as a stream. Closing it is not needed. */
    default InputStream open() {
        return new RangeInputStream(this, 0, size());
    }
}
