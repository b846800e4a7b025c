package org.afterword.gateway.intake;

import java.util.Arrays;
import org.afterword.engine.message.HeaderSection;

/** Collects the start of a mail until its header is complete, or until it is longer than any honest one. */
final class HeaderBuffer {
    /** Exchange Online takes headers of up to 256 KiB. */
    static final int MAX_BYTES = 512 * 1024;

    private byte[] bytes = new byte[8 * 1024];
    private int length;
    private boolean complete;

    /**
     * Adds a block, all of it: what follows the header is kept too.
     *
     * @return whether the header is complete, or must be judged by what there is
     */
    boolean add(byte[] block, int offset, int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
        System.arraycopy(block, offset, bytes, length, count);
        int lookFrom = Math.max(0, length - 3);
        length += count;
        complete = complete || holdsBlankLine(lookFrom);
        return complete || length > MAX_BYTES;
    }

    HeaderSection section() {
        return HeaderSection.parse(bytes, 0, length);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private boolean holdsBlankLine(int from) {
        for (int i = from; i < length; i++) {
            boolean lineStart = i == 0 || bytes[i - 1] == '\n';
            if (lineStart && (bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] == '\n'))) {
                return true;
            }
        }
        return false;
    }
}
