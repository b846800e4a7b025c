package org.afterword.process.vault;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.afterword.process.settings.SettingsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

@Timeout(120)
class VaultSettingsTest {
    private static final AccessToken TOKEN = new AccessToken("a-token", OffsetDateTime.MAX);

    private static VaultStandIn vault;

    @TempDir
    private Path temporary;

    /** One for all tests, since a Java process reads once whom it trusts. */
    @BeforeAll
    static void start() throws IOException {
        vault = VaultStandIn.start();
        for (String option : vault.javaOptions()) {
            String[] property = option.substring("-D".length()).split("=", 2);
            System.setProperty(property[0], property[1]);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        vault.close();
    }

    @BeforeEach
    void fill() {
        vault.put("trace-key", "c2VjcmV0");
        vault.put("stamp", "-----BEGIN PRIVATE KEY-----\nAAAA\n");
        vault.failNext(0);
    }

    /** The SDK takes the managed identity from the process's own environment alone; see {@link VaultProcess}. */
    private static VaultSettings open(Map<String, String> environment) throws IOException {
        return VaultSettings.open(environment, Set.of(), VaultSettingsTest::vault);
    }

    private static KeyVault vault(URI address) {
        return new KeyVault(address, request -> Mono.just(TOKEN));
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
        try (VaultSettings settings = open(environment(
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
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        }
    }

    @Test
    void asksAsTheManagedIdentityOfItsProcessAndLeavesNoFileBehind() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(vault.javaOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VaultProcess.class.getName()));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().clear();
        process.environment()
                .putAll(environment("AFTERWORD_CLIENT_ID", "who-we-are", VaultProcess.SETTING, "vault-file:stamp"));

        Process running = process.start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(running.waitFor()).as(said).isZero();
        assertThat(vault.lastTokenQuery()).contains("resource=https://vault.azure.net", "client_id=who-we-are");
        Path file = said.lines()
                .filter(line -> line.startsWith("file "))
                .map(line -> Path.of(line.substring("file ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(file).isAbsolute().doesNotExist();
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void leavesOutWhatCanBeDoneWithoutWhereTheVaultRefusesIt() throws IOException {
        Map<String, String> environment =
                environment("AFTERWORD_TRACE_KEY", "vault:no-such-secret", "AFTERWORD_RETURN_KEY", "vault-file:stamp");
        try (VaultSettings settings =
                VaultSettings.open(environment, Set.of("AFTERWORD_TRACE_KEY"), VaultSettingsTest::vault)) {
            assertThat(settings.environment())
                    .doesNotContainKey("AFTERWORD_TRACE_KEY")
                    .containsKey("AFTERWORD_RETURN_KEY");
        }
        assertThatThrownBy(() -> open(environment)).hasMessageContaining("HTTP 404");
        vault.failNext(99);
        assertThatThrownBy(
                        () -> VaultSettings.open(environment, Set.of("AFTERWORD_TRACE_KEY"), VaultSettingsTest::vault))
                .as("a vault that fails may give it the next time")
                .hasMessageContaining("HTTP 503");
    }

    @Test
    void deletesTheFilesWhenItIsClosed() throws IOException {
        Path file;
        try (VaultSettings settings = open(environment("AFTERWORD_RETURN_KEY", "vault-file:stamp"))) {
            file = Path.of(requireNonNull(settings.environment().get("AFTERWORD_RETURN_KEY")));
            assertThat(file).exists();
        }
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void leavesNoFileBehindWhenItCannotStart() throws Exception {
        Process failed = start(
                Map.of("AFTERWORD_A_KEY", "vault-file:stamp", VaultProcess.SETTING, "vault-file:no-such-secret"),
                "stay");
        assertThat(said(failed, "failed ")).isEqualTo("no-such-secret");
        assertThat(temporary).isEmptyDirectory();
        failed.destroyForcibly().waitFor();
    }

    @Test
    void deletesWhatAKilledProcessLeftAndNothingThatIsInUse() throws Exception {
        Map<String, String> settings = Map.of(VaultProcess.SETTING, "vault-file:stamp");
        Process killed = start(settings, "stay");
        Path left = Path.of(said(killed, "file "));
        killed.destroyForcibly().waitFor();
        assertThat(left).exists();

        Process other = start(settings, "stay");
        Path inUse = Path.of(said(other, "file "));
        assertThat(left.getParent()).doesNotExist();

        Process next = start(settings);
        assertThat(next.waitFor()).isZero();
        assertThat(inUse).exists();
        other.destroyForcibly().waitFor();
    }

    /** A process with a temporary folder of this test's own. */
    private Process start(Map<String, String> settings, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(vault.javaOptions());
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                VaultProcess.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().clear();
        process.environment().putAll(environment());
        process.environment().putAll(settings);
        return process.start();
    }

    private static String said(Process process, String prefix) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void replacesAFileWhenTheSecretChangedAndKeepsItWhileTheVaultIsUnavailable() throws IOException {
        Map<String, String> environment = environment("AFTERWORD_RETURN_KEY", "vault-file:stamp");
        KeyVault same = vault(URI.create(vault.address()));
        try (VaultSettings settings = open(environment)) {
            Path file = Path.of(requireNonNull(settings.environment().get("AFTERWORD_RETURN_KEY")));

            vault.put("stamp", "new");
            settings.refresh(same);
            assertThat(file).hasContent("new");

            vault.put("stamp", "newer");
            vault.failNext(4);
            settings.refresh(same);
            assertThat(file).hasContent("new");
        }
    }

    @Test
    void asksAVaultThatIsBusyAgain() throws IOException {
        vault.failNext(2);
        try (VaultSettings settings = open(environment("AFTERWORD_TRACE_KEY", "vault:trace-key"))) {
            assertThat(settings.environment()).containsEntry("AFTERWORD_TRACE_KEY", "c2VjcmV0");
        }
    }

    @Test
    void waitsAsLongAsABusyVaultSays() throws IOException {
        vault.beBusyFor(Duration.ofSeconds(2));
        try (VaultSettings settings = open(environment("AFTERWORD_TRACE_KEY", "vault:trace-key"))) {
            assertThat(settings.environment()).containsEntry("AFTERWORD_TRACE_KEY", "c2VjcmV0");
        }
    }

    @Test
    void needsNoVaultWhereNoSettingNamesASecret() throws IOException {
        Map<String, String> environment = Map.of("AFTERWORD_TRACE_KEY", "c2VjcmV0");
        try (VaultSettings settings = open(environment)) {
            assertThat(settings.environment()).isEqualTo(environment);
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> open(Map.of("AFTERWORD_TRACE_KEY", "vault:trace-key")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("AFTERWORD_VAULT must be the address of a key vault");
        Map<String, String> plain = environment("AFTERWORD_TRACE_KEY", "vault:trace-key");
        plain.put("AFTERWORD_VAULT", "http://stand-in.vault.azure.net/");
        assertThatThrownBy(() -> open(plain)).hasMessageContaining("it begins with https://");
        assertThatThrownBy(() -> open(environment("AFTERWORD_TRACE_KEY", "vault:no-such")))
                .isInstanceOf(IOException.class)
                .hasMessage("the vault stand-in.vault.azure.net gives no secret no-such: HTTP 404");
        Map<String, String> elsewhere = environment("AFTERWORD_TRACE_KEY", "vault:trace-key");
        elsewhere.remove("IDENTITY_ENDPOINT");
        assertThatThrownBy(() -> VaultSettings.open(elsewhere, Set.of()))
                .hasMessageContaining("no managed identity here");
    }
}
