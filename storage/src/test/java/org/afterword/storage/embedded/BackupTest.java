package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final int SIZE = 20_000;

    @TempDir
    Path temporary;

    @Test
    void aCopyThatIsTakenUnderLoadIsWholeAndCanBeOpened() throws Exception {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        Path copy = temporary.resolve("copy");
        Tenant tenant = Samples.tenant(RoutingCode.random(new java.security.SecureRandom()));
        List<SigningJob> before;
        AtomicBoolean enough = new AtomicBoolean();
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            stores.stores().tenants().put(tenant);
            before = new ArrayList<>(StoredFolder.fill(stores, 20, SIZE));
            before.addAll(StoredFolder.fill(stores, 2, 300_000));
            Thread load = Thread.ofVirtual().start(() -> {
                while (!enough.get()) {
                    try {
                        StoredFolder.fill(stores, 1, SIZE);
                    } catch (IOException lost) {
                        throw new AssertionError(lost);
                    }
                }
            });
            EmbeddedStores.backup(folder.path(), copy);
            enough.set(true);
            load.join();
            assertThat(StoredFolder.returnAll(stores, SIZE)).hasSizeGreaterThanOrEqualTo(20);
            assertThat(stores.opened().mail.emptyLog()).isTrue();
        }
        try (EmbeddedStores restored = EmbeddedStores.open(copy)) {
            assertThat(restored.opened().mail.check()).isEmpty();
            assertThat(restored.stores().tenants().find(tenant.id())).contains(tenant);
            for (SigningJob job : before.subList(20, 22)) {
                restored.stores().spool().lease(job.spoolName());
            }
            assertThat(StoredFolder.returnAll(restored, SIZE)).containsAll(before.subList(0, 20));
        }
    }

    @Test
    void copiesTheStoresThatAnotherProcessUses() throws Exception {
        Path folder = temporary.resolve("store");
        Path copy = temporary.resolve("copy");
        List<SigningJob> stored;
        try (StoringProcess other = StoringProcess.start(folder)) {
            other.awaitStored(50);
            EmbeddedStores.backup(folder, copy);
            other.awaitStored(100);
            stored = other.kill();
        }
        try (EmbeddedStores restored = EmbeddedStores.open(copy)) {
            assertThat(QueuedJobs.takeAll(restored.queues())).containsAll(stored.subList(0, 50));
        }
        // The copying has not taken the log from under the other.
        try (EmbeddedStores first = EmbeddedStores.open(folder)) {
            assertThat(QueuedJobs.takeAll(first.queues())).containsAll(stored);
        }
    }

    @Test
    void copiesAFolderThatNobodyUses() throws IOException {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        List<SigningJob> jobs = folder.fill(3, SIZE);
        EmbeddedStores.backup(folder.path(), temporary.resolve("copy"));
        for (Path path : List.of(folder.path(), temporary.resolve("copy"))) {
            try (EmbeddedStores stores = EmbeddedStores.open(path)) {
                assertThat(StoredFolder.returnAll(stores, SIZE)).containsExactlyInAnyOrderElementsOf(jobs);
            }
        }
    }

    @Test
    void replacesNothing() throws IOException {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        folder.fill(1, SIZE);
        Path there = Files.createDirectory(temporary.resolve("there"));
        assertThatThrownBy(() -> EmbeddedStores.backup(folder.path(), there))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> EmbeddedStores.backup(there, temporary.resolve("copy")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no store");
        assertThat(temporary.resolve("copy")).doesNotExist();
    }
}
