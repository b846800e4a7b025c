package org.afterword.simulator.ledger;

import java.nio.file.Path;

/**
 * A returned mail that should not have come, or not in this form.
 *
 * @param kind what is wrong
 * @param mail the file to look at
 */
public record Breach(Kind kind, Path mail) {
    /** What can be wrong with a returned mail. */
    public enum Kind {
        /** It still has the header field X-Afterword-Auth. */
        AUTH_HEADER_CAME_BACK,
        /** The routing code, a secret, stands somewhere in its header section. */
        ROUTING_CODE_CAME_BACK,
        /** X-Afterword-MessageProcessed is missing: the transport rule would send it out again, without end. */
        NOT_MARKED_AS_PROCESSED,
        /** No mail of this tenant, or its submission id is gone. */
        NEVER_SUBMITTED,
        /** It goes to somebody to whom it was not submitted. */
        OTHER_RECIPIENT,
        /** Its MAIL FROM is not that of the submission. */
        OTHER_SENDER,
        /** Its Message-ID is not that of the submission. */
        OTHER_MESSAGE_ID
    }
}
