package org.afterword.engine.mime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.RawMessage;

/**
 * How large a text is, counted in one pass over its part without keeping anything of it.
 *
 * @param encoded in bytes, as it stands in the message
 * @param decoded in bytes, without its transfer encoding
 * @param characters in UTF-16 units
 * @param tags how often {@code <} occurs
 * @param attributes how many words stand between {@code <} and {@code >}, the first aside
 * @param lines how often a line feed occurs
 * @param quotedPrintable whether that is its transfer encoding, for which the way back to each byte is kept
 */
public record TextSize(
        long encoded, long decoded, long characters, long tags, long attributes, long lines, boolean quotedPrintable) {
    /** Of a text that is not decoded. */
    public static final TextSize NONE = new TextSize(0, 0, 0, 0, 0, 0, false);

    /**
     * Counts a part that {@link MailText#decode} would decode. What it would give up in the middle is counted to the end.
     *
     * @throws IOException if the message's bytes cannot be read
     */
    public static TextSize of(RawMessage raw, Part part) throws IOException {
        Optional<MailText.Encoding> encoding = MailText.Encoding.of(part);
        return encoding.isEmpty() ? NONE : new Count(encoding.get()).of(raw, part);
    }

    /** Bytes become characters, and characters are counted. */
    private static final class Count {
        private static final int BLOCK = 16 * 1024;

        private final TransferEncoding transferEncoding;
        private final CharsetDecoder decoder;
        private final ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        private final CharBuffer chars = CharBuffer.allocate(BLOCK);
        /** What has been read of a group of base64, or of an escape: its bits, and how many characters of it. */
        private int bits;

        private int pending;
        private long decoded;
        private long characters;
        private long tags;
        private long attributes;
        private long lines;
        private boolean inTag;
        private boolean inWord;
        private boolean opened;

        Count(MailText.Encoding encoding) {
            transferEncoding = encoding.transferEncoding();
            decoder = encoding.charset()
                    .decoding()
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
        }

        TextSize of(RawMessage raw, Part part) throws IOException {
            byte[] block = new byte[BLOCK];
            long position = part.bodyStart();
            while (position < part.bodyEnd()) {
                int length = (int) Math.min(block.length, part.bodyEnd() - position);
                int count = raw.read(position, block, 0, length);
                if (count < 0) {
                    throw new IOException("the message ends before its last part");
                }
                Budget.steps(count);
                switch (transferEncoding) {
                    case SEVEN_BIT, EIGHT_BIT, BINARY -> {
                        for (int i = 0; i < count; i++) {
                            add(block[i]);
                        }
                    }
                    case QUOTED_PRINTABLE -> {
                        for (int i = 0; i < count; i++) {
                            quotedPrintable(block[i]);
                        }
                    }
                    case BASE64 -> {
                        for (int i = 0; i < count; i++) {
                            base64(block[i]);
                        }
                    }
                }
                position += count;
            }
            decode(true);
            return new TextSize(
                    part.bodyEnd() - part.bodyStart(),
                    decoded,
                    characters,
                    tags,
                    attributes,
                    lines,
                    transferEncoding == TransferEncoding.QUOTED_PRINTABLE);
        }

        private void quotedPrintable(byte b) {
            if (pending == 0) {
                if (b == '=') {
                    pending = 1;
                } else {
                    add(b);
                }
                return;
            }
            int digit = Character.digit(b, 16);
            if (digit >= 0 && pending == 1) {
                bits = digit;
                pending = 2;
            } else if (digit >= 0) {
                add((byte) (bits << 4 | digit));
                pending = 0;
            } else if (b != ' ' && b != '\t' && b != '\r') {
                pending = 0;
            }
        }

        private void base64(byte b) {
            int sextet = sextet(b);
            if (sextet < 0) {
                return;
            }
            bits = bits << 6 | sextet;
            if (++pending == 4) {
                pending = 0;
                add((byte) (bits >> 16));
                add((byte) (bits >> 8));
                add((byte) bits);
            }
        }

        private static int sextet(byte b) {
            if (b >= 'A' && b <= 'Z') {
                return b - 'A';
            }
            if (b >= 'a' && b <= 'z') {
                return b - 'a' + 26;
            }
            if (b >= '0' && b <= '9') {
                return b - '0' + 52;
            }
            return switch (b) {
                case '+' -> 62;
                case '/' -> 63;
                case '=' -> 0;
                default -> -1;
            };
        }

        private void add(byte b) {
            if (!bytes.hasRemaining()) {
                decode(false);
            }
            decoded++;
            bytes.put(b);
        }

        private void decode(boolean last) {
            bytes.flip();
            while (decoder.decode(bytes, chars, last).isOverflow()) {
                count();
            }
            bytes.compact();
            count();
        }

        private void count() {
            chars.flip();
            characters += chars.length();
            for (int i = 0; i < chars.length(); i++) {
                switch (chars.charAt(i)) {
                    case '<' -> {
                        tags++;
                        inTag = true;
                        inWord = true;
                        opened = true;
                        continue;
                    }
                    case '>' -> inTag = false;
                    case '\n' -> {
                        lines++;
                        inWord = false;
                    }
                    case ' ', '\t', '\r', '\f' -> inWord = false;
                    // An end tag's own is none between attributes.
                    case '/' -> inWord &= opened;
                    default -> {
                        if (!inWord) {
                            inWord = true;
                            attributes += inTag ? 1 : 0;
                        }
                    }
                }
                opened = false;
            }
            chars.clear();
        }
    }
}
