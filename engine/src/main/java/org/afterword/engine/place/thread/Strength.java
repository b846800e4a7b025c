package org.afterword.engine.place.thread;

/** How strongly something speaks for the beginning of the thread. */
enum Strength {
    /** It does not, or the author may as well have written it. */
    NONE,
    /** It does in a mail that answers or forwards another one by its header. */
    LIKELY,
    /** It does in any mail: an address and a date among the labels, a mark of the mail program. */
    CERTAIN;

    boolean some() {
        return this != NONE;
    }
}
