package org.afterword.engine.model;

/** A place in the block that is put into a mail. In each slot one rule wins; the slots stand one below the other. */
public enum Slot {
    SIGNATURE,
    BANNER,
    DISCLAIMER
}
