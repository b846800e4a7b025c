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
 */
public record SigningPolicy(String hostName, Duration deadline, boolean leaveAllAlone, Capacity capacity) {

    /** With what this process can take on. */
    public SigningPolicy(String hostName, Duration deadline, boolean leaveAllAlone) {
        this(hostName, deadline, leaveAllAlone, Capacity.ofThisProcess());
    }
}
