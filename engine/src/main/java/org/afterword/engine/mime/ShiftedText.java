package org.afterword.engine.mime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.afterword.engine.splice.TextEdit;

/**
 * Puts changes into bytes whose meaning depends on what stands before them: escape sequences (ISO 2022) or base64 runs
 * (UTF-7). At the place itself the state is left and entered again; all other bytes stay.
 */
final class ShiftedText {
    private static final byte[] TO_ASCII = {0x1b, '(', 'B'};

    /** The header of ISO-2022-KR (RFC 1557), which an encoder writes and a text has once. */
    private static final byte[] KOREAN_HEADER = {0x1b, '$', ')', 'C'};

    private static final int SHIFT_OUT = 0x0e;
    private static final int SHIFT_IN = 0x0f;

    private final MailText body;
    private final byte[] bytes;

    private ShiftedText(MailText body) {
        this.body = body;
        bytes = body.decoded();
    }

    /**
     * The changes of the decoded bytes, read again to be sure.
     *
     * @param edits sorted and not overlapping
     */
    static List<BytePiece> pieces(MailText body, List<TextEdit> edits) throws CharacterCodingException {
        ShiftedText text = new ShiftedText(body);
        int[] ranges = body.byteRanges(edits);
        List<BytePiece> pieces = body.charset().form() == TextCharset.Form.BASE64_RUNS
                ? text.inRuns(edits, ranges)
                : text.inEscapes(edits, ranges);
        String again = MailText.strictDecoder(body.charset())
                .decode(ByteBuffer.wrap(BytePiece.applied(text.bytes, pieces)))
                .toString();
        if (!again.equals(TextEdit.applied(edits, body.text()))) {
            throw new CharacterCodingException();
        }
        return pieces;
    }

    private List<BytePiece> inEscapes(List<TextEdit> edits, int[] ranges) throws CharacterCodingException {
        List<BytePiece> pieces = new ArrayList<>();
        Escapes escapes = new Escapes();
        for (int i = 0; i < edits.size(); i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            escapes.readTo(ranges[2 * i]);
            escapes.leave(out);
            byte[] encoded = MailText.encode(body.charset(), edits.get(i).replacement());
            int from = encoded.length >= KOREAN_HEADER.length
                            && Arrays.equals(encoded, 0, KOREAN_HEADER.length, KOREAN_HEADER, 0, KOREAN_HEADER.length)
                    ? KOREAN_HEADER.length
                    : 0;
            out.write(encoded, from, encoded.length - from);
            escapes.readTo(ranges[2 * i + 1]);
            escapes.enter(out);
            pieces.add(new BytePiece(ranges[2 * i], ranges[2 * i + 1], out.toByteArray()));
        }
        return pieces;
    }

    /** The state of ISO 2022 at a place: what is designated to G0, and whether G1 is shifted in (ISO-2022-KR). */
    private final class Escapes {
        private byte[] g0 = TO_ASCII;
        private boolean shifted;
        private int position;

        void readTo(int place) {
            while (position < place) {
                int b = bytes[position];
                int end = position + 1;
                if (b == 0x1b) {
                    while (end < place && bytes[end] >= 0x20 && bytes[end] < 0x30) {
                        end++;
                    }
                    end = Math.min(place, end + 1);
                    byte[] sequence = Arrays.copyOfRange(bytes, position, end);
                    if (designatesG0(sequence)) {
                        g0 = sequence;
                    }
                } else if (b == SHIFT_OUT || b == SHIFT_IN) {
                    shifted = b == SHIFT_OUT;
                }
                position = end;
            }
        }

        private static boolean designatesG0(byte[] sequence) {
            if (sequence.length < 3) {
                return false;
            }
            return sequence[1] == '(' || sequence[1] == '$' && (sequence[2] == '(' || sequence[2] >= '0');
        }

        private boolean ascii() {
            return Arrays.equals(g0, TO_ASCII);
        }

        void leave(ByteArrayOutputStream out) {
            if (shifted) {
                out.write(SHIFT_IN);
            }
            if (!ascii()) {
                out.writeBytes(TO_ASCII);
            }
        }

        void enter(ByteArrayOutputStream out) {
            if (!ascii()) {
                out.writeBytes(g0);
            }
            if (shifted) {
                out.write(SHIFT_OUT);
            }
        }
    }

    private List<BytePiece> inRuns(List<TextEdit> edits, int[] ranges) throws CharacterCodingException {
        List<BytePiece> pieces = new ArrayList<>();
        Runs runs = new Runs();
        StringBuilder written = new StringBuilder();
        int start = -1;
        int end = -1;
        int done = 0;
        int restEnd = 0;
        for (int i = 0; i < edits.size(); i++) {
            TextEdit edit = edits.get(i);
            Run at = runs.at(ranges[2 * i]);
            if (start >= 0 && at.start() < end) {
                // The run holds both places.
                written.append(body.text(), done, edit.start());
            } else {
                if (start >= 0) {
                    written.append(body.text(), done, restEnd);
                    pieces.add(new BytePiece(start, end, MailText.encode(body.charset(), written)));
                }
                written.setLength(0);
                written.append(body.text(), edit.start() - at.before(), edit.start());
                start = at.start();
            }
            written.append(edit.replacement());
            Run behind = runs.at(ranges[2 * i + 1]);
            end = behind.end();
            restEnd = edit.end() + behind.after();
            done = edit.end();
        }
        written.append(body.text(), done, restEnd);
        pieces.add(new BytePiece(start, end, MailText.encode(body.charset(), written)));
        return pieces;
    }

    /**
     * The base64 run around a place.
     *
     * @param before how many of its characters stand before the place
     * @param after how many behind it
     */
    private record Run(int start, int end, int before, int after) {}

    /** Finds the runs of UTF-7 (RFC 2152): a plus sign, base64, and a minus sign or any other byte. */
    private final class Runs {
        private int position;
        private int start = -1;
        private int sextets;
        private int knownEnd;

        Run at(int place) {
            while (position < place) {
                int b = bytes[position];
                if (start < 0 && b == '+') {
                    start = position;
                    sextets = 0;
                } else if (start >= 0 && Utf7.isBase64(b)) {
                    sextets++;
                } else {
                    start = -1;
                }
                position++;
            }
            if (start < 0) {
                return new Run(place, place, 0, 0);
            }
            int end = Math.max(place, knownEnd);
            while (end < bytes.length && Utf7.isBase64(bytes[end])) {
                end++;
            }
            knownEnd = end;
            int before = sextets * 6 / 16;
            int after = (sextets + end - place) * 6 / 16 - before;
            boolean closed = end < bytes.length && bytes[end] == '-';
            int behind = closed ? end + 1 : end;
            return closed && end == place ? new Run(behind, behind, 0, 0) : new Run(start, behind, before, after);
        }
    }
}
