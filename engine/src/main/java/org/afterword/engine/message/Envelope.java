package org.afterword.engine.message;

import java.util.List;
import java.util.Optional;

/**
 * The SMTP envelope (RFC 5321, section 2.3.1): where a mail comes from and where it goes, independent of its header.
 *
 * @param reversePath the sender, empty for {@code MAIL FROM:<>}
 * @param recipients in the order of the RCPT commands, never empty
 * @param parameters of MAIL FROM (BODY, SMTPUTF8, RET, ENVID, …)
 */
public record Envelope(Optional<MailAddress> reversePath, List<Recipient> recipients, EsmtpParameters parameters) {

    public Envelope {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("an envelope has at least one recipient");
        }
    }

    /** An envelope without parameters. */
    public static Envelope of(String reversePath, List<String> recipients) {
        return new Envelope(
                reversePath.isEmpty() ? Optional.empty() : Optional.of(MailAddress.of(reversePath)),
                recipients.stream().map(Recipient::of).toList(),
                EsmtpParameters.NONE);
    }

    /** The same mail to fewer recipients, after some of them have been dealt with. */
    public Envelope to(List<Recipient> remaining) {
        return new Envelope(reversePath, remaining, parameters);
    }
}
