package org.afterword.functions.mail.returning;

import java.time.Duration;

/**
 * How long each step with a server may take, and why. All but {@link #end} are far below the minutes of RFC 5321, section
 * 4.5.3.2: until the final dot the server has nothing of the mail, so giving up costs no more than another try, and the
 * circuit breaker keeps the others from waiting as long.
 *
 * @param connect for the TCP connection: several SYNs fit into it
 * @param command for the whole of one reply, from the greeting to the one to DATA, and for the TLS handshake. It bounds the
 *     reply and not the silence before it, so a server that answers byte by byte gains nothing
 * @param recipients after this time in one transaction no more recipients are named: the mail goes to those that have been,
 *     and the others wait for the next attempt. So a mail to a hundred recipients that are answered slowly comes to an end
 * @param block for one block of data to be taken, 16 kB at most: a server that makes no progress for so long is stuck
 * @param end for the reply to the final dot. The server may have the mail by then, and giving up may double it, so these
 *     are the RFC's ten minutes (section 4.5.3.2.6)
 */
record Timeouts(Duration connect, Duration command, Duration recipients, Duration block, Duration end) {
    static final Timeouts USUAL = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10));

    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

    /** For all data of a mail: what a server needs that takes 64 kB/s, and the time for one block on top: 41 minutes for 150 MB. */
    Duration data(long size) {
        return block.plusSeconds(size / SLOWEST_BYTES_PER_SECOND);
    }
}
