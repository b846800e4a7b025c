package org.afterword.engine;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.mime.BodyTexts;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.mime.Part;
import org.afterword.engine.mime.TextSize;

/**
 * What signing a message takes at its peak. The figures were measured: the smallest heap (SerialGC, JDK 25) in which mails of one
 * kind each, up to 4 MB, are signed, less that for a mail of some words.
 */
final class MemoryEstimate {
    /** In bytes: a mail of some words, its template and rules. */
    static final long BASE = 1 << 20;
    /** In characters, and in tags or lines; a text with more is not read. */
    static final int MOST_CHARACTERS = 4_000_000;

    static final int MOST_UNITS = 300_000;

    /** In bytes each. */
    private static final long CHARACTER = 12;

    private static final long TAG = 800;
    private static final long ATTRIBUTE = 400;
    private static final long LINE = 400;

    /** Of a part while it is decoded: an array, a string, and the buffer between them. */
    private static final long ENCODED_BYTE = 2;

    private static final long DECODED_BYTE = 3;
    /** The way back to each byte of quoted-printable, made with room to spare and then cut. */
    private static final long WAY_BACK = 10;

    private MemoryEstimate() {}

    /** In bytes; only texts that a signature could go into count, attachments stay where they are. */
    static long of(ParsedMessage message) throws IOException {
        long bytes = BASE;
        Set<Part> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        for (BodyTexts shown : message.root().map(BodyTexts::of).orElse(List.of())) {
            for (Part part :
                    Stream.concat(shown.html().stream(), shown.text().stream()).toList()) {
                if (counted.add(part)) {
                    bytes += of(TextSize.of(message.raw(), part), part.is("text/html"));
                }
            }
        }
        return bytes;
    }

    private static long of(TextSize size, boolean html) {
        long decoding = size.encoded() * (ENCODED_BYTE + (size.quotedPrintable() ? WAY_BACK : 0))
                + size.decoded() * DECODED_BYTE;
        if (size.characters() > MOST_CHARACTERS || (html ? size.tags() : size.lines()) > MOST_UNITS) {
            return decoding;
        }
        long units = html ? size.tags() * TAG + size.attributes() * ATTRIBUTE : size.lines() * LINE;
        return decoding + size.characters() * CHARACTER + units;
    }
}
