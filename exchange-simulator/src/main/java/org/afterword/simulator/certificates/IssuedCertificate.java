package org.afterword.simulator.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A certificate with its private key.
 *
 * @param chain the certificate itself, then those of subordinate authorities; never the root
 * @param key belongs to the first of the chain
 */
public record IssuedCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final char[] NO_PASSWORD = {};

    public IssuedCertificate {
        chain = List.copyOf(chain);
    }

    /** Where {@link #writePem} wrote: the chain, and the key in PKCS#8. */
    public record PemFiles(Path certificate, Path key) {}

    /** Writes {@code NAME.pem} and {@code NAME.key} into the folder, which is made if it is not there. */
    public PemFiles writePem(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Path certificate = folder.resolve(name + ".pem");
        Path keyFile = folder.resolve(name + ".key");
        Files.writeString(certificate, chainAsPem(), StandardCharsets.US_ASCII);
        Files.writeString(keyFile, keyAsPem(), StandardCharsets.US_ASCII);
        return new PemFiles(certificate, keyFile);
    }

    /** The chain as PEM, leaf first. */
    public String chainAsPem() {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                pem.append(Pem.of("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return pem.toString();
    }

    /** The private key as unencrypted PKCS#8 in PEM. */
    public String keyAsPem() {
        return Pem.of("PRIVATE KEY", key.getEncoded());
    }

    /** Key managers that present this certificate with its chain. */
    public KeyManager[] keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("issued", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("this certificate cannot be used for TLS", unusable);
        }
    }

    /** TLS with this certificate at our end, believing these authorities about the other end. */
    public SSLContext tlsTrusting(CertificateAuthority... authorities) {
        return tls(CertificateAuthority.trustManager(authorities));
    }

    /** TLS with this certificate at our end, and another's judgement of the other end. */
    public SSLContext tls(TrustManager trust) {
        return Tls.context(keyManagers(), trust);
    }

    @Override
    public String toString() {
        return "IssuedCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
