package org.afterword.engine.splice;

import java.util.Arrays;

/**
 * One change: the bytes at {@code start} of the message as it came in give way to others.
 *
 * @param start in bytes from the start of the message
 * @param removed the bytes that were there, empty for an insertion
 * @param inserted the bytes that are there now, empty for a removal
 * @param rule what it was done for
 */
public record Edit(long start, byte[] removed, byte[] inserted, Rule rule) {

    /** Why a message is changed at all; there is no other reason. */
    public enum Rule {
        /** {@code Received:} was added (RFC 5321, section 4.4). */
        RECEIVED_ADDED,
        /** The header that keeps a mail from coming here twice was added. */
        PROCESSED_ADDED,
        /** The routing code was removed, since it is a secret. */
        AUTH_REMOVED,
        /** A keyword for the rules was removed from the subject. */
        KEYWORD_REMOVED,
        /** A DKIM signature or ARC set that another change would make fail was removed. */
        BROKEN_SEAL_REMOVED,
        /** The signature was put into a text part, and what it replaces was taken out. */
        SIGNATURE_PLACED,
        /** The header of a text part states the charset and transfer encoding that its characters need now. */
        PART_HEADER_CHANGED,
        /** A picture of the signature was added. */
        PICTURE_ADDED
    }

    public long end() {
        return start + removed.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Edit edit
                && start == edit.start
                && rule == edit.rule
                && Arrays.equals(removed, edit.removed)
                && Arrays.equals(inserted, edit.inserted);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(start) * 31 + Arrays.hashCode(inserted);
    }

    @Override
    public String toString() {
        return rule + "[at " + start + ": -" + removed.length + " +" + inserted.length + " bytes]";
    }
}
