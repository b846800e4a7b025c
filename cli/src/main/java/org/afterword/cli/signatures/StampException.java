package org.afterword.cli.signatures;

import java.io.IOException;

/** The stamp refused a request. The message is what it said, for the person at the keyboard. */
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
