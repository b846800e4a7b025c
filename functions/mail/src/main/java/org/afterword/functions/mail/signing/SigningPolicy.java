package org.afterword.functions.mail.signing;

import java.time.Duration;
import org.afterword.functions.mail.capacity.Capacity;

/**
 * What holds for all mail of this stamp.
 *
 * @param hostName our name in {@code Received} and in reports
 * @param deadline after which a mail that could not be signed goes back as it was, counted from when it came in
 * @param leaveAllAlone whether everything goes back unsigned: the switch for a stamp in trouble
 * @param capacity how much a process takes on at once
 * @param closeAfter how long nothing of a tenant could be returned before its mail is left with Exchange
 * @param version of the program, which workers tell each other
 */
public record SigningPolicy(
        String hostName,
        Duration deadline,
        boolean leaveAllAlone,
        Capacity capacity,
        Duration closeAfter,
        String version) {
    public static final Duration CLOSE_AFTER = Duration.ofMinutes(5);

    /** With what this process can take on. */
    public SigningPolicy(String hostName, Duration deadline, boolean leaveAllAlone) {
        this(hostName, deadline, leaveAllAlone, Capacity.ofThisProcess());
    }

    /** With the usual time until a tenant's mail is left with Exchange. */
    public SigningPolicy(String hostName, Duration deadline, boolean leaveAllAlone, Capacity capacity) {
        this(hostName, deadline, leaveAllAlone, capacity, CLOSE_AFTER);
    }

    /** Of a program that does not know its version. */
    public SigningPolicy(
            String hostName, Duration deadline, boolean leaveAllAlone, Capacity capacity, Duration closeAfter) {
        this(hostName, deadline, leaveAllAlone, capacity, closeAfter, "unknown");
    }
}
