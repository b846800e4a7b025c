package org.afterword.functions.onboarding.exchange;

/** A cmdlet did not do its work; the message says what is wrong and what to do. */
public final class ExchangeException extends Exception {
    /** What kind of failure it is, which decides what the caller does next. */
    public enum Kind {
        /** Exchange did not like the request: its own words are in the message. */
        REFUSED,
        /** The one who signed in has no role for this cmdlet. */
        ROLE_MISSING,
        /** The sign-in has ended or is not accepted. */
        SIGN_IN_ENDED,
        /** What it names was just written, and is not everywhere yet. */
        TOO_EARLY,
        /** Exchange asked us to slow down for longer than we wait. */
        THROTTLED,
        /** Exchange had a fault of its own (500, 502, a transient directory error); the cmdlet may have run or not. */
        FAULT,
        /** No answer came; the cmdlet may have run or not, so read before trying again. */
        UNCERTAIN,
        /** The answer is not what the interface promises. */
        UNREADABLE
    }

    private final Kind kind;

    public ExchangeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
