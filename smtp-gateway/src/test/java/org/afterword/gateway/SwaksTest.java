package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.afterword.simulator.certificates.CertificateRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that nobody here wrote. */
@Timeout(120)
class SwaksTest {
    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeAll
    static void needSwaks() throws IOException, InterruptedException {
        Tool.need("swaks", "swaks libnet-ssleay-perl");
        Tool.needWithin(Tool.run(0, List.of("swaks", "--support")), "TLS supported", "libnet-ssleay-perl");
    }

    @BeforeEach
    void start() throws IOException {
        gateway = TestGateway.start(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void delivers() throws Exception {
        gateway.exchange().writePem(gateway.folder, "client");
        byte[] mail = TestGateway.mail("Grüße\r\n.\r\n..\r\nEnd\r\n");
        String mailSession = swaks(0, mail, "client", "--pipeline");
        assertThat(mailSession).contains("=== TLS started", "<~  250 2.0.0 Queued as ");
        assertThat(new String(gateway.onlyMail(), StandardCharsets.ISO_8859_1))
                .startsWith(new String(mail, StandardCharsets.ISO_8859_1));
        assertThat(gateway.jobs().getFirst().envelope().recipients()).hasSize(2);
    }

    @Test
    void isRefusedWithTheCertificateOfAnother() throws Exception {
        gateway.authority.issue(CertificateRequest.server("mail.other.example")).writePem(gateway.folder, "other");
        // 23 is what swaks ends with when MAIL is refused.
        assertThat(swaks(23, TestGateway.mail("Hello\r\n"), "other")).contains("454 4.7.5 ");
        assertThat(gateway.isEmpty()).isTrue();
    }

    private String swaks(int exit, byte[] mail, String certificate, String... more)
            throws IOException, InterruptedException {
        Path data = Files.write(gateway.folder.resolve("mail.eml"), mail);
        List<String> command = new ArrayList<>(List.of(
                "swaks",
                "--server",
                "127.0.0.1:" + gateway.gateway.port(),
                "--helo",
                "mail.example",
                "--from",
                "anna@contoso.example",
                "--to",
                "ben@fabrikam.example,carl@fabrikam.example",
                "--data",
                "@" + data,
                "--tls",
                "--tls-cert",
                gateway.folder.resolve(certificate + ".pem").toString(),
                "--tls-key",
                gateway.folder.resolve(certificate + ".key").toString()));
        command.addAll(List.of(more));
        return Tool.run(exit, command);
    }
}
