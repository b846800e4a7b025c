package org.afterword.simulator.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.afterword.simulator.smtp.SmtpPath;
import org.jspecify.annotations.Nullable;

/**
 * A mail that came in through the inbound connector.
 *
 * @param file the octets as they came, dots unstuffed; the envelope is in a text file of the same name
 * @param reversePath MAIL FROM with all its parameters
 * @param recipients RCPT TO with all their parameters
 * @param submission the mail that was sent out, or null if that is not known
 * @param messageId the value of its Message-ID field, or null
 * @param octets its size
 * @param at when it was delivered
 */
public record DeliveredMail(
        Path file,
        SmtpPath reversePath,
        List<SmtpPath> recipients,
        @Nullable UUID submission,
        @Nullable String messageId,
        long octets,
        Instant at) {
    public DeliveredMail {
        recipients = List.copyOf(recipients);
    }

    /** All its octets, in memory: meant for small mails. */
    public byte[] content() throws IOException {
        return Files.readAllBytes(file);
    }
}
