package org.afterword.cli.demo;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;

/**
 * A mail that is to be sent.
 *
 * @param title what is special about it
 * @param slug the same as a part of a file name
 * @param content its bytes
 * @param sender MAIL FROM, empty for the null sender
 * @param author the address in From, if it can be read
 * @param authorName as From states it, or the address
 */
record DemoMail(
        String title,
        String slug,
        byte[] content,
        String sender,
        List<String> recipients,
        Optional<MailAddress> author,
        String authorName,
        String subject) {
    private static final String SOMEBODY = "anna.keller@" + DemoTenant.DOMAIN;
    private static final String ELSEWHERE = "partner@fabrikam.example";

    /** A mail from a file: sent by its author if they belong to the tenant, else by one of its people. */
    static DemoMail ofFile(Path file) throws IOException {
        return of(file.getFileName().toString(), Files.readAllBytes(file), Optional.empty(), List.of());
    }

    /**
     * A mail of these bytes.
     *
     * @param sender empty if From is to say it; an empty text is the null sender
     * @param recipients empty if To and Cc are to say it
     */
    static DemoMail of(String title, byte[] content, Optional<String> sender, List<String> recipients) {
        HeaderSection header = HeaderSection.parse(content);
        List<InternetAddress> from = addresses(header, "From");
        Optional<MailAddress> author = from.stream()
                .map(InternetAddress::getAddress)
                .flatMap(address -> MailAddress.parse(address).stream())
                .findFirst();
        String name = from.stream()
                .flatMap(address -> Stream.ofNullable(address.getPersonal()))
                .findFirst()
                .or(() -> author.map(MailAddress::address))
                .orElse("");
        List<String> to = recipients;
        if (to.isEmpty()) {
            to = Stream.of("To", "Cc")
                    .flatMap(field -> addresses(header, field).stream())
                    .map(InternetAddress::getAddress)
                    .filter(address -> MailAddress.parse(address).isPresent())
                    .distinct()
                    .limit(20)
                    .toList();
        }
        return new DemoMail(
                title,
                slug(title),
                content,
                sender.orElseGet(() -> author.filter(address -> address.domain().equals(DemoTenant.DOMAIN))
                        .map(MailAddress::address)
                        .orElse(SOMEBODY)),
                to.isEmpty() ? List.of(ELSEWHERE) : to,
                author,
                name,
                subject(content));
    }

    private static List<InternetAddress> addresses(HeaderSection header, String field) {
        return header.all(field).stream()
                .flatMap(value -> {
                    String text = new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                    try {
                        return Stream.of(InternetAddress.parseHeader(text, false));
                    } catch (AddressException unreadable) {
                        return Stream.empty();
                    }
                })
                .filter(address -> address.getAddress() != null)
                .toList();
    }

    private static String subject(byte[] content) {
        String raw = HeaderSection.parse(content).first("Subject").orElse("");
        String text = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException unknown) {
            return text;
        }
    }

    private static String slug(String title) {
        return title.toLowerCase(Locale.ROOT)
                .replaceFirst("\\.eml$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }
}
