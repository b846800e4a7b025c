package org.afterword.engine.place.lines;

/** Whether the lines of a plain text may be joined (RFC 3676). */
public enum Flow {
    FIXED,
    /** A space at the end of a line says that the next one goes on. */
    FLOWED,
    /** The same with {@code delsp=yes}: the reader deletes that space. */
    FLOWED_DELSP
}
