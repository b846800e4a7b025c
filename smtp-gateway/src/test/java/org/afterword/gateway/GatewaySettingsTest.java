package org.afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.afterword.gateway.intake.IntakeLimits;
import org.afterword.gateway.wire.AddressRange;
import org.afterword.gateway.wire.SessionLimits;
import org.afterword.process.settings.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewaySettingsTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        for (String name : new String[] {"server.pem", "server.key", "authority.pem"}) {
            Files.writeString(folder.resolve(name), "");
        }
    }

    @Test
    void needsFewSettings() {
        GatewaySettings settings = GatewaySettings.from(Map.of(
                "AFTERWORD_STORE",
                "folder:" + folder,
                "AFTERWORD_HOST_NAME",
                "smtp.stamp.example",
                "AFTERWORD_TLS_CERTIFICATE",
                folder.resolve("server.pem").toString(),
                "AFTERWORD_TLS_KEY",
                folder.resolve("server.key").toString()));
        assertThat(settings.smtpPort()).isEqualTo(25);
        assertThat(settings.healthPort()).isEqualTo(8080);
        assertThat(settings.address().getHostAddress()).isEqualTo("0.0.0.0");
        assertThat(settings.clientName()).isEqualTo("mail.protection.outlook.com");
        assertThat(settings.clientAuthorities()).isEmpty();
        assertThat(settings.proxyRanges()).isEmpty();
        assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(55));
        assertThat(settings.session()).isEqualTo(SessionLimits.DEFAULT);
        assertThat(settings.intake()).isEqualTo(IntakeLimits.DEFAULT);
    }

    @Test
    void readsRangesOfLoadBalancers() {
        Map<String, String> environment = TestGateway.environment(folder);
        environment.put("AFTERWORD_PROXY_RANGES", "10.0.0.0/8, fd00::/8,192.0.2.7");
        assertThat(GatewaySettings.from(environment).proxyRanges())
                .containsExactly(
                        AddressRange.parse("10.0.0.0/8"),
                        AddressRange.parse("fd00::/8"),
                        AddressRange.parse("192.0.2.7/32"));
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> GatewaySettings.from(Map.of(
                        "AFTERWORD_SMTP_PORT", "99999",
                        "AFTERWORD_SMTP_ADDRESS", "smtp.example",
                        "AFTERWORD_TLS_KEY", "/no/such/file",
                        "AFTERWORD_PROXY_RANGES", "10.0.0.0/33")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(
                        "AFTERWORD_STORE is missing",
                        "AFTERWORD_HOST_NAME is missing",
                        "AFTERWORD_SMTP_PORT must be a whole number",
                        "AFTERWORD_SMTP_ADDRESS must be an IP address",
                        "AFTERWORD_TLS_CERTIFICATE is missing",
                        "AFTERWORD_TLS_KEY names a file that does not exist",
                        "AFTERWORD_PROXY_RANGES must be ranges");
    }
}
