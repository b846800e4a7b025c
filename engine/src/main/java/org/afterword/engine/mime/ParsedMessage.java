package org.afterword.engine.mime;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
    private static final int HEADER_WHEN_UNREADABLE = 1 << 20;

    /** Reads the message; what is in it never makes this fail. */
    public static ParsedMessage read(RawMessage raw) throws IOException {
        Optional<Part> root = MimeReader.read(raw);
        HeaderSection header = root.isPresent()
                ? root.get().header()
                : HeaderSection.parse(raw.bytes(0, Math.min(raw.size(), HEADER_WHEN_UNREADABLE)));
        return new ParsedMessage(raw, root, header);
    }

    /** The author: the first address of From, if it can be read. */
    public Optional<MailAddress> from() {
        return firstAddress("From");
    }

    /** Who sent it in the author's name, if that is said. */
    public Optional<MailAddress> sender() {
        return firstAddress("Sender");
    }

    /** Whom the header names as recipients, once each: To, Cc and Bcc, as far as they can be read. */
    public List<MailAddress> recipients() {
        return Stream.of("To", "Cc", "Bcc")
                .flatMap(field -> header.all(field).stream())
                .flatMap(value -> addresses(value).stream())
                .distinct()
                .toList();
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

    private Optional<MailAddress> firstAddress(String field) {
        return header.first(field).flatMap(value -> {
            try {
                InternetAddress[] addresses = InternetAddress.parseHeader(value, false);
                return addresses.length == 0 || addresses[0].getAddress() == null
                        ? Optional.empty()
                        : MailAddress.parse(addresses[0].getAddress());
            } catch (AddressException unreadable) {
                return Optional.empty();
            }
        });
    }

    private static List<MailAddress> addresses(String value) {
        try {
            return Stream.of(InternetAddress.parseHeader(value, false))
                    .map(InternetAddress::getAddress)
                    .filter(Objects::nonNull)
                    .flatMap(address -> MailAddress.parse(address).stream())
                    .toList();
        } catch (AddressException unreadable) {
            return List.of();
        }
    }
}
