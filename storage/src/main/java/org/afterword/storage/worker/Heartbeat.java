package org.afterword.storage.worker;

import java.time.Instant;
import java.util.Optional;

/**
 * A sign of life of one process that works on mail. It tells nothing of any mail or tenant.
 *
 * @param instance a random name of the process, of letters, digits and {@code -}
 * @param version of the program
 * @param startedAt when the process was ready to work
 * @param at when this was written
 * @param lastMailAt when the process last had a mail in hand and was done with it, whatever became of the mail; empty if it had none
 */
public record Heartbeat(String instance, String version, Instant startedAt, Instant at, Optional<Instant> lastMailAt) {}
