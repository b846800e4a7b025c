package org.afterword.engine.model;

/** Whose signature a mail bears that one person sends for another mailbox (RFC 5322, section 3.6.2). */
public enum SenderField {
    /** That of the mailbox in {@code From}, which is the one that the reader sees; the sender's where it is unknown. */
    FROM,
    /** That of the mailbox in {@code Sender}, who really wrote it; the author's where there is none. */
    SENDER
}
