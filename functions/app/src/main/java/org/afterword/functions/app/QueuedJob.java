package org.afterword.functions.app;

import org.afterword.functions.mail.upkeep.WakeUp;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;

/** What a message of our queues says. One that cannot be read as a job may still say which mail it is about. */
sealed interface QueuedJob {
    /** A job. */
    record Readable(SigningJob job) implements QueuedJob {}

    /** No job, with the name of a mail in it: what is to be done stands in the spool. */
    record OfMail(SpoolName mail) implements QueuedJob {}

    /** {@link WakeUp} has the host call somebody, and there is nothing to do. */
    record Wake() implements QueuedJob {}

    /** Nothing that could help to find a mail. */
    record Unknown() implements QueuedJob {}

    /** Reads a message; nothing in it makes this fail. */
    static QueuedJob read(String text) {
        if (text.equals(WakeUp.MESSAGE)) {
            return new Wake();
        }
        try {
            return new Readable(SigningJob.parse(text));
        } catch (IllegalArgumentException notAJob) {
            return SpoolName.findIn(text).<QueuedJob>map(OfMail::new).orElseGet(Unknown::new);
        }
    }
}
