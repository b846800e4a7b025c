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
import org.afterword.engine.place.lines.ReadText;

/**
 * What signing a message takes at its peak. Measured were mails of one kind each, kept in a file: the smallest heap (SerialGC, JDK 25) in
 * which they are signed, less the 5 MB of a mail of some words. In MB, and what is estimated: 290,000 open tags in 0.9 MB 103
 * and 187; 140,000 short elements in 1.4 MB at most 155 and 190; 66,000 tags with four attributes each in 1.4 MB at most 107 and 155;
 * words in one element of 3.9 MB 39 and 52; Outlook's markup in 1.4 MB 29 and 70; plain text of 5 MB, which is decoded and not read, 25 and 26; an
 * attachment of 25 MB nothing and the base.
 */
final class MemoryEstimate {
    /** In bytes: a mail of some words, its template and rules. */
    static final long BASE = 1 << 20;
    /** In bytes each. */
    private static final long CHARACTER = 8;

    private static final long TAG = 600;
    private static final long ATTRIBUTE = 350;
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
        if (size.characters() > ReadText.LONGEST || (html ? size.tags() : size.lines()) > ReadText.MOST_UNITS) {
            return decoding;
        }
        long units = html ? size.tags() * TAG + size.attributes() * ATTRIBUTE : size.lines() * LINE;
        return decoding + size.characters() * CHARACTER + units;
    }
}
