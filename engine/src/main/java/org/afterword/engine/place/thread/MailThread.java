package org.afterword.engine.place.thread;

/**
 * Where the quoted thread is.
 *
 * @param line the index of its first line or of the footer's; the number of lines if there is neither
 * @param form how the thread stands to the author's text
 * @param certain whether the finding can be relied on
 * @param evidence what led to it, in words without any content
 */
public record MailThread(int line, Form form, boolean certain, String evidence) {
    /** How the thread stands to the author's text. */
    public enum Form {
        NONE,
        /** A reply, with the author's text above. */
        BELOW,
        /** A forwarded mail, with the author's text above. */
        FORWARDED,
        /** The author's text, or the last of it, stands below the quotes or between them. */
        INTERLEAVED
    }

    MailThread doubted() {
        return new MailThread(line, form, false, evidence);
    }

    public boolean found() {
        return form != Form.NONE;
    }
}
