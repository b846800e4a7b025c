package org.afterword.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.embedded.EmbeddedStores;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BackupCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void copiesAStoreThatIsInUse() throws Exception {
        TenantId tenant = Samples.tenantId();
        try (EmbeddedStores stores = EmbeddedStores.open(folder.resolve("store"))) {
            stores.stores().people().put(tenant, new Person(MailAddress.of("anna@contoso.example"), Map.of()));

            assertThat(command("--store", "store", "--out", "copy").call()).isZero();
        }

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("was copied to");
        try (EmbeddedStores copy = EmbeddedStores.open(folder.resolve("copy"))) {
            assertThat(copy.stores().people().list(tenant, Optional.empty(), 10).items())
                    .hasSize(1);
        }
    }

    @Test
    void refusesATargetThatIsThereAndAFolderWithoutAStore() throws IOException {
        Files.createDirectories(folder.resolve("there"));

        assertThatThrownBy(() -> command("--store", "nowhere", "--out", "copy").call())
                .hasMessageContaining("There is no store in");
        assertThatThrownBy(() -> command("--store", "nowhere", "--out", "there").call())
                .hasMessageContaining("Name a folder that is not there");
    }

    private BackupCommand command(String storeOption, String store, String outOption, String out) {
        BackupCommand command = new BackupCommand(new PrintStream(said, true, StandardCharsets.UTF_8));
        new CommandLine(command)
                .parseArgs(
                        storeOption,
                        folder.resolve(store).toString(),
                        outOption,
                        folder.resolve(out).toString());
        return command;
    }
}
