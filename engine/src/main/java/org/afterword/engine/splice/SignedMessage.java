package org.afterword.engine.splice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.afterword.engine.message.RawMessage;

/** The message that goes back: the one that came in and the edits to it, put together only when it is written. */
public record SignedMessage(RawMessage original, EditList edits) {

    /** Length in bytes. */
    public long size() {
        return original.size() + edits.growth();
    }

    /** Writes the message in blocks; nothing that grows with its size is held in the heap. */
    public void writeTo(OutputStream out) throws IOException {
        edits.apply(original, out);
    }

    /** The whole message in an array, for small mail and tests. */
    public byte[] bytes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size()));
        writeTo(out);
        return out.toByteArray();
    }
}
