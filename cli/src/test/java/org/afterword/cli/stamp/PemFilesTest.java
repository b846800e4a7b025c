package org.afterword.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.afterword.process.certificate.TlsIdentity;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PEM files as people and vaults write them; this room can issue certificates to try it with. */
class PemFilesTest {
    private final IssuedCertificate issued = CertificateAuthority.create("Test authority")
            .subordinate("Below")
            .issue(CertificateRequest.server("smtp.example"));

    @Test
    void readsKeyAndChainFromOneFileInEitherOrder(@TempDir Path folder) throws IOException {
        IssuedCertificate.PemFiles files = issued.writePem(folder, "stamp");
        String chain = Files.readString(files.certificate());
        String key = Files.readString(files.key());
        for (String together :
                new String[] {key + chain, chain + key, "Bag Attributes: für Köln\n" + key + "\n" + chain}) {
            Path file = Files.writeString(folder.resolve("both.pem"), together, StandardCharsets.UTF_8);
            TlsIdentity identity = TlsIdentity.ofPem(file, file);
            assertThat(identity.chain()).isEqualTo(issued.chain());
            assertThat(identity.key()).isEqualTo(issued.key());
        }
    }

    @Test
    void saysThatAFileHasNoCertificate(@TempDir Path folder) throws IOException {
        Path key = issued.writePem(folder, "stamp").key();
        assertThatThrownBy(() -> TlsIdentity.certificates(key))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no certificate in ");
    }
}
