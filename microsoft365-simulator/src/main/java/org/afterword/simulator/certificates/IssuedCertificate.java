package org.afterword.simulator.certificates;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A certificate with its private key.
 *
 * @param chain the certificate itself, then those of subordinate authorities; never the root
 * @param key belongs to the first of the chain
 */
public record IssuedCertificate(List<X509Certificate> chain, PrivateKey key) {
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

    /** Key managers that present this certificate with its chain, whoever asks. */
    public KeyManager[] keyManagers() {
        return new KeyManager[] {new OneCertificateKeyManager(this)};
    }

    /** TLS with this certificate, trusting these authorities for the peer. */
    public SSLContext tlsTrusting(CertificateAuthority... authorities) {
        return tls(CertificateAuthority.trustManager(authorities));
    }

    /** TLS with this certificate, and this trust manager for the peer. */
    public SSLContext tls(TrustManager trust) {
        return Tls.context(keyManagers(), trust);
    }

    /** TLS with this certificate and any peer: only for callers that check the peer's certificate after the handshake. */
    public SSLContext tlsWithAnyone() {
        return tls(new AnyCertificate());
    }

    @Override
    public String toString() {
        return "IssuedCertificate[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
