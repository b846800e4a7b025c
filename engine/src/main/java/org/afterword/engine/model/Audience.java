package org.afterword.engine.model;

/** Who is to read a mail, or a copy of it: people of the organisation, or others. */
public enum Audience {
    /** In a rule: whoever it is. */
    ANY,
    /** Every recipient has an address of the organisation's domains. */
    INTERNAL,
    /** At least one recipient has not. */
    EXTERNAL
}
