package org.afterword.engine.model;

/** What a mail gets that goes to people of the organisation and to others. */
public enum MixedRecipients {
    /** One mail for all, signed as for people outside. */
    EXTERNAL_WINS,
    /** One mail for all, signed as for people inside. */
    INTERNAL_WINS,
    /** A copy for each of the two groups, so that each sees its own signature; one mail where both would get the same. */
    COPY_FOR_EACH
}
