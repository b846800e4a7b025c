package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.process.vault.VaultStandIn;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate.PemFiles;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.azure.AzureStores;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start of the app in a process as the host has it. */
@Timeout(240)
class StartTest {
    /** How the Java worker of the Functions host starts Java: worker.config.json of azure-functions-java-worker. */
    private static final List<String> OF_THE_WORKER = List.of("-XX:TieredStopAtLevel=1", "-noverify");

    private static final Path BICEP = Path.of("..", "..", "infra-bicep", "modules", "functions.bicep");
    private static final Pattern OF_THE_STAMP = Pattern.compile("'(-XX:[^']*TieredStopAtLevel=4[^']*)'");

    @TempDir
    private Path folder;

    private PemFiles certificate() throws IOException {
        return CertificateAuthority.create("Stamps")
                .issue(CertificateRequest.client("stamp.afterword.example"))
                .writePem(folder, "stamp");
    }

    private String startLine(List<String> options) throws IOException {
        PemFiles files = certificate();
        Map<String, String> environment = Map.of(
                "AFTERWORD_STORE",
                "folder:" + folder.resolve("store"),
                "AFTERWORD_HOST_NAME",
                "stamp.afterword.example",
                "AFTERWORD_RETURN_CERTIFICATE",
                files.certificate().toString(),
                "AFTERWORD_RETURN_KEY",
                files.key().toString(),
                "AFTERWORD_TRACE_KEY",
                "MDEyMzQ1Njc4OWFiY2RlZg==");
        try (StartedProcess process = StartedProcess.of(WorkerProcess.class, options, environment)) {
            String line = process.awaitLine("has started");
            assertThat(process.awaitLine("OpenTelemetry")).contains("does not record");
            process.awaitLine(WorkerProcess.STARTED);
            return line;
        }
    }

    @Test
    void saysThatTheOptimizingCompilerIsOffWithTheWorkersArgumentsAlone() throws IOException {
        assertThat(startLine(OF_THE_WORKER)).contains("compiler=C1-only", "exit.on.oom=false");
    }

    @Test
    void saysThatItIsOnWithTheArgumentsOfTheStampBehindThem() throws IOException {
        Matcher arguments = OF_THE_STAMP.matcher(Files.readString(BICEP));
        assertThat(arguments.find()).isTrue();
        List<String> options = new ArrayList<>(OF_THE_WORKER);
        options.addAll(List.of(arguments.group(1).split(" ")));
        assertThat(startLine(options)).contains("compiler=C2", "heap.max.bytes=", "exit.on.oom=true");
    }

    /** @param refusal what a vault answers; 0 for nothing */
    @ParameterizedTest
    @ValueSource(ints = {429, 403, 0})
    void putsItsMessagesBackWhileTheVaultIsAwayAndStartsOnceItIsThere(int refusal) throws IOException {
        AzureStandIns standIns = AzureStandIns.shared();
        PemFiles files = certificate();
        List<String> messages =
                List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
        try (VaultStandIn vault = VaultStandIn.start()) {
            vault.put("stamp", Files.readString(files.key()) + Files.readString(files.certificate()));
            vault.put("trace-key", "MDEyMzQ1Njc4OWFiY2RlZg==");
            vault.refuseAllWith(refusal);
            Map<String, String> environment = new HashMap<>(standIns.environment());
            environment.putAll(vault.environment());
            environment.putAll(Map.of(
                    "AfterwordStorage", environment.getOrDefault(StoreSettings.STORAGE_CONNECTION, ""),
                    "AFTERWORD_VAULT", vault.address(),
                    "AFTERWORD_HOST_NAME", "stamp.afterword.example",
                    "AFTERWORD_RETURN_CERTIFICATE", "vault-file:stamp",
                    "AFTERWORD_RETURN_KEY", "vault-file:stamp",
                    "AFTERWORD_TRACE_KEY", "vault:trace-key"));
            try (StartedProcess process = StartedProcess.of(
                            WorkerProcess.class, vault.javaOptions(), environment, messages.toArray(new String[0]));
                    AzureStores stores = AzureStores.open(standIns.settings())) {
                process.awaitLine(WorkerProcess.PUT_BACK);
                assertThat(stores.queues().length(SigningQueue.NAME)).isEqualTo(messages.size());
                vault.refuseAllWith(-1);
                process.awaitLine(WorkerProcess.STARTED);
                List<String> there = new ArrayList<>();
                while (there.size() < messages.size()) {
                    for (Delivery delivery : stores.queues().receive(SigningQueue.NAME, 32, Duration.ofMinutes(1))) {
                        there.add(delivery.body());
                        stores.queues().delete(delivery);
                    }
                }
                assertThat(there).as("as they were").containsExactlyInAnyOrderElementsOf(messages);
            }
        }
    }
}
