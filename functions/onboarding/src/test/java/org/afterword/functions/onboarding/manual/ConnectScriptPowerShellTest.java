package org.afterword.functions.onboarding.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.worker.SimulatedTenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script as PowerShell runs it, over cmdlets that answer as Exchange Online does, on good days and bad ones. */
class ConnectScriptPowerShellTest {
    private static final Path SITUATIONS = Path.of("src/test/powershell/try-script.ps1");
    private static final Organization CONTOSO = new Organization("contoso.com", Optional.empty());
    private static final Organization SIGNED_IN =
            new Organization("contoso.com", Optional.of(TenantId.of("0b8f2a4e-6d1c-4a57-9e30-5c2d7f1a8b64")));

    @TempDir
    private Path folder;

    /** Once as this PowerShell is, and once with the ways of Windows PowerShell, which has them anyway. */
    @Test
    void holdsInAllSituations() throws Exception {
        Optional<String> powerShell = powerShell();
        assumeTrue(
                powerShell.isPresent(),
                "NOT RUN: the connect script, for want of PowerShell; install pwsh, or name it in AFTERWORD_PWSH");
        PlanOptions usual = PlanOptions.usual();
        write("afterword.ps1", usual, SIGNED_IN);
        write("zentrale.ps1", usual.withPrefix("Zentrale ä"), CONTOSO);
        write("rich.ps1", usual.withRichTextInside(true).withOwnServers(PlanOptions.OwnServers.SEND_ON), CONTOSO);

        // Each takes half a minute, mostly of its own one processor.
        List<Run> runs = List.of(start(powerShell.get(), "plain"), start(powerShell.get(), "as51", "-As51"));
        try {
            for (Run run : runs) {
                assertThat(run.process().waitFor(10, TimeUnit.MINUTES)).isTrue();
                // What PowerShell writes is of the console's code page, of which only ASCII is looked at.
                String said = Files.readString(run.output(), StandardCharsets.ISO_8859_1);
                assertThat(run.process().exitValue()).as(said).isZero();
                assertThat(said).contains("ok    another prefix renames, and removal leaves nothing");
            }
        } finally {
            runs.forEach(run -> run.process().destroyForcibly());
        }
    }

    private record Run(Process process, Path output) {}

    private Run start(String powerShell, String name, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(powerShell, "-NoProfile"));
        if (File.separatorChar == '\\') {
            command.addAll(List.of("-ExecutionPolicy", "Bypass"));
        }
        command.addAll(List.of("-File", SITUATIONS.toString(), "-Folder", folder.toString()));
        command.addAll(List.of(options));
        Path output = folder.resolve(name);
        return new Run(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    private void write(String name, PlanOptions options, Organization organization) throws IOException {
        Files.writeString(
                folder.resolve(name),
                ConnectScript.text(SimulatedTenant.STAMP, SimulatedTenant.CODE, options, organization));
    }

    /** The one that AFTERWORD_PWSH names, pwsh of the path, or one that lies beside the checkout. */
    private static Optional<String> powerShell() {
        String chosen = System.getenv("AFTERWORD_PWSH");
        if (chosen != null && !chosen.isEmpty()) {
            return Optional.of(chosen);
        }
        Stream<Path> onPath = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> Stream.of("pwsh", "pwsh.exe").map(Path.of(directory)::resolve));
        Stream<Path> beside = Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
                .map(path -> path.resolve("shared/tools/azure/pwsh"));
        return Stream.concat(onPath, beside)
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
