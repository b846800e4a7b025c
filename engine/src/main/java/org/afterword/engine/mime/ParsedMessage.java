package org.afterword.engine.mime;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.message.AddressField;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;

/**
 * A message and what reading it found.
 *
 * @param root the structure; empty if it is beyond what can be read with certainty
 * @param header the message's own header section
 */
public record ParsedMessage(RawMessage raw, Optional<Part> root, HeaderSection header) {
    /** In bytes: more than the gateway takes for a header when it looks for the routing code. */
    private static final int HEADER_WHEN_UNREAD = 1 << 20;
    /** A mail goes to at most 1,000 in Exchange Online. */
    private static final int MAX_RECIPIENTS = 5_000;

    /** Reads the message; what is in it never makes this fail. */
    public static ParsedMessage read(RawMessage raw) throws IOException {
        Optional<Part> root = MimeReader.read(raw);
        return root.isPresent() ? new ParsedMessage(raw, root, root.get().header()) : unread(raw);
    }

    /** The message without its structure. Of its header, the first fields and our own are there. */
    public static ParsedMessage unread(RawMessage raw) throws IOException {
        byte[] start = raw.bytes(0, Math.min(raw.size(), HEADER_WHEN_UNREAD));
        return new ParsedMessage(
                raw, Optional.empty(), HeaderSection.parse(start, 0, start.length, MimeReader.MAX_FIELDS));
    }

    /** The author: the first address of From, if it can be read. */
    public Optional<MailAddress> from() {
        return header.first("From").flatMap(AddressField::first);
    }

    /** Who sent it in the author's name, if that is said. */
    public Optional<MailAddress> sender() {
        return header.first("Sender").flatMap(AddressField::first);
    }

    /**
     * Whom the header names as recipients, once each: To, Cc and Bcc, as far as they can be read. None if they are more than
     * a mail can go to, since a part of them would tell something else.
     */
    public List<MailAddress> recipients() {
        return named("To", "Cc", "Bcc");
    }

    /** As {@link #recipients}, those whom each recipient sees: To and Cc. */
    public List<MailAddress> openRecipients() {
        return named("To", "Cc");
    }

    private List<MailAddress> named(String... fields) {
        List<MailAddress> named = Stream.of(fields)
                .flatMap(field -> header.all(field).stream())
                .flatMap(value -> AddressField.all(value).stream())
                .limit(MAX_RECIPIENTS + 1)
                .toList();
        return named.size() > MAX_RECIPIENTS
                ? List.of()
                : named.stream().distinct().toList();
    }

    /** How the message ends its lines: as its first line does. */
    public String lineEnd() throws IOException {
        byte[] start = raw.bytes(0, Math.min(raw.size(), 1024));
        for (int i = 0; i < start.length; i++) {
            if (start[i] == '\n') {
                return i > 0 && start[i - 1] == '\r' || i == 0 ? "\r\n" : "\n";
            }
        }
        return "\r\n";
    }
}
