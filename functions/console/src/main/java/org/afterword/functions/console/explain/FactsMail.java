package org.afterword.functions.console.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Client;
import org.afterword.engine.model.Kind;
import org.afterword.functions.console.http.Faults;
import org.afterword.functions.console.json.JsonFields;
import org.afterword.functions.console.people.PersonDocument;

/**
 * A mail that is only described. It is written as a mail program would write it, so that rules are asked about it as about
 * any other.
 */
final class FactsMail {
    private static final int MOST_RECIPIENTS = 500;
    private static final int LONGEST_TEXT = 100_000;
    private static final int ENCODED_WORD = 40;

    private FactsMail() {}

    /** The mail; empty if something is wrong, which is noted. */
    static Optional<String> read(JsonNode document, String pointer, Faults faults) {
        JsonFields fields = JsonFields.of(document, pointer, faults);
        Optional<MailAddress> from = fields.requiredValue(
                "from", PersonDocument.LONGEST_ADDRESS, FactsMail::address, PersonDocument.AN_ADDRESS);
        Optional<MailAddress> sender =
                fields.value("sender", PersonDocument.LONGEST_ADDRESS, FactsMail::address, PersonDocument.AN_ADDRESS);
        List<MailAddress> to = fields.values(
                "to", MOST_RECIPIENTS, PersonDocument.LONGEST_ADDRESS, FactsMail::address, PersonDocument.AN_ADDRESS);
        if (to.isEmpty() && faults.none()) {
            fields.fault("to", "It must list at least one address.");
        }
        String subject = fields.text("subject", 1000).orElse("");
        if (subject.chars().anyMatch(Character::isISOControl)) {
            fields.fault("subject", "It must be on one line.");
        }
        Kind kind = fields.choice("kind", Kind.class, Kind.NEW);
        Client client = fields.choice("client", Client.class, Client.UNKNOWN);
        String text = fields.text("text", LONGEST_TEXT).orElse("");
        fields.end();
        return faults.none()
                ? from.map(author -> write(author, sender, to, subject, kind, client, text))
                : Optional.empty();
    }

    private static MailAddress address(String text) {
        return MailAddress.of(text.strip());
    }

    private static String write(
            MailAddress from,
            Optional<MailAddress> sender,
            List<MailAddress> to,
            String subject,
            Kind kind,
            Client client,
            String text) {
        StringBuilder mail = new StringBuilder();
        mail.append("From: <").append(from.address()).append(">\r\n");
        sender.ifPresent(
                other -> mail.append("Sender: <").append(other.address()).append(">\r\n"));
        mail.append("To: ")
                .append(to.stream()
                        .map(address -> "<" + address.address() + ">")
                        .collect(Collectors.joining(",\r\n ")))
                .append("\r\nSubject: ")
                .append(kind == Kind.FORWARD ? "FW: " : "")
                .append(encoded(subject))
                .append("\r\nMessage-ID: <asked@explain.invalid>\r\n");
        if (kind == Kind.REPLY) {
            mail.append("In-Reply-To: <earlier@explain.invalid>\r\n");
        }
        switch (client) {
            case MOBILE -> mail.append("X-Mailer: iPhone Mail\r\n");
            case OTHER -> mail.append("X-Mailer: Microsoft Outlook\r\n");
            case UNKNOWN -> {
                // Most mails do not say.
            }
        }
        return mail.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
                .append("Content-Transfer-Encoding: 8bit\r\n\r\n")
                .append(text.lines().collect(Collectors.joining("\r\n")))
                .append("\r\n")
                .toString();
    }

    /** As encoded words (RFC 2047, section 2), of at most 75 characters, where it is not ASCII. */
    private static String encoded(String subject) {
        if (subject.chars().allMatch(c -> c < 0x7f)) {
            return subject;
        }
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        subject.codePoints().forEach(c -> {
            String next = Character.toString(c);
            if ((word + next).getBytes(StandardCharsets.UTF_8).length > ENCODED_WORD) {
                words.append(encodedWord(word.toString())).append("\r\n ");
                word.setLength(0);
            }
            word.append(next);
        });
        return words.append(encodedWord(word.toString())).toString();
    }

    private static String encodedWord(String text) {
        return "=?utf-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
