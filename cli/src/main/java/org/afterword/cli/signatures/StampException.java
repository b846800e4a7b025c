package org.afterword.cli.signatures;

import java.io.IOException;

/** The stamp answered a request with an error. The message is the stamp's own, for the person at the keyboard. */
final class StampException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    StampException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
