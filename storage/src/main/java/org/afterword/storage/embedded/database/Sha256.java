package org.afterword.storage.embedded.database;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash that tells whether stored bytes are still those that were stored: SQLite's pages have none. */
public final class Sha256 {
    private static final int ETAG_BYTES = 16;

    private Sha256() {}

    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    public static byte[] of(byte[] bytes) {
        return start().digest(bytes);
    }

    /** The version of a document: it needs no place of its own, and a value that was changed back has its old one again. */
    public static String etag(byte[] json) {
        return HexFormat.of().formatHex(of(json), 0, ETAG_BYTES);
    }
}
