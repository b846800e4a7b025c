package org.afterword.engine.mime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.splice.TextEdit;
import org.jspecify.annotations.Nullable;

/**
 * The text of one part, decoded with certainty, and the way back from a place in it to a place in the message.
 *
 * <p>Bytes that are not edited are never decoded and encoded again, save in base64, where the alphabet is applied anew to
 * the same bytes.
 */
public final class MailText {
    /** Texts above this are no text that a person wrote; they are left alone. */
    private static final int MAX_ENCODED = 16 << 20;
    /** How many passes over the bytes decoding is: transfer encoding, escapes, charset. */
    private static final long DECODING = 4;

    private final Part part;
    private final TextCharset charset;
    private final TransferEncoding transferEncoding;
    private final byte[] encoded;
    private final byte[] decoded;
    private final QuotedPrintable.@Nullable Decoded quotedPrintable;
    private final String text;

    private MailText(
            Part part,
            TextCharset charset,
            TransferEncoding transferEncoding,
            byte[] encoded,
            byte[] decoded,
            QuotedPrintable.@Nullable Decoded quotedPrintable,
            String text) {
        this.part = part;
        this.charset = charset;
        this.transferEncoding = transferEncoding;
        this.encoded = encoded;
        this.decoded = decoded;
        this.quotedPrintable = quotedPrintable;
        this.text = text;
    }

    /** How a part says that its text is written. */
    record Encoding(TransferEncoding transferEncoding, TextCharset charset) {

        /** Empty where that leaves a doubt, or the part is too large. */
        static Optional<Encoding> of(Part part) {
            List<String> encodings = part.header().all("Content-Transfer-Encoding");
            List<String> types = part.header().all("Content-Type");
            if (encodings.size() > 1
                    || types.size() > 1
                    || part.contentType().ambiguous()
                    || part.header().malformed() > 0
                    || part.bodyEnd() - part.bodyStart() > MAX_ENCODED) {
                return Optional.empty();
            }
            Optional<TransferEncoding> transferEncoding = encodings.isEmpty()
                    ? Optional.of(TransferEncoding.SEVEN_BIT)
                    : TransferEncoding.find(
                            ContentType.parse(encodings.getFirst()).value());
            Optional<TextCharset> charset = part.contentType()
                    .parameter("charset")
                    .filter(label -> !label.isBlank())
                    .map(TextCharset::find)
                    .orElse(Optional.of(TextCharset.US_ASCII));
            return transferEncoding.flatMap(known -> charset.map(named -> new Encoding(known, named)));
        }
    }

    /** The text of a text part; empty where any step of decoding leaves a doubt. */
    public static Optional<MailText> decode(RawMessage raw, Part part) throws IOException {
        Optional<Encoding> encoding = Encoding.of(part);
        if (encoding.isEmpty()) {
            return Optional.empty();
        }
        TransferEncoding transferEncoding = encoding.get().transferEncoding();
        Budget.pass(DECODING * (part.bodyEnd() - part.bodyStart()));
        byte[] encoded = raw.bytes(part.bodyStart(), part.bodyEnd());
        QuotedPrintable.Decoded quotedPrintable = null;
        byte[] decoded = encoded;
        if (transferEncoding == TransferEncoding.QUOTED_PRINTABLE) {
            Optional<QuotedPrintable.Decoded> result = QuotedPrintable.decode(encoded);
            if (result.isEmpty()) {
                return Optional.empty();
            }
            quotedPrintable = result.get();
            decoded = quotedPrintable.bytes();
        } else if (transferEncoding == TransferEncoding.BASE64) {
            Optional<byte[]> result = decodeBase64(encoded);
            if (result.isEmpty()) {
                return Optional.empty();
            }
            decoded = result.get();
        }
        TextCharset exact = encoding.get().charset().of(decoded);
        try {
            String text = strictDecoder(exact).decode(ByteBuffer.wrap(decoded)).toString();
            return Optional.of(new MailText(part, exact, transferEncoding, encoded, decoded, quotedPrintable, text));
        } catch (CharacterCodingException undecodable) {
            return Optional.empty();
        }
    }

    public Part part() {
        return part;
    }

    public String text() {
        return text;
    }

    /** Whether a plain text has soft line breaks (RFC 3676). */
    public boolean isFlowed() {
        return part.contentType()
                .parameter("format")
                .filter(format -> format.equalsIgnoreCase("flowed"))
                .isPresent();
    }

    /** Whether a reader deletes the space of a soft line break (RFC 3676, section 4.5). */
    public boolean deletesSpaces() {
        return part.contentType()
                .parameter("delsp")
                .filter(value -> value.equalsIgnoreCase("yes"))
                .isPresent();
    }

    TextCharset charset() {
        return charset;
    }

    TransferEncoding transferEncoding() {
        return transferEncoding;
    }

    byte[] encoded() {
        return encoded;
    }

    byte[] decoded() {
        return decoded;
    }

    QuotedPrintable.@Nullable Decoded quotedPrintable() {
        return quotedPrintable;
    }

    /** Whether the part can hold {@code characters} as it is labelled now. */
    boolean canHold(CharSequence characters) {
        if (transferEncoding == TransferEncoding.SEVEN_BIT && charset.form() == TextCharset.Form.PLAIN) {
            return characters.chars().allMatch(c -> c < 0x80);
        }
        return charset.encoding().newEncoder().canEncode(characters);
    }

    /** The places of {@code edits}, which are sorted, as pairs of start and end in the decoded bytes. */
    int[] byteRanges(List<TextEdit> edits) throws CharacterCodingException {
        int[] ranges = new int[edits.size() * 2];
        CharsetDecoder decoder = strictDecoder(charset);
        ByteBuffer in = ByteBuffer.wrap(decoded);
        CharBuffer out = CharBuffer.allocate(8192);
        int chars = 0;
        for (int i = 0; i < ranges.length; i++) {
            TextEdit edit = edits.get(i / 2);
            int wanted = i % 2 == 0 ? edit.start() : edit.end();
            while (chars < wanted) {
                out.clear().limit(Math.min(out.capacity(), wanted - chars));
                int before = chars;
                decoder.decode(in, out, true);
                chars += out.position();
                if (chars == before) {
                    // A character outside the BMP was to be cut in two.
                    throw new CharacterCodingException();
                }
            }
            ranges[i] = in.position();
        }
        return ranges;
    }

    /** Encodes all of it, strictly, in the charset of the label. */
    static byte[] encode(TextCharset charset, CharSequence characters) throws CharacterCodingException {
        CharsetEncoder encoder = charset.encoding()
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = encoder.encode(CharBuffer.wrap(characters));
        return Arrays.copyOf(bytes.array(), bytes.limit());
    }

    static CharsetDecoder strictDecoder(TextCharset charset) {
        return charset.decoding()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private static Optional<byte[]> decodeBase64(byte[] encoded) {
        byte[] compact = new byte[encoded.length];
        int count = 0;
        for (byte b : encoded) {
            if (b != '\r' && b != '\n' && b != ' ' && b != '\t') {
                compact[count++] = b;
            }
        }
        try {
            // The basic decoder refuses what is not of the alphabet, and padding anywhere but at the end.
            return Optional.of(Base64.getDecoder().decode(Arrays.copyOf(compact, count)));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** The edits that are needed, none of them changing anything, left out. */
    static List<TextEdit> effective(List<TextEdit> edits) {
        List<TextEdit> kept = new ArrayList<>(edits);
        kept.removeIf(edit -> edit.start() == edit.end() && edit.replacement().isEmpty());
        return kept;
    }
}
