package org.afterword.engine.mime;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Bytes in place of those from {@code start} to {@code end} of a body without its transfer encoding. */
record BytePiece(int start, int end, byte[] bytes) {

    /** The body with the pieces, which are sorted, put in. */
    static byte[] applied(byte[] body, List<BytePiece> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 1024);
        int position = 0;
        for (BytePiece piece : pieces) {
            out.write(body, position, piece.start - position);
            out.writeBytes(piece.bytes);
            position = piece.end;
        }
        out.write(body, position, body.length - position);
        return out.toByteArray();
    }
}
