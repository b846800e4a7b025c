package org.afterword.functions.onboarding.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * What one browser has in its cookie and nobody else: 256 random bits. The session's id is made from it by a one-way
 * function (or stands beside it, if it is the {@linkplain #successor successor} of another), and so is an X25519 key pair (RFC 7748). What the worker finds out for this browser alone, the sign-in's code and
 * the routing code, is sealed with the public key before it is stored; only a request with the cookie can open it. Sealed
 * means: AES-GCM with a key that DHKEM(X25519, HKDF-SHA256) encapsulates for the public key (RFC 9180, section 4.1).
 */
public final class SessionSecret {
    private static final String CURVE = "X25519";
    /** Of the secret, of both keys, and of what encapsulates a key. */
    private static final int LENGTH = 32;
    /** Of a public key in X.509's form (RFC 8410, section 4). */
    private static final byte[] BEFORE_COORDINATE = HexFormat.of().parseHex("302a300506032b656e032100");

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int ID_LENGTH = 32;

    private final byte[] secret;
    /** Of the session, where that does not follow from the secret, since it is the successor of another. */
    private final Optional<String> session;

    private SessionSecret(byte[] secret, Optional<String> session) {
        this.secret = secret;
        this.session = session;
    }

    /** A new one. */
    public static SessionSecret create() {
        byte[] secret = new byte[LENGTH];
        RANDOM.nextBytes(secret);
        return new SessionSecret(secret, Optional.empty());
    }

    /** Reads a cookie's value; empty if it has another form. */
    public static Optional<SessionSecret> parse(String cookie) {
        boolean successor = cookie.length() > ID_LENGTH && cookie.charAt(ID_LENGTH) == '.';
        Optional<String> session = successor ? Optional.of(cookie.substring(0, ID_LENGTH)) : Optional.empty();
        if (session.isPresent() && session.get().chars().anyMatch(c -> "0123456789abcdef".indexOf(c) < 0)) {
            return Optional.empty();
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(successor ? cookie.substring(ID_LENGTH + 1) : cookie);
            return secret.length == LENGTH ? Optional.of(new SessionSecret(secret, session)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** The value of the cookie. */
    public String cookie() {
        String own = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return session.map(id -> id + "." + own).orElse(own);
    }

    /**
     * Another secret for the same session, which whoever knows this one cannot make: the salt is stored, and shown to
     * nobody.
     */
    SessionSecret successor(String salt) {
        byte[] salted = join(secret, salt.getBytes(StandardCharsets.US_ASCII));
        return new SessionSecret(derive("successor", salted), Optional.of(id()));
    }

    boolean isSuccessor() {
        return session.isPresent();
    }

    /** 128 bits in hexadecimal by which the session is stored. */
    public String id() {
        return session.orElseGet(() -> HexFormat.of().formatHex(Arrays.copyOf(derive("id", secret), ID_LENGTH / 2)));
    }

    /** With what the worker seals: the coordinate of the public key (RFC 7748, section 6.1). */
    public String publicKey() {
        try {
            byte[] base = new byte[LENGTH];
            base[0] = 9;
            KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
            agreement.init(privateKey());
            agreement.doPhase(publicKey(base), true);
            return Base64.getEncoder().encodeToString(agreement.generateSecret());
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this Java has no X25519", unusable);
        }
    }

    /** Seals a text so that only the holder of the secret can read it. */
    public static String seal(String publicKey, String text) {
        try {
            KEM.Encapsulated once = KEM.getInstance("DHKEM")
                    .newEncapsulator(publicKey(Base64.getDecoder().decode(publicKey)))
                    .encapsulate(0, LENGTH, "AES");
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, once.key()).doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(join(once.encapsulation(), sealed));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this Java has no X25519 or AES-GCM", unusable);
        }
    }

    /** Reads what was sealed for this secret; empty if it was for another. */
    public Optional<String> open(String sealed) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            if (all.length <= LENGTH) {
                return Optional.empty();
            }
            SecretKey key = KEM.getInstance("DHKEM")
                    .newDecapsulator(privateKey())
                    .decapsulate(Arrays.copyOf(all, LENGTH), 0, LENGTH, "AES");
            byte[] text = cipher(Cipher.DECRYPT_MODE, key).doFinal(all, LENGTH, all.length - LENGTH);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException notForUs) {
            return Optional.empty();
        }
    }

    /** Each key is used once, so the nonce may be fixed. */
    private static Cipher cipher(int mode, SecretKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, new byte[NONCE]));
        return cipher;
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance(CURVE)
                .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, derive("key", secret)));
    }

    private static PublicKey publicKey(byte[] coordinate) throws GeneralSecurityException {
        return KeyFactory.getInstance(CURVE)
                .generatePublic(new X509EncodedKeySpec(join(BEFORE_COORDINATE, coordinate)));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] derive(String purpose, byte[] from) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(("afterword " + purpose + "\0").getBytes(StandardCharsets.US_ASCII));
            return sha256.digest(from);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "SessionSecret[hidden]";
    }
}
