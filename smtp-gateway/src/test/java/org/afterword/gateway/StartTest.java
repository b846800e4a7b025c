package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.storage.fake.InMemoryStores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StartTest {
    @TempDir
    private Path folder;

    @Test
    void saysThatAPortIsTaken() throws IOException {
        try (TestGateway first = TestGateway.start(folder)) {
            assertThatThrownBy(() -> start(Map.of(GatewaySettings.SMTP_PORT, Integer.toString(first.gateway.port()))))
                    .hasMessageContainingAll(
                            "port " + first.gateway.port(), "is taken by another process", "AFTERWORD_SMTP_PORT");
            assertThatThrownBy(() ->
                            start(Map.of(GatewaySettings.HEALTH_PORT, Integer.toString(first.gateway.healthPort()))))
                    .hasMessageContainingAll("is taken by another process", "AFTERWORD_HEALTH_PORT");
        }
    }

    @Test
    void saysThatLowPortsAreReserved() throws IOException {
        assertThat(Ports.explain(
                        new BindException("Permission denied"),
                        InetAddress.getLoopbackAddress(),
                        25,
                        "AFTERWORD_SMTP_PORT"))
                .hasMessageContainingAll("port 25", "may not listen below 1024", "AFTERWORD_SMTP_PORT");
    }

    @Test
    void saysThatTheCertificateHasExpired() throws IOException {
        Instant now = Instant.now();
        CertificateAuthority.create("Test authority")
                .issue(CertificateRequest.server("smtp.stamp.example")
                        .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))))
                .writePem(folder, "server");
        assertThatThrownBy(() -> startWithFiles(Map.of())).hasMessageContainingAll("server.pem expired at", "Renew it");
    }

    @Test
    void saysThatTheCertificateCannotBeRead() throws IOException {
        Files.writeString(folder.resolve("server.pem"), "nothing");
        Files.writeString(folder.resolve("server.key"), "nothing");
        assertThatThrownBy(() -> startWithFiles(Map.of())).hasMessageContaining("server.pem");
    }

    @Test
    void endsTheProcessWithACodeForEachKindOfFault() throws IOException {
        assertThat(GatewayMain.run(Map.of())).isEqualTo(2);
        Files.writeString(folder.resolve("server.pem"), "nothing");
        Files.writeString(folder.resolve("server.key"), "nothing");
        Files.writeString(folder.resolve("authority.pem"), "nothing");
        assertThat(GatewayMain.run(TestGateway.environment(folder))).isEqualTo(1);
    }

    private void start(Map<String, String> settings) throws IOException {
        CertificateAuthority.create("Test authority")
                .issue(CertificateRequest.server("smtp.stamp.example"))
                .writePem(folder, "server");
        startWithFiles(settings);
    }

    private void startWithFiles(Map<String, String> settings) throws IOException {
        CertificateAuthority.create("Test authority").writePem(folder.resolve("authority.pem"));
        Map<String, String> environment = TestGateway.environment(folder);
        environment.putAll(settings);
        InMemoryStores stores = new InMemoryStores();
        try (SmtpGateway gateway =
                new SmtpGateway(GatewaySettings.from(environment), stores.stores(), stores.queue())) {
            gateway.start();
        }
    }
}
