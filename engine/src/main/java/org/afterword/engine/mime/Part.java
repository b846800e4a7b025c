package org.afterword.engine.mime;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.message.HeaderSection;

/**
 * One entity of a message (RFC 2045, section 2.4): the message itself or a part of a multipart, with its place in the
 * bytes. Offsets count from the start of the message.
 *
 * @param start of its header section; offsets of header fields count from here
 * @param disposition its Content-Disposition, if it has one
 * @param bodyStart behind the blank line
 * @param bodyEnd before the line end that belongs to the next delimiter
 * @param parts the parts of a multipart in their order; empty for a leaf
 * @param closeDelimiter where the line of the multipart's close delimiter starts, or -1 if it is missing
 */
public record Part(
        long start,
        HeaderSection header,
        ContentType contentType,
        Optional<ContentType> disposition,
        long bodyStart,
        long bodyEnd,
        List<Part> parts,
        long closeDelimiter) {

    public Part {
        parts = List.copyOf(parts);
    }

    public boolean isMultipart() {
        return contentType.isMultipart() && !parts.isEmpty();
    }

    public boolean is(String mediaType) {
        return contentType.value().equals(mediaType);
    }

    /** This part and all below it, in the order in which they stand. */
    public Stream<Part> walk() {
        return Stream.concat(Stream.of(this), parts.stream().flatMap(Part::walk));
    }

    /** The name under which a reader would store it. */
    public Optional<String> fileName() {
        return disposition.flatMap(value -> value.parameter("filename")).or(() -> contentType.parameter("name"));
    }

    /** Whether readers show it as an attachment and not as part of the text. */
    public boolean isAttachment() {
        return disposition.filter(value -> value.value().equals("attachment")).isPresent()
                || fileName().isPresent();
    }
}
