package org.afterword.engine.mime;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Quoted-printable (RFC 2045, section 6.7): decoded with the way back to each encoded byte, and encoded in pieces that
 * can be put between existing lines.
 */
final class QuotedPrintable {
    private static final int MAX_LINE = 76;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private QuotedPrintable() {}

    /**
     * The decoded bytes.
     *
     * @param starts where in the encoded body each decoded byte starts, and where the last one ends
     */
    record Decoded(byte[] bytes, int[] starts) {
        /** Where bytes are put so that they stand before decoded byte {@code index}: behind any soft line break. */
        int before(int index) {
            return starts[index];
        }

        /** Where the decoded byte before {@code index} ends in the encoded body. */
        int behind(int index, byte[] encoded) {
            if (index == 0) {
                return starts[0];
            }
            int start = starts[index - 1];
            return encoded[start] == '=' ? start + 3 : start + 1;
        }
    }

    /** Decodes strictly: an equals sign that begins neither an escape nor a soft break makes the result empty. */
    static Optional<Decoded> decode(byte[] encoded) {
        byte[] bytes = new byte[encoded.length];
        int[] starts = new int[encoded.length + 1];
        int count = 0;
        int position = 0;
        while (position < encoded.length) {
            byte b = encoded[position];
            if (b == '=') {
                int soft = softBreakEnd(encoded, position);
                if (soft >= 0) {
                    position = soft;
                    continue;
                }
                int high = position + 2 < encoded.length ? Character.digit(encoded[position + 1], 16) : -1;
                int low = high >= 0 ? Character.digit(encoded[position + 2], 16) : -1;
                if (low < 0) {
                    return Optional.empty();
                }
                starts[count] = position;
                bytes[count++] = (byte) (high << 4 | low);
                position += 3;
            } else if (b == ' ' || b == '\t') {
                int end = position;
                while (end < encoded.length && (encoded[end] == ' ' || encoded[end] == '\t')) {
                    end++;
                }
                boolean trailing = end == encoded.length
                        || encoded[end] == '\n'
                        || encoded[end] == '\r' && end + 1 < encoded.length && encoded[end + 1] == '\n';
                for (; position < end; position++) {
                    // White space at the end of a line was added on the way and is no content.
                    if (!trailing) {
                        starts[count] = position;
                        bytes[count++] = encoded[position];
                    }
                }
            } else {
                starts[count] = position++;
                bytes[count++] = b;
            }
        }
        starts[count] = encoded.length;
        return Optional.of(new Decoded(Arrays.copyOf(bytes, count), Arrays.copyOf(starts, count + 1)));
    }

    /** Where the line after the soft break at {@code position} begins, or -1 if there is no soft break. */
    private static int softBreakEnd(byte[] encoded, int position) {
        int end = position + 1;
        while (end < encoded.length && (encoded[end] == ' ' || encoded[end] == '\t')) {
            end++;
        }
        if (end == encoded.length) {
            return end;
        }
        if (encoded[end] == '\r' && end + 1 < encoded.length && encoded[end + 1] == '\n') {
            return end + 2;
        }
        return encoded[end] == '\n' ? end + 1 : -1;
    }

    /**
     * Encodes text that starts a line. Line ends, CRLF or LF, become hard breaks.
     *
     * @param lineEnd how the message ends its lines
     */
    static byte[] encode(byte[] bytes, byte[] lineEnd) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + bytes.length / 4 + 16);
        int column = 0;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            boolean crlf = b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n';
            if (crlf || b == '\n') {
                out.writeBytes(lineEnd);
                column = 0;
                i += crlf ? 1 : 0;
                continue;
            }
            boolean literal = b > ' ' && b < 0x7f && b != '=' || (b == ' ' || b == '\t') && !endsLine(bytes, i + 1);
            if (column + (literal ? 1 : 3) > MAX_LINE - 1) {
                out.write('=');
                out.writeBytes(lineEnd);
                column = 0;
            }
            // A dot or "From " at the start of a line is changed by some servers on the way.
            literal &= column > 0 || b != '.' && (b != 'F' || !startsWithFrom(bytes, i));
            if (literal) {
                out.write(b);
            } else {
                out.write('=');
                out.write(HEX[b >> 4]);
                out.write(HEX[b & 15]);
            }
            column += literal ? 1 : 3;
        }
        return out.toByteArray();
    }

    /** Encodes bytes that are no lines: each that is not printable ASCII is escaped, line ends too. */
    static byte[] encodeBinary(byte[] bytes, byte[] lineEnd) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length * 3);
        int column = 0;
        for (byte b : bytes) {
            if (column + 3 > MAX_LINE - 1) {
                out.write('=');
                out.writeBytes(lineEnd);
                column = 0;
            }
            if (b > ' ' && b < 0x7f && b != '=' && b != '.' && b != 'F') {
                out.write(b);
                column++;
            } else {
                out.write('=');
                out.write(HEX[b >> 4 & 15]);
                out.write(HEX[b & 15]);
                column += 3;
            }
        }
        return out.toByteArray();
    }

    private static boolean startsWithFrom(byte[] bytes, int at) {
        return at + 5 <= bytes.length
                && bytes[at + 1] == 'r'
                && bytes[at + 2] == 'o'
                && bytes[at + 3] == 'm'
                && bytes[at + 4] == ' ';
    }

    private static boolean endsLine(byte[] bytes, int next) {
        return next == bytes.length || bytes[next] == '\n' || bytes[next] == '\r';
    }
}
