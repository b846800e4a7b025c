package org.afterword.process.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFilesTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test authority");

    @TempDir
    private Path folder;

    private Path chain = Path.of("");
    private Path key = Path.of("");
    private int written;

    @BeforeEach
    void writeTheFirst() throws IOException {
        write(issue());
    }

    private static IssuedCertificate issue() {
        return AUTHORITY.issue(CertificateRequest.server("smtp.example"));
    }

    private void write(IssuedCertificate issued) throws IOException {
        IssuedCertificate.PemFiles files = issued.writePem(folder, "stamp");
        chain = files.certificate();
        key = files.key();
        age();
    }

    /** Tells apart what is written within one tick of the file system's clock. */
    private void age() throws IOException {
        Files.setLastModifiedTime(chain, FileTime.from(Instant.EPOCH.plusSeconds(++written)));
    }

    @Test
    void givesTheSameIdentityAsLongAsTheFilesDoNotChange() throws IOException {
        IdentityFiles files = IdentityFiles.ofPem(chain, key);
        assertThat(files.latest()).isSameAs(files.latest());
    }

    @Test
    void readsChangedFilesAgain() throws IOException {
        IdentityFiles files = IdentityFiles.ofPem(chain, key);
        IssuedCertificate renewed = issue();
        write(renewed);
        assertThat(files.latest().chain()).isEqualTo(renewed.chain());
        assertThat(files.latest().key()).isEqualTo(renewed.key());
    }

    @Test
    void keepsTheIdentityWhileTheFilesCannotBeReadAndReadsThemWhenTheyCan() throws IOException {
        IdentityFiles files = IdentityFiles.ofPem(chain, key);
        TlsIdentity first = files.latest();

        Files.writeString(chain, "half a certif");
        age();
        assertThat(files.latest()).isSameAs(first);
        Files.delete(chain);
        assertThat(files.latest()).isSameAs(first);

        IssuedCertificate renewed = issue();
        write(renewed);
        assertThat(files.latest().chain()).isEqualTo(renewed.chain());
    }

    @Test
    void waitsForTheKeyOfANewCertificate() throws IOException {
        IdentityFiles files = IdentityFiles.ofPem(chain, key);
        TlsIdentity first = files.latest();
        IssuedCertificate renewed = issue();

        Files.writeString(chain, renewed.chainAsPem());
        age();
        assertThat(files.latest()).isSameAs(first);

        Files.writeString(key, renewed.keyAsPem());
        assertThat(files.latest().chain()).isEqualTo(renewed.chain());
        assertThatThrownBy(() -> TlsIdentity.ofPem(
                        chain, issue().writePem(folder, "other").key()))
                .hasMessageContaining("is not the EC key of the certificate in " + chain);
    }

    @Test
    void saysOnceWhatCannotBeRead() throws IOException {
        IdentityFiles files = IdentityFiles.ofPem(chain, key);
        try (RecordedLog log = RecordedLog.of(IdentityFiles.class)) {
            Files.writeString(chain, "half a certif");
            age();
            for (int i = 0; i < 10; i++) {
                files.latest();
            }
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().getFirst()).contains("cannot be read", "no certificate in " + chain);

            Files.delete(chain);
            files.latest();
            files.latest();
            assertThat(log.lines()).hasSize(2);

            write(issue());
            files.latest();
            assertThat(log.lines()).hasSize(3);
            assertThat(log.lines().getLast()).startsWith("TLS certificate read again: valid until ");
        }
    }

    @Test
    void presentsTheLatestIdentityAtEachHandshake() throws IOException {
        ReloadedIdentity identity = ReloadedIdentity.ofPem(chain, key);
        IssuedCertificate renewed = issue();
        write(renewed);
        String alias = identity.chooseClientAlias(new String[] {"EC", "RSA"}, null, null);
        assertThat(alias).isNotNull();
        X509Certificate[] shown = identity.getCertificateChain(String.valueOf(alias));
        PrivateKey used = identity.getPrivateKey(String.valueOf(alias));
        assertThat(shown == null ? List.of() : List.of(shown)).isEqualTo(renewed.chain());
        assertThat(used).isEqualTo(renewed.key());
        assertThat(identity.expiry()).isEqualTo(TlsIdentity.ofPem(chain, key).expiry());
    }

    @Test
    void cannotBeMadeOfFilesThatCannotBeRead() throws IOException {
        Files.writeString(key, "no key");
        assertThatThrownBy(() -> IdentityFiles.ofPem(chain, key))
                .isInstanceOf(IOException.class)
                .hasMessage("no private key in " + key + ": expected -----BEGIN PRIVATE KEY-----");
        Files.writeString(key, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertThatThrownBy(() -> ReloadedIdentity.ofPem(chain, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("convert it: openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void trustsTheAuthoritiesThatAreNamedAndNoOthers() throws Exception {
        X509Certificate[] issued = issue().chain().toArray(X509Certificate[]::new);
        TrustAnchors.of(List.of(AUTHORITY.certificate())).checkServerTrusted(issued, "UNKNOWN");
        assertThatThrownBy(() -> TrustAnchors.of(
                                List.of(CertificateAuthority.create("Other").certificate()))
                        .checkServerTrusted(issued, "UNKNOWN"))
                .isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> TrustAnchors.ofPlatform().checkServerTrusted(issued, "UNKNOWN"))
                .isInstanceOf(CertificateException.class);
        assertThat(TrustAnchors.ofPlatform().getAcceptedIssuers()).isNotEmpty();
    }
}
