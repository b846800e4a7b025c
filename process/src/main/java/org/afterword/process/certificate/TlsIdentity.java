package org.afterword.process.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** A certificate chain, leaf first, with the private key of the leaf. {@link #toString()} shows no key. */
public record TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END ");

    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a TLS identity has at least its own certificate");
        }
    }

    /**
     * Reads PEM files; both may be the same file.
     *
     * @param chainFile the certificates, leaf first
     * @param keyFile the private key in PKCS#8, not encrypted
     * @throws IOException with a message that says which file is wrong and what to do
     */
    public static TlsIdentity ofPem(Path chainFile, Path keyFile) throws IOException {
        List<X509Certificate> chain = certificates(chainFile);
        String pem = Files.readString(keyFile, StandardCharsets.ISO_8859_1);
        Matcher matcher = PRIVATE_KEY.matcher(pem);
        if (!matcher.find()) {
            throw new IOException("no private key in " + keyFile + ": expected -----BEGIN PRIVATE KEY-----");
        }
        if (!matcher.group(1).isEmpty()) {
            throw new IOException(
                    "the private key in " + keyFile + " is in another form than plain PKCS#8; convert it: "
                            + "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(2));
        PublicKey certified = chain.getFirst().getPublicKey();
        String algorithm = certified.getAlgorithm();
        try {
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!belongTogether(key, certified)) {
                throw new InvalidKeyException("it signs nothing that the certificate's key verifies");
            }
            return new TlsIdentity(chain, key);
        } catch (GeneralSecurityException wrongKey) {
            throw new IOException(
                    "the private key in " + keyFile + " is not the " + algorithm + " key of the certificate in "
                            + chainFile,
                    wrongKey);
        }
    }

    /** Files that are replaced one after the other do not belong together for a moment. */
    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (certified.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return true; // The handshake will tell.
        }
        byte[] text = certified.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(text);
        return signature.verify(signed);
    }

    /**
     * All certificates of a PEM file, in order. Whatever else is in it is passed over: a key, as the vault puts into the
     * same file, or words of whoever made it.
     *
     * @throws IOException if the file cannot be read or holds none
     */
    public static List<X509Certificate> certificates(Path pemFile) throws IOException {
        // Java's own reader of PEM takes every block for a certificate.
        String blocks = CERTIFICATE
                .matcher(Files.readString(pemFile, StandardCharsets.ISO_8859_1))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
        if (blocks.isEmpty()) {
            throw new IOException("no certificate in " + pemFile + ": expected -----BEGIN CERTIFICATE-----");
        }
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(blocks.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("no readable certificate in " + pemFile + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** Key managers that present this identity and send its whole chain. */
    public KeyManager[] keyManagers() {
        char[] password = {};
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("identity", key, password, chain.toArray(new Certificate[0]));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("this certificate and its key cannot be used for TLS", unusable);
        }
    }

    /** When the leaf is valid no more. */
    public Instant expiry() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + chain.getFirst().getSubjectX500Principal() + ", until " + expiry() + "]";
    }
}
