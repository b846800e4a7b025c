package org.afterword.cli.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.HttpRequestMessage;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.functions.app.FunctionSettings;
import org.afterword.process.vault.VaultStandIn;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;

/**
 * The function app as it is deployed starts with the very settings that the Bicep files give it, on stand-ins for Azure: in a
 * process of its own, with nothing on its class path but what was staged, and its functions made as the host makes them.
 */
class PackagedStampIT {
    private static final Path STAGED = Path.of("..", "functions", "app", "target", "azure-functions", "afterword");

    private static final Pattern HOLE = Pattern.compile("\\$\\{([^}]+)}");

    @Test
    void startsWithTheSettingsOfTheStamp() throws Exception {
        IssuedCertificate certificate = CertificateAuthority.create("Test authority")
                .issue(CertificateRequest.server("smtp.eur.afterword.example"));
        try (VaultStandIn vault = VaultStandIn.start()) {
            vault.put("stamp", certificate.keyAsPem() + certificate.chainAsPem());
            vault.put("trace-key", "bm90IGEgc2VjcmV0OiBmb3IgdGVzdHMgb25seSE=");
            Map<String, String> environment = environment(vault);

            Process app = start(environment, vault.javaOptions());
            String said = new String(app.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(app.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(said).contains(StagedFunctions.STARTED).contains("SignMail");
            assertThat(vault.lastTokenQuery()).contains("client_id=00000000-0000-0000-0000-000000000001");
            assertThat(app.exitValue()).isZero();
        }
    }

    private static Process start(Map<String, String> environment, List<String> options) throws Exception {
        assertThat(STAGED).as("the staged app, which mvnw package makes").isDirectory();
        Path main = whereIs(StagedFunctions.class);
        Path alone = Files.createTempDirectory("staged-functions");
        String name = StagedFunctions.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(requireNonNull(alone.resolve(name).getParent()));
        Files.copy(main.resolve(name), alone.resolve(name));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // The stand-in for Cosmos speaks HTTP alone; this is the SDK's own switch for that.
        command.add("-DCOSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED=true");
        command.add("-cp");
        command.add(STAGED + "/*" + File.pathSeparator + STAGED + "/lib/*" + File.pathSeparator + alone
                // The host brings this library itself, so it is not staged.
                + File.pathSeparator + whereIs(HttpRequestMessage.class));
        command.add(StagedFunctions.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Path whereIs(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** The stamp's settings, each as written; what only a deployment can know is a stand-in's. */
    private static Map<String, String> environment(VaultStandIn vault) throws Exception {
        Map<String, String> standIns = AzureStandIns.shared().environment();
        Map<String, String> values = Map.of(
                "stampDomain", "eur.afterword.example",
                "certificateName", "stamp",
                "functionsIdentity.clientId", "00000000-0000-0000-0000-000000000001",
                "shared.vaultUri", vault.address(),
                "shared.cosmosEndpoint", requireNonNull(standIns.get(StoreSettings.COSMOS_ENDPOINT)),
                "storageSuffix", "core.windows.net",
                "string(keepAsideDays)", "30",
                "storage.outputs.mailAccountName", "stmail");
        TreeMap<String, String> written = StampSettings.read(BicepFolder.read(Path.of("..", "infra-bicep")))
                .functions();
        Map<String, String> environment = new HashMap<>(vault.environment());
        written.forEach((name, expression) -> {
            if (!StampSettings.isThePlatforms(name)) {
                environment.put(name, evaluate(expression, values));
            }
        });
        assertThat(environment)
                .containsKeys(FunctionSettings.STORE, StoreSettings.BLOB_ENDPOINT, FunctionSettings.VAULT);
        // The stand-ins know no identities, so they are given their well-known keys, which take the place of endpoints.
        environment.put(
                StoreSettings.STORAGE_CONNECTION, requireNonNull(standIns.get(StoreSettings.STORAGE_CONNECTION)));
        environment.put(StoreSettings.COSMOS_KEY, requireNonNull(standIns.get(StoreSettings.COSMOS_KEY)));
        return environment;
    }

    /** A string with holes, or a name. */
    private static String evaluate(String expression, Map<String, String> values) {
        if (!expression.startsWith("'")) {
            return value(expression, values);
        }
        Matcher holes = HOLE.matcher(expression.substring(1, expression.length() - 1));
        return holes.replaceAll(hole -> Matcher.quoteReplacement(value(requireNonNull(hole.group(1)), values)));
    }

    private static String value(String name, Map<String, String> values) {
        return requireNonNull(values.get(name), "this test does not know what a deployment puts for " + name);
    }
}
