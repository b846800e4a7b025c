package org.afterword.engine.classify;

/** How a mail relates to an earlier one. */
public enum Kind {
    NEW,
    REPLY,
    FORWARD
}
