package org.afterword.storage.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The secret that a tenant's transport rule puts on its mail, and the first label of its smart host: 12 characters of
 * Crockford's base32, in lower case. {@link #toString()} does not show it.
 */
public record RoutingCode(String value) {
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LENGTH = 12;

    /** @throws IllegalArgumentException if it has another form; the message does not repeat the value */
    public RoutingCode {
        value = value.toLowerCase(Locale.ROOT);
        if (value.length() != LENGTH || !value.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("not a routing code: 12 characters of 0-9 and a-z without i, l, o, u");
        }
    }

    public static RoutingCode random(SecureRandom random) {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new RoutingCode(code.toString());
    }

    /** Reads a header's value; empty if it has another form. */
    public static Optional<RoutingCode> parse(String value) {
        try {
            return Optional.of(new RoutingCode(value.strip()));
        } catch (IllegalArgumentException notACode) {
            return Optional.empty();
        }
    }

    /** SHA-256 in hexadecimal: how the code is stored and found. With 60 random bits it needs no salt. */
    public String hash() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "RoutingCode[hidden]";
    }
}
