package org.afterword.engine.mime;

import java.util.Locale;
import java.util.Optional;

/** How the bytes of a body are written in the message (RFC 2045, section 6). */
enum TransferEncoding {
    SEVEN_BIT,
    EIGHT_BIT,
    BINARY,
    QUOTED_PRINTABLE,
    BASE64;

    /** The encoding of that name; empty if there is none. */
    static Optional<TransferEncoding> find(String name) {
        return switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "7bit", "7-bit", "" -> Optional.of(SEVEN_BIT);
            case "8bit", "8-bit" -> Optional.of(EIGHT_BIT);
            case "binary" -> Optional.of(BINARY);
            case "quoted-printable" -> Optional.of(QUOTED_PRINTABLE);
            case "base64" -> Optional.of(BASE64);
            default -> Optional.empty();
        };
    }
}
