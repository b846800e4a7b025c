package org.afterword.engine.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.afterword.engine.message.RawMessage;
import org.jspecify.annotations.Nullable;

/**
 * Finds delimiter lines (RFC 2046, section 5.1.1), reading the message once in blocks. Lines may end with CRLF or with a
 * bare LF.
 */
final class DelimiterScanner {
    private static final int BLOCK = 64 * 1024;
    /** A delimiter line is "--", at most 70 characters of boundary, "--", white space; longer ones occur. */
    private static final int MAX_LINE = 1024;

    private final RawMessage message;
    private final long size;
    private final byte[] block = new byte[BLOCK + MAX_LINE];
    private long blockStart;
    private int blockLength;

    DelimiterScanner(RawMessage message) {
        this.message = message;
        this.size = message.size();
    }

    /**
     * A delimiter line, or the end of the message.
     *
     * @param level which of the open boundaries it belongs to, -1 at the end of the message
     * @param end behind its line end
     */
    record Delimiter(int level, boolean close, long start, long end) {}

    /** The first delimiter of any of {@code boundaries} that starts at {@code from}, a line start, or behind it. */
    Delimiter next(long from, long to, List<byte[]> boundaries) throws IOException {
        long lineStart = from;
        while (lineStart < to && !boundaries.isEmpty()) {
            load(lineStart);
            int start = (int) (lineStart - blockStart);
            if (start + 1 < blockLength && block[start] == '-' && block[start + 1] == '-') {
                Delimiter found = match(start, boundaries);
                if (found != null) {
                    return found;
                }
            }
            lineStart = nextDashedLine(lineStart, to);
        }
        return new Delimiter(-1, false, to, to);
    }

    /** The next line start behind {@code from} whose line begins with a dash, or {@code to}. */
    private long nextDashedLine(long from, long to) throws IOException {
        long position = from;
        while (position < to) {
            load(position);
            byte[] bytes = block;
            int last = (int) Math.min(blockLength, to - blockStart) - 1;
            for (int i = (int) (position - blockStart); i < last; i++) {
                if (bytes[i] == '\n' && bytes[i + 1] == '-') {
                    return blockStart + i + 1;
                }
            }
            if (blockStart + blockLength >= to) {
                return to;
            }
            // The last byte of the block may be a line end whose next byte is not loaded yet.
            position = blockStart + last;
        }
        return to;
    }

    private @Nullable Delimiter match(int start, List<byte[]> boundaries) {
        int end = start;
        int limit = Math.min(blockLength, start + MAX_LINE);
        while (end < limit && block[end] != '\n') {
            end++;
        }
        boolean lineEnds = end < blockLength;
        int textEnd = end;
        while (textEnd > start && isSpace(block[textEnd - 1])) {
            textEnd--;
        }
        for (int level = boundaries.size() - 1; level >= 0; level--) {
            byte[] boundary = boundaries.get(level);
            int rest = textEnd - start - 2 - boundary.length;
            if ((rest == 0 || rest == 2 && block[textEnd - 1] == '-' && block[textEnd - 2] == '-')
                    && matches(boundary, start + 2)) {
                return new Delimiter(level, rest == 2, blockStart + start, blockStart + (lineEnds ? end + 1 : end));
            }
        }
        return null;
    }

    private boolean matches(byte[] boundary, int at) {
        for (int i = 0; i < boundary.length; i++) {
            if (block[at + i] != boundary[i]) {
                return false;
            }
        }
        return true;
    }

    /** Sees to it that a whole delimiter line at {@code position} is in the block. */
    private void load(long position) throws IOException {
        long end = Math.min(size, position + MAX_LINE);
        if (position >= blockStart && end <= blockStart + blockLength) {
            return;
        }
        blockStart = position;
        blockLength = 0;
        while (blockLength < block.length) {
            int count = message.read(position + blockLength, block, blockLength, block.length - blockLength);
            if (count < 0) {
                break;
            }
            blockLength += count;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    static byte[] bytes(String boundary) {
        return boundary.getBytes(StandardCharsets.ISO_8859_1);
    }
}
