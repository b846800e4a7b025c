package org.afterword.simulator.inbound;

import java.time.Duration;

/** A fault of the inbound connector that a test can inject. */
public sealed interface Fault {
    /** Greets with this, such as {@code 421 4.3.2 Service not available}, and closes unless it is a 220. */
    record Greeting(String reply) implements Fault {}

    /** Does not offer this EHLO keyword: STARTTLS, 8BITMIME, CHUNKING and so on. */
    record Withheld(String keyword) implements Fault {}

    /** Answers MAIL with this. */
    record SenderAnswer(String reply) implements Fault {}

    /** Answers RCPT of this address with this. */
    record RecipientAnswer(String address, String reply) implements Fault {}

    /** Takes the whole message, answers with this and stores nothing. */
    record MessageAnswer(String reply) implements Fault {}

    /** Closes the connection after so many octets of the message. */
    record DisconnectInMessage(long afterOctets) implements Fault {}

    /**
     * Takes the whole message and answers nothing.
     *
     * @param delivered whether the message is delivered all the same
     * @param disconnect whether the connection is closed at once; else it stays until the client disconnects
     */
    record NoAnswer(boolean delivered, boolean disconnect) implements Fault {}

    /** Answers the message as usual, but only after this time. */
    record DelayedAnswer(Duration delay) implements Fault {}
}
