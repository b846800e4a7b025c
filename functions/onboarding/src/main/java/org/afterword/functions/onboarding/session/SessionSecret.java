package org.afterword.functions.onboarding.session;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one browser has in its cookie and nobody else: 256 random bits. The session's id is made from it by a one-way
 * function, and so is an X25519 key pair (RFC 7748). What the worker finds out for this browser alone, the sign-in's code and
 * the routing code, is sealed with the public key before it is stored; only a request with the cookie can open it.
 */
public final class SessionSecret {
    private static final int LENGTH = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] secret;

    private SessionSecret(byte[] secret) {
        this.secret = secret;
    }

    /** A new one. */
    public static SessionSecret create() {
        byte[] secret = new byte[LENGTH];
        RANDOM.nextBytes(secret);
        return new SessionSecret(secret);
    }

    /** Reads a cookie's value; empty if it has another form. */
    public static Optional<SessionSecret> parse(String cookie) {
        try {
            byte[] secret = Base64.getUrlDecoder().decode(cookie);
            return secret.length == LENGTH ? Optional.of(new SessionSecret(secret)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** The value of the cookie. */
    public String cookie() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** 128 bits in hexadecimal by which the session is stored. */
    public String id() {
        return HexFormat.of().formatHex(Arrays.copyOf(derive("id", secret), 16));
    }

    /** With what the worker seals. */
    public String publicKey() {
        try {
            XECPublicKeySpec base = new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.valueOf(9));
            byte[] coordinate = agree(privateKey(), keys().generatePublic(base));
            return Base64.getEncoder().encodeToString(coordinate);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this Java has no X25519", unusable);
        }
    }

    /** Seals a text so that only the holder of the secret can read it. */
    public static String seal(String publicKey, String text) {
        try {
            KeyPair once = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            byte[] ours = littleEndian(((XECPublicKey) once.getPublic()).getU());
            byte[] key = derive(
                    "seal",
                    agree(once.getPrivate(), publicKey(Base64.getDecoder().decode(publicKey))));
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(ours, ours.length + sealed.length);
            System.arraycopy(sealed, 0, all, ours.length, sealed.length);
            return Base64.getEncoder().encodeToString(all);
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
            byte[] key = derive("seal", agree(privateKey(), publicKey(Arrays.copyOf(all, LENGTH))));
            byte[] text = cipher(Cipher.DECRYPT_MODE, key).doFinal(all, LENGTH, all.length - LENGTH);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException notForUs) {
            return Optional.empty();
        }
    }

    /** Each key is used once, so the nonce may be fixed. */
    private static Cipher cipher(int mode, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[NONCE]));
        return cipher;
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        return keys().generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, derive("key", secret)));
    }

    private static PublicKey publicKey(byte[] coordinate) throws GeneralSecurityException {
        byte[] bigEndian = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            bigEndian[i] = coordinate[LENGTH - 1 - i];
        }
        return keys().generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
    }

    private static byte[] littleEndian(BigInteger u) {
        byte[] bytes = new byte[LENGTH];
        BigInteger left = u;
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = left.byteValue();
            left = left.shiftRight(8);
        }
        return bytes;
    }

    private static byte[] agree(PrivateKey ours, PublicKey theirs) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(ours);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret();
    }

    private static KeyFactory keys() throws GeneralSecurityException {
        return KeyFactory.getInstance("X25519");
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
