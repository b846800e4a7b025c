package org.afterword.simulator.smtp;

import java.io.IOException;

/** The server answered, but not what the client had to hear to go on. */
public final class UnexpectedReplyException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient ReceivedReply reply;

    UnexpectedReplyException(String expected, ReceivedReply reply) {
        super("expected " + expected + " but the server said: " + reply);
        this.reply = reply;
    }

    /** What it answered. */
    public ReceivedReply reply() {
        return reply;
    }
}
