package org.afterword.cli.endtoend;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a well-formed mail apart by its boundary lines and nothing else: a second opinion that shares no code with the
 * engine. Text is ISO-8859-1 throughout, so that a character is a byte.
 *
 * @param header with its blank line
 * @param children of a multipart, else empty
 * @param body of a leaf, without the line end before the next boundary
 */
record SimpleMime(String header, List<SimpleMime> children, String body) {
    private static final Pattern BOUNDARY = Pattern.compile("(?is)\\bboundary=(?:\"([^\"]+)\"|([^;\\s]+))");

    static SimpleMime read(byte[] mail) {
        return read(new String(mail, StandardCharsets.ISO_8859_1));
    }

    private static SimpleMime read(String text) {
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n") + 2;
        String header = text.substring(0, end + 2);
        String body = text.substring(end + 2);
        String type = field(header, "Content-Type").orElse("text/plain");
        Matcher matcher = BOUNDARY.matcher(type);
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/") || !matcher.find()) {
            return new SimpleMime(header, List.of(), body);
        }
        String boundary = "--" + (matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        List<SimpleMime> children = new ArrayList<>();
        String[] pieces = ("\r\n" + body).split(Pattern.quote("\r\n" + boundary), -1);
        for (int i = 1; i < pieces.length; i++) {
            if (pieces[i].startsWith("--")) {
                break;
            }
            children.add(read(pieces[i].substring(pieces[i].indexOf("\r\n") + 2)));
        }
        return new SimpleMime(header, children, "");
    }

    /** All parts that have no parts, in order. */
    List<SimpleMime> leaves() {
        return children.isEmpty()
                ? List.of(this)
                : children.stream().flatMap(child -> child.leaves().stream()).toList();
    }

    /** The value of a field of the header, unfolded. */
    Optional<String> field(String name) {
        return field(header, name);
    }

    /** The header's fields as they stand, folding and all. */
    List<String> fields() {
        return List.of(header.strip().split("\r\n(?![ \t])"));
    }

    boolean isText() {
        String type = field("Content-Type").orElse("text/plain").toLowerCase(Locale.ROOT);
        return type.matches("(?s)text/(plain|html).*")
                && !field("Content-Disposition")
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .startsWith("attachment");
    }

    /** The body of a text part, decoded. */
    String text() {
        String encoding = field("Content-Transfer-Encoding").orElse("7bit").toLowerCase(Locale.ROOT);
        byte[] bytes = switch (encoding) {
            case "base64" -> Base64.getMimeDecoder().decode(body);
            case "quoted-printable" -> quotedPrintable();
            default -> body.getBytes(StandardCharsets.ISO_8859_1);
        };
        Matcher charset = Pattern.compile("(?i)charset=\"?([^\";\\s]+)")
                .matcher(field("Content-Type").orElse(""));
        return new String(bytes, charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.US_ASCII);
    }

    private byte[] quotedPrintable() {
        String soft = body.replaceAll("=[ \t]*\r\n", "");
        Matcher escape = Pattern.compile("=([0-9A-F]{2})").matcher(soft);
        StringBuilder decoded = new StringBuilder();
        while (escape.find()) {
            char octet = (char) Integer.parseInt(escape.group(1), 16);
            escape.appendReplacement(decoded, Matcher.quoteReplacement(String.valueOf(octet)));
        }
        return escape.appendTail(decoded).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> field(String header, String name) {
        Matcher matcher = Pattern.compile("(?im)^" + Pattern.quote(name) + ":((?:.*)(?:\r\n[ \t].*)*)")
                .matcher(header);
        return matcher.find()
                ? Optional.of(matcher.group(1).replaceAll("\r\n(?=[ \t])", "").strip())
                : Optional.empty();
    }
}
