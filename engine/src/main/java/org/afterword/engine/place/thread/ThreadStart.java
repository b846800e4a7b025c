package org.afterword.engine.place.thread;

/**
 * A place where the thread may begin.
 *
 * @param line its first line
 * @param body the first line below the introduction
 * @param what what stands there
 * @param strength how strongly it speaks for a thread
 * @param evidence what it is, in words without any content
 */
record ThreadStart(int line, int body, What what, Strength strength, String evidence) {
    /** What stands where a thread may begin. */
    enum What {
        /** A header or a separator: all below is thread. */
        HEADER,
        /** The same, of a mail that is forwarded. */
        FORWARDED_HEADER,
        /** A quote with an introduction. */
        INTRODUCED_QUOTE,
        /** A quote that begins with a header of a forwarded mail. */
        FORWARDED_QUOTE,
        /** A quote that nothing introduces: the author may have indented it. */
        BARE_QUOTE
    }

    boolean forward() {
        return what == What.FORWARDED_HEADER || what == What.FORWARDED_QUOTE;
    }

    boolean introduced() {
        return what != What.BARE_QUOTE;
    }
}
