package org.afterword.engine.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.afterword.engine.budget.Budget;
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

    /**
     * Where the header section that starts at {@code from} ends: behind its blank line, before the first delimiter, or at
     * {@code limit}.
     */
    long headerEnd(long from, long limit, List<byte[]> boundaries) throws IOException {
        long lineStart = from;
        while (lineStart < limit) {
            load(lineStart);
            int start = (int) (lineStart - blockStart);
            if (block[start] == '\n') {
                return lineStart + 1;
            }
            if (start + 1 < blockLength) {
                if (block[start] == '\r' && block[start + 1] == '\n') {
                    return Math.min(limit, lineStart + 2);
                }
                if (block[start] == '-' && block[start + 1] == '-' && match(start, boundaries) != null) {
                    return lineStart;
                }
            }
            lineStart = nextLine(lineStart, limit);
        }
        return limit;
    }

    /** The line start behind {@code from}, or {@code to}. */
    private long nextLine(long from, long to) throws IOException {
        long position = from;
        while (position < to) {
            load(position);
            int last = (int) Math.min(blockLength, to - blockStart);
            int start = (int) (position - blockStart);
            int i = start;
            while (i < last && block[i] != '\n') {
                i++;
            }
            Budget.pass(i - start);
            position = blockStart + i + (i < last ? 1 : 0);
            if (i < last) {
                return position;
            }
        }
        return to;
    }

    /** The next line start behind {@code from} whose line begins with a dash, or {@code to}. */
    private long nextDashedLine(long from, long to) throws IOException {
        long position = from;
        while (position < to) {
            load(position);
            byte[] bytes = block;
            int last = (int) Math.min(blockLength, to - blockStart) - 1;
            int start = (int) (position - blockStart);
            for (int i = start; i < last; i++) {
                if (bytes[i] == '\n' && bytes[i + 1] == '-') {
                    Budget.pass(i - start);
                    return blockStart + i + 1;
                }
            }
            Budget.pass(last - start);
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
        Budget.steps(boundaries.size());
        Budget.pass(end - start);
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
        return Arrays.equals(block, at, at + boundary.length, boundary, 0, boundary.length);
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
