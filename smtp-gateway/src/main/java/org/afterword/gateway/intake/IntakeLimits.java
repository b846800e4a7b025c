package org.afterword.gateway.intake;

import java.time.Duration;

/**
 * How much is taken at once.
 *
 * @param messageBytes the largest message
 * @param recipients of one message; RFC 5321, section 4.5.3.1.8, asks for at least 100
 * @param transactionsPerTenant messages of one tenant that may come in at the same time
 * @param queueAge how long the oldest mail may have waited to be signed before no more is taken
 */
public record IntakeLimits(long messageBytes, int recipients, int transactionsPerTenant, Duration queueAge) {

    /** Exchange Online's own largest message; 100 recipients; two minutes. */
    public static final IntakeLimits DEFAULT = new IntakeLimits(150L * 1024 * 1024, 100, 200, Duration.ofMinutes(2));
}
