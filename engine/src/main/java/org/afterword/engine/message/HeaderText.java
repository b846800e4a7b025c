package org.afterword.engine.message;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The text of an unstructured header field, such as the subject. */
public final class HeaderText {
    private HeaderText() {}

    /**
     * Decodes encoded words (RFC 2047) and raw UTF-8 (RFC 6532). What cannot be decoded stays as it is (RFC 2047, section
     * 6.2).
     *
     * @param value as {@link HeaderSection.Field#value()} gives it, a character for each byte
     */
    public static String decode(String value) {
        try {
            return MimeUtility.decodeText(fromUtf8(value));
        } catch (UnsupportedEncodingException unknownCharset) {
            return value;
        }
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
