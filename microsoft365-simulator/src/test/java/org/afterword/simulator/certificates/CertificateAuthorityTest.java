package org.afterword.simulator.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.afterword.simulator.certificates.IssuedCertificate.PemFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final CertificateAuthority authority = CertificateAuthority.create("Test authority");

    @Test
    void certifiesNamesAndUsageAsAsked() throws Exception {
        X509Certificate leaf = leafOf(authority.issue(
                CertificateRequest.server("smtp.example", "*.smtp.example").withCommonName("other.example")));

        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=other.example");
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> name.get(0), name -> name.get(1))
                .containsExactly(tuple(2, "smtp.example"), tuple(2, "*.smtp.example"));
        assertThat(leaf.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
        leaf.verify(authority.certificate().getPublicKey());
    }

    @Test
    void leavesUsageAndNamesOutWhenNoneAreAsked() throws Exception {
        X509Certificate leaf = leafOf(authority.issue(
                CertificateRequest.client("mail.example").withUsages().withDnsNames()));

        assertThat(leaf.getExtendedKeyUsage()).isNull();
        assertThat(leaf.getSubjectAlternativeNames()).isNull();
    }

    @Test
    void trustsWhatItIssuedItselfOrThroughASubordinate() throws Exception {
        IssuedCertificate direct = authority.issue(CertificateRequest.server("smtp.example"));
        IssuedCertificate indirect = authority.subordinate("Below").issue(CertificateRequest.server("smtp.example"));

        assertThat(indirect.chain()).hasSize(2);
        for (IssuedCertificate issued : new IssuedCertificate[] {direct, indirect}) {
            CertificateAuthority.trustManager(authority)
                    .checkServerTrusted(issued.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA");
        }
    }

    @Test
    void doesNotTrustOtherAuthoritiesAndTheExpired() {
        IssuedCertificate unknown =
                CertificateAuthority.create("Unknown authority").issue(CertificateRequest.server("smtp.example"));
        Instant now = Instant.now();
        IssuedCertificate expired = authority.issue(CertificateRequest.server("smtp.example")
                .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))));

        for (IssuedCertificate issued : new IssuedCertificate[] {unknown, expired}) {
            assertThatThrownBy(() -> CertificateAuthority.trustManager(authority)
                            .checkServerTrusted(issued.chain().toArray(new X509Certificate[0]), "ECDHE_ECDSA"))
                    .isInstanceOf(CertificateException.class);
        }
    }

    @Test
    void writesPemThatReadsBack(@TempDir Path folder) throws Exception {
        IssuedCertificate issued = authority.subordinate("Below").issue(CertificateRequest.server("smtp.example"));

        PemFiles files = issued.writePem(folder.resolve("new"), "smtp");

        assertThat(CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(files.certificate()))))
                .hasSize(2)
                .first()
                .isEqualTo(issued.chain().getFirst());
        String key = Files.readString(files.key(), StandardCharsets.US_ASCII)
                .replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        assertThat(KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key))))
                .isEqualTo(issued.key());
        assertThat(Files.readString(authority.writePem(folder.resolve("ca.pem"))))
                .isEqualTo(authority.asPem());
    }

    private static X509Certificate leafOf(IssuedCertificate issued) {
        return issued.chain().getFirst();
    }
}
