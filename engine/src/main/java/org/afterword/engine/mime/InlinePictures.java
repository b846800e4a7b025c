package org.afterword.engine.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.model.Picture;
import org.afterword.engine.splice.Edit;

/**
 * Puts pictures into a message as inline parts of the HTML's multipart/related (RFC 2387); where there is none, the HTML
 * is wrapped in one. All by insertion: no part is moved or written anew.
 */
public final class InlinePictures {
    private static final HexFormat HEX = HexFormat.of();
    /** The fields that describe a body; they move inside with it when the message's own body is wrapped. */
    private static final Set<String> BODY_FIELDS = Set.of(
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "content-id",
            "content-description",
            "content-location",
            "content-md5");

    private final RawMessage raw;
    private final String lineEnd;

    private InlinePictures(RawMessage raw, String lineEnd) {
        this.raw = raw;
        this.lineEnd = lineEnd;
    }

    /** The Content-ID of a picture, without angle brackets: the same for the same bytes. */
    public static String contentId(Picture picture) {
        return "afterword-" + HEX.formatHex(sha256(picture.bytes()), 0, 12) + "@signature.invalid";
    }

    /**
     * The edits that add pictures.
     *
     * @param before those that stand before the signature's own where both are at one place
     * @param after those that stand behind them
     */
    public record Added(List<Edit> before, List<Edit> after) {
        public static final Added NOTHING = new Added(List.of(), List.of());

        public Added {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * The edits that add {@code pictures}; those that an earlier signature of ours left in the message are not added again.
     *
     * @param texts where the HTML is
     * @param lineEnd how the message ends its lines
     */
    public static Added add(RawMessage raw, Part root, BodyTexts texts, List<Picture> pictures, String lineEnd)
            throws IOException {
        Part html = texts.html().orElseThrow();
        List<Picture> missing = new ArrayList<>();
        for (Picture picture : pictures) {
            String contentId = "<" + contentId(picture) + ">";
            boolean there =
                    root.walk().anyMatch(part -> part.header().all("Content-ID").contains(contentId));
            if (!there && missing.stream().noneMatch(other -> contentId(other).equals(contentId(picture)))) {
                missing.add(picture);
            }
        }
        if (missing.isEmpty()) {
            return Added.NOTHING;
        }
        InlinePictures writer = new InlinePictures(raw, lineEnd);
        Optional<Part> related = texts.related().filter(part -> part.closeDelimiter() >= 0);
        if (related.isPresent()) {
            return new Added(List.of(), List.of(writer.intoRelated(related.get(), missing)));
        }
        return html == root ? writer.aroundMessage(html, missing) : writer.aroundPart(html, missing);
    }

    private Edit intoRelated(Part related, List<Picture> pictures) {
        String boundary =
                related.contentType().parameter("boundary").orElseThrow().stripTrailing();
        StringBuilder parts = new StringBuilder();
        pictures.forEach(picture -> parts.append(part(boundary, picture)).append(lineEnd));
        return insertion(related.closeDelimiter(), parts.toString());
    }

    private Added aroundPart(Part html, List<Picture> pictures) throws IOException {
        String boundary = freshBoundary(html, pictures);
        return new Added(
                List.of(insertion(html.start(), relatedType(boundary) + lineEnd + "--" + boundary + lineEnd)),
                List.of(insertion(html.bodyEnd(), closing(boundary, pictures))));
    }

    /** The message's own body becomes the first part; the fields that describe it move there, to the byte. */
    private Added aroundMessage(Part html, List<Picture> pictures) throws IOException {
        String boundary = freshBoundary(html, pictures);
        List<Edit> edits = new ArrayList<>();
        ByteArrayOutputStream moved = new ByteArrayOutputStream();
        moved.writeBytes(ascii("--" + boundary + lineEnd));
        boolean typed = false;
        for (HeaderSection.Field field : html.header().fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (BODY_FIELDS.contains(name)) {
                byte[] bytes = raw.bytes(field.start(), field.end());
                moved.writeBytes(bytes);
                String instead = name.equals("content-type") && !typed ? relatedType(boundary) : "";
                typed |= name.equals("content-type");
                edits.add(new Edit(field.start(), bytes, ascii(instead), Edit.Rule.PICTURE_ADDED));
            }
        }
        if (html.header().first("MIME-Version").isEmpty()) {
            long end = html.header().fields().getLast().end();
            edits.add(insertion(end, "MIME-Version: 1.0" + lineEnd));
        }
        moved.writeBytes(ascii(lineEnd));
        edits.add(new Edit(html.bodyStart(), new byte[0], moved.toByteArray(), Edit.Rule.PICTURE_ADDED));
        return new Added(edits, List.of(insertion(html.bodyEnd(), closing(boundary, pictures) + lineEnd)));
    }

    private String relatedType(String boundary) {
        return "Content-Type: multipart/related; type=\"text/html\";" + lineEnd + "\tboundary=\"" + boundary + "\""
                + lineEnd;
    }

    private String closing(String boundary, List<Picture> pictures) {
        StringBuilder parts = new StringBuilder();
        pictures.forEach(picture -> parts.append(lineEnd).append(part(boundary, picture)));
        return parts + lineEnd + "--" + boundary + "--";
    }

    /** An inline part with its delimiter line, without the line end behind it. */
    private String part(String boundary, Picture picture) {
        String body = Base64.getMimeEncoder(76, ascii(lineEnd)).encodeToString(picture.bytes());
        return String.join(
                lineEnd,
                "--" + boundary,
                "Content-Type: " + picture.mediaType() + "; name=\"" + picture.name() + "\"",
                "Content-Transfer-Encoding: base64",
                "Content-ID: <" + contentId(picture) + ">",
                "Content-Disposition: inline; filename=\"" + picture.name() + "\"",
                "",
                body);
    }

    /** A boundary that does not occur in the wrapped part; derived from it, so that the same mail gives the same bytes. */
    private String freshBoundary(Part html, List<Picture> pictures) throws IOException {
        byte[] wrapped = raw.bytes(html.start(), html.bodyEnd());
        String content = new String(wrapped, StandardCharsets.ISO_8859_1);
        byte[] seed = wrapped;
        for (Picture picture : pictures) {
            seed = ascii(HEX.formatHex(sha256(seed)) + contentId(picture));
        }
        String boundary;
        do {
            seed = sha256(seed);
            boundary = "----=_Afterword_" + HEX.formatHex(seed, 0, 12);
        } while (content.contains(boundary));
        return boundary;
    }

    private static Edit insertion(long at, String text) {
        return new Edit(at, new byte[0], ascii(text), Edit.Rule.PICTURE_ADDED);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
