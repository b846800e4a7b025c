package org.afterword.simulator.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.afterword.simulator.certificates.CertificateRequest.Usage;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates with P-256 keys, which are made in about a millisecond. Lives in memory only: a new run is a new
 * authority. Safe for use by several threads.
 */
public final class CertificateAuthority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final PrivateKey key;
    private final X509Certificate certificate;
    /** What a leaf sends after itself, ours first; empty for a root. */
    private final List<X509Certificate> subordinates;

    private CertificateAuthority(
            X500Name name, PrivateKey key, X509Certificate certificate, List<X509Certificate> subordinates) {
        this.name = name;
        this.key = key;
        this.certificate = certificate;
        this.subordinates = List.copyOf(subordinates);
    }

    /** A root authority of this common name. */
    public static CertificateAuthority create(String commonName) {
        X500Name name = distinguished(commonName);
        KeyPair keys = newKeys();
        X509Certificate own = certifyAuthority(name, keys.getPrivate(), name, keys.getPublic());
        return new CertificateAuthority(name, keys.getPrivate(), own, List.of());
    }

    /** An authority below this one; what it issues carries its certificate in the chain. */
    public CertificateAuthority subordinate(String commonName) {
        X500Name subject = distinguished(commonName);
        KeyPair keys = newKeys();
        X509Certificate own = certifyAuthority(name, key, subject, keys.getPublic());
        List<X509Certificate> chain = new ArrayList<>(subordinates);
        chain.addFirst(own);
        return new CertificateAuthority(subject, keys.getPrivate(), own, chain);
    }

    /** Makes a key and certifies it. */
    public IssuedCertificate issue(CertificateRequest request) {
        KeyPair keys = newKeys();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                newSerial(),
                Date.from(request.notBefore()),
                Date.from(request.notAfter()),
                distinguished(request.commonName()),
                keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            if (!request.dnsNames().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, dnsNames(request.dnsNames()));
            }
            if (!request.usages().isEmpty()) {
                builder.addExtension(Extension.extendedKeyUsage, false, purposes(request.usages()));
            }
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        List<X509Certificate> chain = new ArrayList<>(subordinates);
        chain.addFirst(sign(builder, key));
        return new IssuedCertificate(chain, keys.getPrivate());
    }

    /** This authority's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** This authority's own certificate as PEM. */
    public String asPem() {
        try {
            return Pem.of("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Writes this authority's own certificate; answers the file. */
    public Path writePem(Path file) throws IOException {
        return Files.writeString(file, asPem(), StandardCharsets.US_ASCII);
    }

    /** TLS for a client that has no certificate and trusts this authority. */
    public SSLContext trustingTls() {
        return Tls.context(null, trustManager(this));
    }

    /** Trusts these authorities and no others. */
    public static X509TrustManager trustManager(CertificateAuthority... authorities) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.length; i++) {
                store.setCertificateEntry("authority-" + i, authorities[i].certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager found : factory.getTrustManagers()) {
                if (found instanceof X509TrustManager trust) {
                    return trust;
                }
            }
            throw new IllegalStateException("this Java has no X.509 trust manager");
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("these authorities cannot be used", unusable);
        }
    }

    private static X509Certificate certifyAuthority(
            X500Name issuer, PrivateKey issuerKey, X500Name subject, PublicKey subjectKey) {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                newSerial(),
                Date.from(now.minus(Duration.ofDays(3650))),
                Date.from(now.plus(Duration.ofDays(3650))),
                subject,
                subjectKey);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return sign(builder, issuerKey);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey issuerKey) {
        try {
            X509CertificateHolder signed =
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey));
            return new JcaX509CertificateConverter().getCertificate(signed);
        } catch (OperatorCreationException | GeneralSecurityException unusable) {
            throw new IllegalStateException("cannot sign a certificate", unusable);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this Java has no P-256", unusable);
        }
    }

    private static BigInteger newSerial() {
        return new BigInteger(120, RANDOM).add(BigInteger.ONE);
    }

    private static X500Name distinguished(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static GeneralNames dnsNames(List<String> names) {
        return new GeneralNames(names.stream()
                .map(dns -> new GeneralName(GeneralName.dNSName, dns))
                .toArray(GeneralName[]::new));
    }

    private static ExtendedKeyUsage purposes(List<Usage> usages) {
        return new ExtendedKeyUsage(usages.stream()
                .map(usage -> switch (usage) {
                    case SERVER_AUTH -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT_AUTH -> KeyPurposeId.id_kp_clientAuth;
                })
                .toArray(KeyPurposeId[]::new));
    }
}
