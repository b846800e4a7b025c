package org.afterword.cli.sign;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.SigningContext;
import org.afterword.engine.SigningResult;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Reason;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.functions.mail.signing.ReceivedLine;

/** Signs one file after the other. Safe for use by several threads. */
final class FileSigner {
    private static final int IN_THE_HEAP = 1 << 20;
    private static final String NOBODY = "nobody@localhost.invalid";

    /** What became of a file. */
    sealed interface Outcome {
        Path file();

        /** It was written, signed or left alone. */
        record Written(Path file, SigningResult result) implements Outcome {}

        /** It is no mail that we understand; it was copied unchanged, if that was possible. */
        record Bad(Path file, String why) implements Outcome {}
    }

    private final SignatureEngine engine = new SignatureEngine();
    private final SignatureCatalog catalog;
    private final Optional<Person> person;
    private final Instant now;

    /** @param person the author of every mail; if empty, each mail's From says it */
    FileSigner(SignatureCatalog catalog, Optional<Person> person, Instant now) {
        this.catalog = catalog;
        this.person = person;
        this.now = now;
    }

    /**
     * Signs {@code file} into {@code target}, which is there as a whole or not at all.
     *
     * @throws IOException if the target cannot be written
     */
    Outcome sign(Path file, Path target) throws IOException {
        SigningResult result;
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            result = sign(file);
            if (result.decision() instanceof Decision.PassThrough left && left.reason() == Reason.UNREADABLE) {
                return bad(file, target, left.reason().explanation());
            }
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                result.message().writeTo(out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return new Outcome.Written(file, result);
        } catch (IOException unreadable) {
            if (!Files.isWritable(target.toAbsolutePath().getParent())) {
                throw unreadable;
            }
            Files.deleteIfExists(part);
            return bad(file, target, "It cannot be read: " + unreadable.getMessage());
        } catch (RuntimeException unforeseen) {
            Files.deleteIfExists(part);
            return bad(file, target, "Signing failed: " + unforeseen);
        }
    }

    private SigningResult sign(Path file) throws IOException {
        RawMessage raw =
                Files.size(file) > IN_THE_HEAP ? RawMessage.ofFile(file) : RawMessage.of(Files.readAllBytes(file));
        ParsedMessage message = engine.read(raw);
        String received =
                ReceivedLine.of("localhost (Afterword)", UUID.randomUUID().toString(), now);
        if (message.header().fields().isEmpty()) {
            return engine.leaveAlone(message, Reason.UNREADABLE, received);
        }
        Optional<Person> author = person.or(() -> author(message));
        String reversePath = author.map(Person::mail).map(MailAddress::address).orElse(NOBODY);
        Envelope envelope = Envelope.of(reversePath, recipients(message.header()));
        return engine.sign(
                message,
                new SigningContext(
                        envelope,
                        author,
                        catalog,
                        author.map(known -> Set.of(known.mail().domain())).orElse(Set.of()),
                        now,
                        received));
    }

    private static Outcome bad(Path file, Path target, String why) {
        try {
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            return new Outcome.Bad(file, why + " Copied unchanged.");
        } catch (IOException uncopied) {
            return new Outcome.Bad(file, why + " It could not be copied either.");
        }
    }

    /** The author as the mail itself names them. */
    private static Optional<Person> author(ParsedMessage message) {
        return message.from().map(mail -> {
            Map<String, String> attributes = new TreeMap<>();
            attributes.put("mail", mail.address());
            message.header().first("From").flatMap(FileSigner::displayName).ifPresent(name -> {
                attributes.put("displayName", name);
            });
            return new Person(mail, attributes);
        });
    }

    private static Optional<String> displayName(String from) {
        return addresses(from)
                .map(InternetAddress::getPersonal)
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> {
                    int bracket = from.indexOf('<');
                    return bracket > 0
                            ? Optional.of(decoded(from.substring(0, bracket).strip()))
                            : Optional.empty();
                });
    }

    private static String decoded(String text) {
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException unknown) {
            return text;
        }
    }

    private static List<String> recipients(HeaderSection header) {
        List<String> found = Stream.of("To", "Cc", "Bcc")
                .flatMap(name -> header.all(name).stream())
                .flatMap(FileSigner::addresses)
                .map(InternetAddress::getAddress)
                .filter(address -> MailAddress.parse(address).isPresent())
                .distinct()
                .toList();
        return found.isEmpty() ? List.of(NOBODY) : found;
    }

    private static Stream<InternetAddress> addresses(String list) {
        // Raw UTF-8 in a header was read byte by byte.
        String text = new String(list.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            return Stream.of(InternetAddress.parseHeader(text, false)).filter(address -> address.getAddress() != null);
        } catch (AddressException unreadable) {
            return Stream.empty();
        }
    }
}
