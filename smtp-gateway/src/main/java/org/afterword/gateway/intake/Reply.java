package org.afterword.gateway.intake;

/**
 * What we answer, with the reply code of RFC 5321 and the enhanced status code of RFC 3463 together, so that they cannot
 * disagree. Temporary by default: 5xx only for what can never be right. The texts tell an attacker nothing.
 */
public enum Reply {
    OK(250, "2.0.0", "OK"),
    SENDER_OK(250, "2.1.0", "Sender OK"),
    RECIPIENT_OK(250, "2.1.5", "Recipient OK"),
    BYE(221, "2.0.0", "Closing this connection"),
    READY_FOR_TLS(220, "2.0.0", "Ready to start TLS"),
    CANNOT_VERIFY(252, "2.5.2", "Cannot verify, but will take mail for it"),

    /** The error is ours, or nobody's; the mail may come again. */
    TRY_LATER(451, "4.3.0", "Cannot take this mail now, try again later"),
    /** What we know of the mail's tenant does not show that it is the tenant's, and what we know may be old. */
    NOT_YET_OURS(451, "4.7.1", "Not known to be authorised to send mail here, try again later"),
    OVERLOADED(451, "4.3.2", "Not taking mail now, try again later"),
    WAY_BACK_BROKEN(
            451, "4.3.2", "Not taking this organisation's mail now, since it cannot be returned to Exchange Online"),
    TOO_MANY_RECIPIENTS(452, "4.5.3", "Too many recipients, send the rest in another transaction"),
    CERTIFICATE_REFUSED(454, "4.7.5", "Your certificate is not one that mail is taken from here"),
    TLS_FAILED(454, "4.7.0", "TLS is not available now"),
    CLOSING(421, "4.3.2", "Closing this connection, try again later"),
    BROKEN_OFF(421, "4.4.0", "Closing this connection: it broke off within a command"),
    TOO_MANY_COMMANDS(421, "4.7.0", "Too many commands without a mail"),
    TOO_MANY_CONNECTIONS(421, "4.7.0", "Too many connections, try again later"),

    UNREADABLE_ARGUMENTS(501, "5.5.4", "Not understood: the command's arguments"),
    BAD_SENDER(501, "5.1.7", "Not a sender's address"),
    BAD_RECIPIENT(501, "5.1.3", "Not a recipient's address"),
    NOT_IMPLEMENTED(502, "5.5.1", "Command not implemented"),
    BAD_SEQUENCE(503, "5.5.1", "Not now: wrong sequence of commands"),
    TLS_REQUIRED(530, "5.7.0", "Must issue a STARTTLS command first"),
    NOT_OURS(550, "5.7.1", "Not authorised to send mail here"),
    TOO_BIG(552, "5.3.4", "Message too big");

    private final int code;
    private final String status;
    private final String text;

    Reply(int code, String status, String text) {
        this.code = code;
        this.status = status;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public boolean isPermanentFailure() {
        return code >= 500;
    }

    /** The reply's line, without its line end. */
    public String line() {
        return line(text);
    }

    /** The reply's line with another text, which must not come from the client. */
    public String line(String otherText) {
        return code + " " + status + " " + otherText;
    }
}
