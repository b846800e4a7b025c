package org.afterword.simulator.smtp;

import java.util.List;
import java.util.UUID;

/**
 * One message on its way in, with the recipients that were accepted.
 *
 * @param id another for each transaction
 * @param peer who sends it
 * @param reversePath MAIL FROM with all parameters
 * @param recipients RCPT TO with all parameters, in order
 */
public record SmtpTransaction(UUID id, SmtpPeer peer, SmtpPath reversePath, List<SmtpPath> recipients) {
    public SmtpTransaction {
        recipients = List.copyOf(recipients);
    }
}
