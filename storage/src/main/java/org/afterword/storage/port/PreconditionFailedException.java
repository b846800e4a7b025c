package org.afterword.storage.port;

import java.io.IOException;

/** A change was not made, since what it was meant for was changed meanwhile, is there already, or is gone. */
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
