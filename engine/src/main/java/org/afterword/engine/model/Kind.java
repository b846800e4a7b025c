package org.afterword.engine.model;

/** How a mail relates to an earlier one. */
public enum Kind {
    NEW,
    REPLY,
    FORWARD
}
