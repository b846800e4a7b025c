package org.afterword.functions.mail.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes (HMAC-SHA256, RFC 2104) that let an administrator who has an address find its mail in the trace, while
 * the trace holds no address. Safe for use by several threads.
 */
public final class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    public Fingerprints(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** In hexadecimal; the case of letters in {@code value} makes no difference. Empty for empty text. */
    public String of(String value) {
        if (value.isEmpty()) {
            return "";
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash = mac.doFinal(value.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", impossible);
        }
    }
}
