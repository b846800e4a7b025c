package org.afterword.engine.place.signature;

/** What gave way to the signature. */
public enum Replaced {
    /** The marker that the author typed. */
    MARKER("the marker"),
    /** A signature of ours, by its mark. */
    OUR_SIGNATURE("an earlier signature of ours"),
    /** "Sent from my …" and its like. */
    DEVICE_TAGLINE("a device tagline"),
    /** A signature that is known by its text. */
    KNOWN_SIGNATURE("a known signature"),
    /** What stood below {@code -- } (RFC 3676, section 4.3). */
    DELIMITED_SIGNATURE("a signature below its delimiter"),
    /** What stood in the mail program's own container of a signature. */
    CLIENT_SIGNATURE("a signature in the mail program's container");

    private final String called;

    Replaced(String called) {
        this.called = called;
    }

    /** What administrators read. */
    public String called() {
        return called;
    }
}
