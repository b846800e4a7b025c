package org.afterword.engine.message;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.afterword.engine.budget.Budget;

/** The text of an unstructured header field, such as the subject. */
public final class HeaderText {
    /** 45 bytes fit into one (RFC 2047, section 2), so these hold more than any program shows: they cut a subject at 255 or 998. */
    private static final int MAX_ENCODED_WORDS = 300;
    /** In characters: as long as so many encoded words may be. */
    private static final int MAX_LENGTH = 32 * 1024;
    /** Angus looks its decoder up for each. */
    private static final long STEPS_A_WORD = 2_000;

    private HeaderText() {}

    /**
     * Decodes encoded words (RFC 2047) and raw UTF-8 (RFC 6532). What cannot be decoded stays as it is (RFC 2047, section
     * 6.2), and so does what is longer than anybody reads.
     *
     * @param value as {@link HeaderSection.Field#value()} gives it, a character for each byte
     */
    public static String decode(String value) {
        if (isOverlong(value)) {
            return value;
        }
        try {
            return MimeUtility.decodeText(fromUtf8(value));
        } catch (UnsupportedEncodingException unknownCharset) {
            return value;
        }
    }

    /** Whether the value is longer, or has more encoded words, than is decoded. */
    public static boolean isOverlong(String value) {
        if (value.length() > MAX_LENGTH) {
            return true;
        }
        int words = 0;
        for (int at = value.indexOf("=?"); at >= 0; at = value.indexOf("=?", at + 2)) {
            words++;
        }
        Budget.pass(value.length());
        Budget.steps(words > MAX_ENCODED_WORDS ? 0 : words * STEPS_A_WORD);
        return words > MAX_ENCODED_WORDS;
    }

    private static String fromUtf8(String value) {
        if (value.chars().allMatch(c -> c < 0x80) || value.chars().anyMatch(c -> c > 0xff)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException otherCharset) {
            return value;
        }
    }
}
