package org.afterword.simulator.outbound;

import java.util.UUID;

/**
 * The report that Exchange would send to the author: this recipient was refused for good by the smart host.
 *
 * @param submission the mail
 * @param recipient whom it did not reach
 * @param diagnostic the smart host's answer, or Exchange's own
 */
public record NonDelivery(UUID submission, String recipient, String diagnostic) {}
