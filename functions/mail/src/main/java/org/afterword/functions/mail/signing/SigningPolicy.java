package org.afterword.functions.mail.signing;

import java.time.Duration;

/**
 * What holds for all mail of this stamp.
 *
 * @param hostName our name in {@code Received} and in reports
 * @param deadline after which a mail that could not be signed goes back as it was, counted from when it came in
 * @param leaveAllAlone whether everything goes back unsigned: the switch for a stamp in trouble
 */
public record SigningPolicy(String hostName, Duration deadline, boolean leaveAllAlone) {}
