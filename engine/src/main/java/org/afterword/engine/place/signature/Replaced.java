package org.afterword.engine.place.signature;

/** What gave way to the signature. */
public enum Replaced {
    /** The marker that the author typed. */
    MARKER,
    /** A signature of ours, by its mark. */
    OUR_SIGNATURE,
    /** "Sent from my …" and its like. */
    DEVICE_TAGLINE,
    /** A signature that is known by its text. */
    KNOWN_SIGNATURE,
    /** What stood below {@code -- } (RFC 3676, section 4.3). */
    DELIMITED_SIGNATURE,
    /** What stood in the mail program's own container of a signature. */
    CLIENT_SIGNATURE
}
