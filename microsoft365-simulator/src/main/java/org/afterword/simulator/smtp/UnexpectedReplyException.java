package org.afterword.simulator.smtp;

import java.io.IOException;

/** The server answered, but not what the client had to hear to go on. */
public final class UnexpectedReplyException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient ServerReply reply;

    UnexpectedReplyException(String expected, ServerReply reply) {
        super("expected " + expected + " but the server said: " + reply);
        this.reply = reply;
    }

    /** What it answered. */
    public ServerReply reply() {
        return reply;
    }
}
