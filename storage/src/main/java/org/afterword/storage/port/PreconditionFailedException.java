package org.afterword.storage.port;

import java.io.IOException;

/** A change was not made, because the value has changed since it was read, exists already, or was deleted. */
public final class PreconditionFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    public PreconditionFailedException(String message) {
        super(message);
    }

    /** For a change that was to be made under {@code failed}. */
    public static PreconditionFailedException of(Precondition failed) {
        return new PreconditionFailedException(
                switch (failed) {
                    case Precondition.Any any -> "it is there already";
                    case Precondition.Absent absent -> "it is there already";
                    case Precondition.Matches matches -> "it was changed meanwhile, or is gone";
                });
    }
}
