package org.afterword.gateway.wire;

import java.time.Duration;

/**
 * How long a client may take, and how much it may get wrong.
 *
 * @param idle for one command, from our last reply to the end of its line, and for each silence within a message. RFC
 *     5321, section 4.5.3.2.7, asks for five minutes
 * @param unauthenticated for the whole session, as long as the client has not shown the certificate that is asked for;
 *     otherwise a few of them could hold all places
 * @param handshake for STARTTLS
 * @param total for the whole session
 * @param grace how long a message may come in at any pace
 * @param minimumRate bytes per second that a message must come in with after that
 * @param errors how many permanent rejections (5xx) a session may collect
 */
public record SessionLimits(
        Duration idle,
        Duration unauthenticated,
        Duration handshake,
        Duration total,
        Duration grace,
        int minimumRate,
        int errors) {

    public static final SessionLimits DEFAULT = new SessionLimits(
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            1024,
            20);
}
