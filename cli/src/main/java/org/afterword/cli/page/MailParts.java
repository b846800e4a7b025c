package org.afterword.cli.page;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.util.SharedFileInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What a reader sees of a mail: its first HTML and text part, its pictures, the names of its attachments. */
final class MailParts {
    private static final int MAX_TEXT = 2 << 20;

    private final Map<String, String> pictures = new HashMap<>();
    private final List<String> attachments = new ArrayList<>();
    private @Nullable String html;
    private @Nullable String text;

    private MailParts() {}

    /** Reads a mail for display; what cannot be read is left out. */
    static MailParts read(Path file) throws IOException {
        MailParts parts = new MailParts();
        try (SharedFileInputStream bytes = new SharedFileInputStream(file.toFile())) {
            parts.collect(new MimeMessage(Session.getInstance(new Properties()), bytes));
        } catch (MessagingException unreadable) {
            parts.attachments.add("(the rest of this mail could not be read for display)");
        }
        return parts;
    }

    @Nullable String html() {
        return html;
    }

    @Nullable String text() {
        return text;
    }

    /** Name and size of each attachment. */
    List<String> attachments() {
        return attachments;
    }

    /** The picture of that Content-ID as a {@code data:} URI. */
    @Nullable String picture(String contentId) {
        return pictures.get(contentId);
    }

    private void collect(Part part) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i));
            }
        } else if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || part.getFileName() != null) {
            if (!addPicture(part)) {
                attachments.add(name(part) + ", " + size(part));
            }
        } else if (part.isMimeType("text/html") && html == null) {
            html = decode(part);
        } else if (part.isMimeType("text/plain") && text == null) {
            text = decode(part);
        } else if (!addPicture(part)) {
            attachments.add(name(part) + ", " + size(part));
        }
    }

    private boolean addPicture(Part part) throws MessagingException, IOException {
        String id = part instanceof MimePart mime ? mime.getContentID() : null;
        if (id == null || !part.isMimeType("image/*")) {
            return false;
        }
        byte[] bytes = part.getInputStream().readNBytes(MAX_TEXT);
        String type = new ContentType(part.getContentType()).getBaseType();
        pictures.put(
                id.replaceAll("^<|>$", ""),
                "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes));
        return true;
    }

    private static String name(Part part) throws MessagingException {
        String name = part.getFileName();
        return name == null ? part.getContentType().replaceFirst(";.*(?s)", "") : name;
    }

    private static String size(Part part) throws MessagingException {
        int bytes = part.getSize();
        return bytes < 2048 ? bytes + " bytes" : bytes < 2 << 20 ? bytes / 1024 + " KB" : bytes / (1 << 20) + " MB";
    }

    private static String decode(Part part) throws MessagingException, IOException {
        byte[] bytes = part.getInputStream().readNBytes(MAX_TEXT);
        Charset charset;
        try {
            String named = new ContentType(part.getContentType()).getParameter("charset");
            charset = named == null ? StandardCharsets.UTF_8 : Charset.forName(MimeUtility.javaCharset(named));
        } catch (MessagingException | IllegalArgumentException unknown) {
            charset = StandardCharsets.ISO_8859_1;
        }
        return new String(bytes, charset);
    }
}
