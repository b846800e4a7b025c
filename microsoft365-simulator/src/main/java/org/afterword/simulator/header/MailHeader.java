package org.afterword.simulator.header;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header section of a mail, a character for each octet. */
public final class MailHeader {
    /** The rule's proof that the mail comes from the tenant: its value is the routing code. */
    public static final String AUTH = "X-Afterword-Auth";
    /** What the service sets so that the rule does not send the mail to it again. */
    public static final String MESSAGE_PROCESSED = "X-Afterword-MessageProcessed";
    /** In octets; what follows is not read as a header. */
    public static final int LONGEST = 1024 * 1024;

    /** A header field with its value unfolded. */
    public record Field(String name, String value) {}

    private final String raw;
    private final List<Field> fields = new ArrayList<>();

    private MailHeader(String raw) {
        this.raw = raw;
        StringBuilder line = new StringBuilder();
        for (int start = 0; start < raw.length(); ) {
            int feed = raw.indexOf('\n', start);
            int end = feed < 0 ? raw.length() : feed;
            int textEnd = feed > start && raw.charAt(feed - 1) == '\r' ? feed - 1 : end;
            boolean folded = raw.charAt(start) == ' ' || raw.charAt(start) == '\t';
            if (!folded) {
                add(line);
                line.setLength(0);
            }
            line.append(raw, start, textEnd);
            start = end + 1;
        }
        add(line);
    }

    private void add(StringBuilder line) {
        int colon = line.indexOf(":");
        if (colon > 0) {
            fields.add(new Field(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        }
    }

    /** Reads the header section of a file. */
    public static MailHeader read(Path mail) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(mail))) {
            return read(in);
        }
    }

    /** Reads no further than the empty line. */
    public static MailHeader read(InputStream mail) throws IOException {
        ByteArrayOutputStream section = new ByteArrayOutputStream();
        boolean lineIsEmpty = true;
        for (int octet = mail.read(); octet >= 0 && section.size() < LONGEST; octet = mail.read()) {
            if (octet == '\n' && lineIsEmpty) {
                break;
            }
            lineIsEmpty = octet == '\n' || lineIsEmpty && octet == '\r';
            section.write(octet);
        }
        return new MailHeader(section.toString(StandardCharsets.ISO_8859_1));
    }

    /** The first field of this name, or null. */
    public @Nullable String first(String name) {
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return field.value;
            }
        }
        return null;
    }

    /** The values of all fields of this name. */
    public List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether the first field of that name says that the service has processed the mail. */
    public boolean isMarkedAsProcessed() {
        String processed = first(MESSAGE_PROCESSED);
        return processed != null && processed.toLowerCase(Locale.ROOT).contains("true");
    }

    /** Whether the text stands anywhere in the section, in a name or a value. */
    public boolean mentions(String text) {
        return raw.contains(text);
    }
}
