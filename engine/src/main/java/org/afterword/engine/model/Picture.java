package org.afterword.engine.model;

import java.util.Arrays;
import java.util.Base64;

/**
 * A picture that travels inside the mail.
 *
 * @param name as the template's HTML refers to it, {@code <img src="cid:NAME">}, and the file name in the mail
 * @param mediaType {@code image/png}, {@code image/jpeg} or {@code image/gif}
 * @param base64 its bytes in base64 (RFC 4648), without line breaks
 */
public record Picture(String name, String mediaType, String base64) {

    /** @throws IllegalArgumentException if a value could not stand in a MIME header, or the bytes are not base64 */
    public Picture {
        if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
            throw new IllegalArgumentException("the name of a picture has letters, digits, dots, dashes: " + name);
        }
        if (!mediaType.matches("image/(png|jpeg|gif)")) {
            throw new IllegalArgumentException("a picture is image/png, image/jpeg or image/gif, not " + mediaType);
        }
        Base64.getDecoder().decode(base64);
    }

    public static Picture of(String name, String mediaType, byte[] bytes) {
        return new Picture(name, mediaType, Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, bytes.length)));
    }

    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }
}
