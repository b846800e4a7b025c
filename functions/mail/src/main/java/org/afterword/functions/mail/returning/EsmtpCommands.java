package org.afterword.functions.mail.returning;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.Recipient;

/**
 * Writes MAIL and RCPT with the parameters that the mail came with, as far as the server offers what they need.
 *
 * <p>The policy: {@code SIZE} states the size that the mail has now. {@code RET}, {@code ENVID}, {@code NOTIFY} and
 * {@code ORCPT} need DSN; a server without it does not get them, as RFC 3461, section 4, provides: a sender who asked
 * for a report then gets at least ours when the mail is refused. {@code BODY} needs 8BITMIME; BINARYMIME becomes 8BITMIME,
 * since we send by DATA, and the gateway does not offer BINARYMIME. {@code AUTH} is dropped: we do not authenticate by
 * name. Any other parameter is passed on where the server lists an extension of the same name, and dropped where it
 * does not. What would change the mail itself is not decided here: see {@link SmtpConnection}.
 */
final class EsmtpCommands {
    private final Predicate<String> offered;

    /** @param offered says whether the server lists an extension, by its keyword in upper case */
    EsmtpCommands(Predicate<String> offered) {
        this.offered = offered;
    }

    /** The keywords of the extensions that a reply to EHLO lists, in upper case. */
    static Set<String> offered(List<String> reply) {
        return reply.stream()
                .skip(1)
                .map(line -> line.substring(Math.min(4, line.length()))
                        .split(" ", 2)[0]
                        .toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    String mail(Envelope envelope, long size) {
        StringBuilder command = new StringBuilder("MAIL FROM:<");
        envelope.reversePath().ifPresent(sender -> command.append(sender.address()));
        command.append('>');
        if (offered.test("SIZE")) {
            command.append(" SIZE=").append(size);
        }
        append(command, envelope.parameters());
        return command.toString();
    }

    String recipient(Recipient recipient) {
        StringBuilder command = new StringBuilder("RCPT TO:<")
                .append(recipient.address().address())
                .append('>');
        append(command, recipient.parameters());
        return command.toString();
    }

    private void append(StringBuilder command, EsmtpParameters parameters) {
        parameters.values().forEach((keyword, value) -> {
            switch (keyword) {
                case "SIZE", "AUTH" -> {}
                case "BODY" -> {
                    if (offered.test("8BITMIME")) {
                        boolean sevenBit = value.toUpperCase(Locale.ROOT).equals("7BIT");
                        command.append(sevenBit ? " BODY=7BIT" : " BODY=8BITMIME");
                    }
                }
                case "RET", "ENVID", "NOTIFY", "ORCPT" -> appendIf("DSN", command, keyword, value);
                default -> appendIf(keyword, command, keyword, value);
            }
        });
    }

    private void appendIf(String extension, StringBuilder command, String keyword, String value) {
        if (offered.test(extension)) {
            command.append(' ').append(keyword);
            if (!value.isEmpty()) {
                command.append('=').append(value);
            }
        }
    }
}
