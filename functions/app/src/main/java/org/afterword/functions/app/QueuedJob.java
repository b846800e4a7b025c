package org.afterword.functions.app;

import java.time.DateTimeException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;

/** What a message of our queues says. One that cannot be read as a job may still say which mail it is about. */
sealed interface QueuedJob {
    Pattern SPOOL_NAME = Pattern.compile("[0-9a-f-]{36}/\\d{4}-\\d{2}-\\d{2}/[0-9a-f-]{36}\\.eml");

    /** A job. */
    record Readable(SigningJob job) implements QueuedJob {}

    /** No job, with the name of a mail in it: what is to be done stands in the spool. */
    record OfMail(SpoolName mail) implements QueuedJob {}

    /** Nothing that could help to find a mail. */
    record Unknown() implements QueuedJob {}

    /** Reads a message; nothing in it makes this fail. */
    static QueuedJob read(String text) {
        try {
            return new Readable(SigningJob.parse(text));
        } catch (IllegalArgumentException notAJob) {
            return nameOnly(text);
        }
    }

    private static QueuedJob nameOnly(String text) {
        Matcher name = SPOOL_NAME.matcher(text);
        while (name.find()) {
            try {
                return new OfMail(SpoolName.parse(name.group()));
            } catch (IllegalArgumentException | DateTimeException notAName) {
                // There may be another one.
            }
        }
        return new Unknown();
    }
}
