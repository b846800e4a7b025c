package org.afterword.simulator.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.afterword.simulator.header.ExchangeHeaders;
import org.afterword.simulator.header.MailHeader;
import org.afterword.simulator.smtp.SmtpTransaction;
import org.jspecify.annotations.Nullable;

/** The tenant's files: {@code sent}, {@code incoming} and {@code delivered} below one folder. */
public final class MailFolder {
    private final Path sent;
    private final Path incoming;
    private final Path delivered;
    private final DeliveryLedger ledger;
    private final AtomicInteger count = new AtomicInteger();

    /** Creates the three folders; each delivery is noted in the ledger. */
    public MailFolder(Path folder, DeliveryLedger ledger) throws IOException {
        this.sent = Files.createDirectories(folder.resolve("sent"));
        this.incoming = Files.createDirectories(folder.resolve("incoming"));
        this.delivered = Files.createDirectories(folder.resolve("delivered"));
        this.ledger = ledger;
    }

    /** Where a mail is written that is sent. */
    public Path sent(UUID submission) {
        return sent.resolve(submission + ".eml");
    }

    /** Where a message is written that is still coming in. */
    public Path incoming(SmtpTransaction transaction) {
        return incoming.resolve(transaction.id() + ".eml");
    }

    /** Removes a message that will not be delivered. */
    public void discard(SmtpTransaction transaction) throws IOException {
        Files.deleteIfExists(incoming(transaction));
    }

    /** Moves a complete message to the delivered ones and writes its envelope to a second file. */
    public Path deliver(SmtpTransaction transaction) throws IOException {
        String name = String.format(Locale.ROOT, "%05d", count.incrementAndGet());
        Path file = Files.move(incoming(transaction), delivered.resolve(name + ".eml"));
        String envelope = transaction.recipients().stream()
                .map(recipient -> "RCPT TO:" + recipient + "\n")
                .collect(Collectors.joining("", "MAIL FROM:" + transaction.reversePath() + "\n", ""));
        Files.writeString(delivered.resolve(name + ".envelope"), envelope, StandardCharsets.UTF_8);
        MailHeader header = MailHeader.read(file);
        ledger.delivered(new DeliveredMail(
                file,
                transaction.reversePath(),
                transaction.recipients(),
                submissionId(header.first(ExchangeHeaders.SUBMISSION)),
                header.first("Message-ID"),
                Files.size(file),
                Instant.now()));
        return file;
    }

    private static @Nullable UUID submissionId(@Nullable String value) {
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
