package org.afterword.engine.model;

/** Where a mail was written. */
public enum Client {
    /** On a telephone or a tablet. */
    MOBILE,
    /** Elsewhere: a desktop program, the web. */
    OTHER,
    /** It cannot be told; Exchange removes most traces. */
    UNKNOWN
}
