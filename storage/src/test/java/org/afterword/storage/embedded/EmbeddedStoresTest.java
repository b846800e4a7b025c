package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoresTest {
    @TempDir
    Path folder;

    @Test
    void isSharedWithinAProcess() throws IOException {
        Path sameFolder = folder.resolve("..").resolve(folder.getFileName());
        try (EmbeddedStores gateway = EmbeddedStores.open(folder);
                EmbeddedStores functions = EmbeddedStores.open(sameFolder)) {
            assertThat(functions.stores()).isSameAs(gateway.stores());
        }
    }

    @Test
    void staysOpenUntilTheLastUserHasClosedIt() throws IOException {
        EmbeddedStores gateway = EmbeddedStores.open(folder);
        try (EmbeddedStores functions = EmbeddedStores.open(folder)) {
            gateway.close();
            gateway.close();
            functions.queues().send(SigningQueue.NAME, "{}", Duration.ZERO);
        }
        try (EmbeddedStores again = EmbeddedStores.open(folder)) {
            assertThat(again.queues().receive(SigningQueue.NAME, 16, Duration.ofSeconds(1)))
                    .hasSize(1);
        }
    }

    @Test
    void aNewStoreHasNoTenants() throws IOException {
        try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
            assertThat(stores.stores().tenants().hasTenants()).isFalse();
        }
    }

    @Test
    void saysThatAFileIsNotAFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedStores.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("needs a folder")
                .hasMessageContaining("AFTERWORD_STORE");
        assertThatThrownBy(() -> EmbeddedStores.open(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("AFTERWORD_STORE");
    }

    @Test
    void refusesAFolderThatAnotherProcessUses() throws Exception {
        try (StoringProcess other = StoringProcess.start(folder)) {
            other.awaitStored(1);
            assertThatThrownBy(() -> EmbeddedStores.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another process");
        }
        EmbeddedStores.open(folder).close();
    }

    /** Kills a process under concurrent writes, again and again: each item it said was stored is there. */
    @Test
    void whatWasStoredSurvivesTheKillingOfTheProcess() throws Exception {
        for (int round = 1; round <= 3; round++) {
            List<SigningJob> stored;
            try (StoringProcess process = StoringProcess.start(folder)) {
                process.awaitStored(50 * round);
                stored = process.kill();
            }
            try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
                List<SigningJob> queued = QueuedJobs.takeAll(stores.queues());
                assertThat(queued).containsAll(stored);
                for (SigningJob job : stored) {
                    try (Leased leased = (Leased) stores.stores().spool().lease(job.spoolName())) {
                        assertThat(leased.job()).isEqualTo(job);
                        assertThat(Samples.mail(leased)).isEqualTo(Samples.bytes(StoringProcess.size(job)));
                        leased.delete();
                    }
                }
            }
        }
    }
}
