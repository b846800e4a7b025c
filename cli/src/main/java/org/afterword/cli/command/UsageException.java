package org.afterword.cli.command;

/** The command line is wrong. The message says what, and the usage text follows it. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
