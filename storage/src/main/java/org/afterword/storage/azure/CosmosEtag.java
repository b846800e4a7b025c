package org.afterword.storage.azure;

import org.jspecify.annotations.Nullable;

/** Cosmos's etags come in quotation marks and ours do not; those of the stand-in come without and are marked. */
final class CosmosEtag {
    private static final String BARE = "~";

    private CosmosEtag() {}

    static String fromCosmos(@Nullable String etag) {
        if (etag == null || etag.isEmpty()) {
            throw new IllegalStateException("the store gave no etag");
        }
        boolean quoted = etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : BARE + etag;
    }

    static String toCosmos(String etag) {
        return etag.startsWith(BARE) ? etag.substring(BARE.length()) : '"' + etag + '"';
    }
}
