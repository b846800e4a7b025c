package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.smtp.SmtpConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CertificateReloadTest {
    @TempDir
    private Path folder;

    @Test
    void takesANewCertificateWithoutDroppingASession() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder);
                SmtpConversation old = gateway.inTransaction()) {
            X509Certificate renewed = gateway.authority
                    .issue(CertificateRequest.server("smtp.stamp.example", "renewed.stamp.example"))
                    .chain()
                    .getFirst();
            assertThat(serial(gateway)).isNotEqualTo(renewed.getSerialNumber());
            var issued =
                    gateway.authority.issue(CertificateRequest.server("smtp.stamp.example", "renewed.stamp.example"));
            issued.writePem(gateway.folder, "server");

            // The gateway looks each second.
            BigInteger expected = issued.chain().getFirst().getSerialNumber();
            while (!serial(gateway).equals(expected)) {
                Thread.sleep(50);
            }
            assertThat(old.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
    }

    @Test
    void keepsTheOldCertificateWhileTheNewOneCannotBeRead() throws IOException {
        try (TestGateway gateway = TestGateway.start(folder)) {
            BigInteger before = serial(gateway);
            Files.writeString(gateway.folder.resolve("server.pem"), "half a certif");
            gateway.gateway.reloadCertificate();
            assertThat(serial(gateway)).isEqualTo(before);

            var issued = gateway.authority.issue(CertificateRequest.server("smtp.stamp.example"));
            issued.writePem(gateway.folder, "server");
            gateway.gateway.reloadCertificate();
            assertThat(serial(gateway)).isEqualTo(issued.chain().getFirst().getSerialNumber());
        }
    }

    private static BigInteger serial(TestGateway gateway) throws IOException {
        try (SmtpConversation smtp = gateway.secured()) {
            return smtp.serverCertificates().getFirst().getSerialNumber();
        }
    }
}
