package org.afterword.engine.classify;

import org.afterword.engine.model.Client;

/**
 * What the texts of a mail tell about its kind and about the program that wrote it.
 *
 * @param thread what is quoted in it
 * @param client where its markup or a tagline was made
 */
public record BodyEvidence(Thread thread, Client client) {
    /** What is quoted below, above or between the author's words. */
    public enum Thread {
        NONE,
        QUOTED,
        FORWARDED
    }

    /** Nothing was read. */
    public static final BodyEvidence NOTHING = new BodyEvidence(Thread.NONE, Client.UNKNOWN);
}
