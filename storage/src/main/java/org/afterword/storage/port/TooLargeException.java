package org.afterword.storage.port;

import java.io.IOException;

/** A value was not stored, since it is larger than the store takes. */
public final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param bytes of the value as JSON */
    public TooLargeException(int bytes, int most) {
        super("it has " + bytes + " bytes as JSON, and the store takes " + most + "; use smaller pictures");
    }
}
