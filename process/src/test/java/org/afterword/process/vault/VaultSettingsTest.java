package org.afterword.process.vault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.afterword.process.settings.SettingsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VaultSettingsTest {
    private VaultStandIn vault;

    @BeforeEach
    void start() throws IOException {
        vault = VaultStandIn.start();
        vault.put("trace-key", "c2VjcmV0");
        vault.put("stamp", "-----BEGIN PRIVATE KEY-----\nAAAA\n");
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private Map<String, String> environment(String... settings) {
        Map<String, String> environment = new HashMap<>(vault.environment());
        environment.put("AFTERWORD_VAULT", vault.address());
        for (int i = 0; i < settings.length; i += 2) {
            environment.put(settings[i], settings[i + 1]);
        }
        return environment;
    }

    @Test
    void putsSecretsAndFilesInPlaceOfTheirNames() throws IOException {
        try (VaultSettings settings = VaultSettings.open(environment(
                "AFTERWORD_CLIENT_ID", "who-we-are",
                "AFTERWORD_TRACE_KEY", "vault:trace-key",
                "AFTERWORD_RETURN_KEY", "vault-file:stamp",
                "AFTERWORD_HOST_NAME", "smtp.stamp.example",
                "OTHER", "vault:trace-key"))) {
            Map<String, String> resolved = settings.environment();

            assertThat(resolved)
                    .containsEntry("AFTERWORD_TRACE_KEY", "c2VjcmV0")
                    .containsEntry("AFTERWORD_HOST_NAME", "smtp.stamp.example")
                    .containsEntry("OTHER", "vault:trace-key");
            Path file = Path.of(requireNonNull(resolved.get("AFTERWORD_RETURN_KEY")));
            assertThat(file).hasContent("-----BEGIN PRIVATE KEY-----\nAAAA\n");
            assertThat(Files.getPosixFilePermissions(file.getParent()))
                    .isEqualTo(Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
        }
        assertThat(vault.lastTokenQuery()).contains("resource=https://vault.azure.net", "client_id=who-we-are");
    }

    @Test
    void replacesAFileWhenTheSecretChangedAndKeepsItWhenTheVaultIsAway() throws IOException {
        Map<String, String> environment = environment("AFTERWORD_RETURN_KEY", "vault-file:stamp");
        KeyVault same = new KeyVault(URI.create(vault.address()), environment);
        try (VaultSettings settings = VaultSettings.open(environment)) {
            Path file = Path.of(requireNonNull(settings.environment().get("AFTERWORD_RETURN_KEY")));

            vault.put("stamp", "new");
            settings.refresh(same);
            assertThat(file).hasContent("new");

            vault.put("stamp", "newer");
            vault.failNext(3);
            settings.refresh(same);
            assertThat(file).hasContent("new");
        }
    }

    @Test
    void asksAVaultThatIsBusyAgain() throws IOException {
        vault.failNext(2);
        try (VaultSettings settings = VaultSettings.open(environment("AFTERWORD_TRACE_KEY", "vault:trace-key"))) {
            assertThat(settings.environment()).containsEntry("AFTERWORD_TRACE_KEY", "c2VjcmV0");
        }
    }

    @Test
    void needsNoVaultWhereNoSettingNamesASecret() throws IOException {
        Map<String, String> environment = Map.of("AFTERWORD_TRACE_KEY", "c2VjcmV0");
        try (VaultSettings settings = VaultSettings.open(environment)) {
            assertThat(settings.environment()).isEqualTo(environment);
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> VaultSettings.open(Map.of("AFTERWORD_TRACE_KEY", "vault:trace-key")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("AFTERWORD_VAULT must be the address of a key vault");
        assertThatThrownBy(() -> VaultSettings.open(environment("AFTERWORD_TRACE_KEY", "vault:no-such")))
                .isInstanceOf(IOException.class)
                .hasMessage("the vault 127.0.0.1 gives no secret no-such: HTTP 404");
        Map<String, String> elsewhere = environment("AFTERWORD_TRACE_KEY", "vault:trace-key");
        elsewhere.remove("IDENTITY_ENDPOINT");
        assertThatThrownBy(() -> VaultSettings.open(elsewhere)).hasMessageContaining("no managed identity here");
    }
}
