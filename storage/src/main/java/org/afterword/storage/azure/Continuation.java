package org.afterword.storage.azure;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Cosmos's continuation tokens are JSON; ours can stand in an address. */
final class Continuation {
    private Continuation() {}

    static String fromCosmos(String token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if it is not what {@link #fromCosmos} gave */
    static String toCosmos(String next) {
        return new String(Base64.getUrlDecoder().decode(next), StandardCharsets.UTF_8);
    }
}
