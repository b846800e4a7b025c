package org.afterword.engine.mime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.mime.DelimiterScanner.Delimiter;

/**
 * Reads the structure of a message in one pass: what its parts are and where they lie. The content of leaves is not
 * looked at, save for delimiter lines.
 *
 * <p>Tolerant of a missing close delimiter (the parent's delimiter or the end of the message ends the part, RFC 2046,
 * section 5.1.2), of boundaries that begin alike, and of text where a header should be. Bounded in depth, in the number of parts, fields and
 * parameters and in the size of header sections; beyond that the message is unreadable.
 */
final class MimeReader {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_PARTS = 2_000;
    /** In bytes; Exchange Online takes headers of up to 256 KiB. */
    private static final int MAX_HEADER = 1 << 20;
    /** Of all parts together, in bytes, since what their fields say is kept. */
    private static final int MAX_HEADERS = 4 << 20;
    /** In one section; a mail that has passed many servers has some 150. */
    static final int MAX_FIELDS = 2_000;
    /** Of all parts together: ten in each of as many parts as there may be. */
    private static final int MAX_ALL_FIELDS = 20_000;

    private final RawMessage message;
    private final DelimiterScanner scanner;
    private final List<byte[]> boundaries = new ArrayList<>();
    private int parts;
    private int fields;
    private long headerBytes;

    private MimeReader(RawMessage message) {
        this.message = message;
        this.scanner = new DelimiterScanner(message);
    }

    /** The message as a part; empty if its structure is beyond the bounds. */
    static Optional<Part> read(RawMessage message) throws IOException {
        try {
            return Optional.of(new MimeReader(message)
                    .readEntity(0, ContentType.TEXT_PLAIN)
                    .part());
        } catch (TooMuchException beyondBounds) {
            return Optional.empty();
        }
    }

    /** A part and the delimiter behind it. */
    private record Entity(Part part, Delimiter next) {}

    private Entity readEntity(long start, ContentType whenAbsent) throws IOException, TooMuchException {
        if (++parts > MAX_PARTS) {
            throw new TooMuchException();
        }
        HeaderSection header = readHeader(start);
        long bodyStart = start + header.end();
        List<String> types = header.all("Content-Type");
        ContentType type = types.isEmpty() ? whenAbsent : ContentType.parse(types.getFirst());
        Optional<ContentType> disposition = header.first("Content-Disposition").map(ContentType::parse);
        if (type.excessive() || disposition.filter(ContentType::excessive).isPresent()) {
            throw new TooMuchException();
        }
        Optional<String> boundary = type.isMultipart() ? type.parameter("boundary") : Optional.empty();
        if (boundary.isEmpty() || boundary.get().isBlank()) {
            Delimiter next = scanner.next(bodyStart, message.size(), boundaries);
            return new Entity(part(start, header, type, disposition, bodyStart, next, List.of(), -1), next);
        }
        if (boundaries.size() >= MAX_DEPTH) {
            throw new TooMuchException();
        }
        boundaries.add(DelimiterScanner.bytes(boundary.get().stripTrailing()));
        return readMultipart(start, header, type, disposition, bodyStart);
    }

    private Entity readMultipart(
            long start, HeaderSection header, ContentType type, Optional<ContentType> disposition, long bodyStart)
            throws IOException, TooMuchException {
        int level = boundaries.size() - 1;
        ContentType childDefault =
                type.value().equals("multipart/digest") ? ContentType.parse("message/rfc822") : ContentType.TEXT_PLAIN;
        List<Part> children = new ArrayList<>();
        Delimiter next = scanner.next(bodyStart, message.size(), boundaries);
        while (next.level() == level && !next.close()) {
            Entity child = readEntity(next.end(), childDefault);
            children.add(child.part());
            next = child.next();
        }
        long closeDelimiter = next.level() == level ? next.start() : -1;
        boundaries.removeLast();
        if (closeDelimiter >= 0) {
            // What follows up to the parent's next delimiter is the epilogue.
            next = scanner.next(next.end(), message.size(), boundaries);
        }
        return new Entity(part(start, header, type, disposition, bodyStart, next, children, closeDelimiter), next);
    }

    private Part part(
            long start,
            HeaderSection header,
            ContentType type,
            Optional<ContentType> disposition,
            long bodyStart,
            Delimiter next,
            List<Part> children,
            long closeDelimiter)
            throws IOException {
        long bodyEnd = next.level() < 0 ? next.start() : withoutLineEnd(bodyStart, next.start());
        // The line end before a delimiter is the delimiter's own; where it is the blank line's, there is no body
        // between.
        HeaderSection ended = next.level() >= 0 && next.start() == bodyStart
                ? new HeaderSection(header.fields(), header.end(), false, header.malformed(), header.omitted())
                : header;
        return new Part(
                start, ended, type, disposition, bodyStart, Math.max(bodyStart, bodyEnd), children, closeDelimiter);
    }

    /** The line end before a delimiter belongs to the delimiter. */
    private long withoutLineEnd(long from, long end) throws IOException {
        long start = Math.max(from, end - 2);
        if (start >= end) {
            return end;
        }
        byte[] tail = message.bytes(start, end);
        int length = tail.length;
        if (tail[length - 1] != '\n') {
            return end;
        }
        return length == 2 && tail[0] == '\r' ? end - 2 : end - 1;
    }

    private HeaderSection readHeader(long start) throws IOException, TooMuchException {
        long limit = Math.min(message.size(), start + MAX_HEADER);
        long end = scanner.headerEnd(start, limit, boundaries);
        headerBytes += end - start;
        if (headerBytes > MAX_HEADERS) {
            throw new TooMuchException();
        }
        byte[] bytes = message.bytes(start, end);
        HeaderSection header = HeaderSection.parse(bytes, 0, bytes.length, MAX_FIELDS);
        fields += header.fields().size();
        boolean cut = !header.terminated() && end == limit && limit < message.size();
        if (cut || header.omitted() > 0 || fields > MAX_ALL_FIELDS) {
            throw new TooMuchException();
        }
        return header;
    }

    /** The message is larger in some way than any that a mail client writes. */
    private static final class TooMuchException extends Exception {
        private static final long serialVersionUID = 1L;

        TooMuchException() {
            super("too many parts, fields or parameters, too deep or too long a header", null, false, false);
        }
    }
}
