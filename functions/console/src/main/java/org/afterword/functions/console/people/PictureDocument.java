package org.afterword.functions.console.people;

import java.util.Base64;
import java.util.Optional;
import org.afterword.engine.model.Picture;
import org.afterword.functions.console.json.JsonFields;

/** A picture within a document: {@code mediaType} and {@code base64}. */
public final class PictureDocument {
    private PictureDocument() {}

    /**
     * The picture; empty if something is wrong, which is noted.
     *
     * @param longest how many characters of base64 are taken
     */
    public static Optional<Picture> read(JsonFields fields, String name, int longest) {
        String mediaType = fields.required("mediaType", 100);
        String base64 = fields.required("base64", longest);
        if (!mediaType.isBlank() && !mediaType.matches("image/(png|jpeg|gif)")) {
            fields.fault("mediaType", "It must be image/png, image/jpeg or image/gif.");
            return Optional.empty();
        }
        if (mediaType.isBlank() || base64.isBlank()) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            fields.fault("base64", "It must be base64 (RFC 4648) without line breaks.");
            return Optional.empty();
        }
        if (!beginsAs(mediaType, bytes)) {
            fields.fault("base64", "Its bytes are not those of a picture of that media type.");
            return Optional.empty();
        }
        return Optional.of(new Picture(name, mediaType, base64));
    }

    private static boolean beginsAs(String mediaType, byte[] bytes) {
        return switch (mediaType) {
            case "image/png" -> begins(bytes, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
            case "image/jpeg" -> begins(bytes, 0xff, 0xd8, 0xff);
            default -> begins(bytes, 'G', 'I', 'F', '8');
        };
    }

    private static boolean begins(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
