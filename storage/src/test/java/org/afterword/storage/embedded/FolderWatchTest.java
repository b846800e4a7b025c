package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store notices about its folder, and says. */
class FolderWatchTest {
    private static final int SIZE = 5_000;

    @TempDir
    Path temporary;

    @Test
    void aLogThatIsRemovedWhileOpenAcknowledgesNothingMore() throws IOException {
        refusesAfter(folder -> Files.delete(folder.log()), "removed or replaced");
    }

    @Test
    void aLogThatIsReplacedWhileOpenAcknowledgesNothingMore() throws IOException {
        refusesAfter(
                folder -> {
                    Files.move(folder.log(), folder.path().resolve("moved"));
                    Files.copy(folder.path().resolve("moved"), folder.log());
                },
                "removed or replaced");
    }

    @Test
    void aDatabaseThatIsRemovedWhileOpenAcknowledgesNothingMore() throws IOException {
        refusesAfter(folder -> Files.delete(folder.database()), "removed or replaced");
    }

    /**
     * Another program that writes into the database, as a shell may: our cache and its would part. This is what is left to be
     * seen of the case in which Java had opened the file and so had dropped SQLite's locks.
     */
    @Test
    void anotherWriterIsNoticedBeforeTheNextAcknowledgement() throws IOException {
        refusesAfter(
                folder -> {
                    try (SqlConnection other = SqlConnection.open(folder.database())) {
                        other.update("DELETE FROM message WHERE queue='nothing'");
                        other.update("INSERT OR REPLACE INTO property(name, value) VALUES('other', 'was here')");
                    } catch (SQLException failed) {
                        throw new IOException(failed);
                    }
                },
                "Another process has written");
    }

    private interface Harm {
        void to(StoredFolder folder) throws IOException;
    }

    private void refusesAfter(Harm harm, String words) throws IOException {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        EmbeddedStores stores = EmbeddedStores.open(folder.path());
        try {
            StoredFolder.fill(stores, 1, SIZE);
            harm.to(folder);
            SigningJob next = Samples.job(Instant.now());
            assertThatThrownBy(() -> Samples.store(stores.stores().spool(), next, Samples.bytes(10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(words)
                    .hasMessageContaining("estart Afterword");
            assertThatThrownBy(() -> stores.queues().send(SigningQueue.NAME, "{}", Duration.ZERO))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> stores.stores().queue().oldestAge()).isInstanceOf(IOException.class);
        } finally {
            stores.close();
        }
    }

    @Test
    void aRemovedMarkerStopsTheStoreAndLetsNoSecondProcessIn() throws Exception {
        Path folder = temporary.resolve("store");
        try (StoringProcess other = StoringProcess.start(folder)) {
            other.awaitStored(1);
            Files.delete(folder.resolve("afterword.store"));
            assertThatThrownBy(() -> EmbeddedStores.open(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no afterword.store");
        }
        EmbeddedStores stores = EmbeddedStores.open(temporary.resolve("second"));
        try (stores) {
            Files.delete(temporary.resolve("second").resolve("afterword.store"));
            assertThatThrownBy(() -> stores.opened().checkFiles())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("unmounted");
            assertThatThrownBy(() -> stores.stores().queue().oldestAge()).hasMessageContaining("unmounted");
        }
    }

    @Test
    void littleRoomStopsIntakeAndNotTheWorkThatEnds() throws IOException {
        AtomicLong usable = new AtomicLong(1 << 30);
        StoreFolder folder = StoreFolder.create(temporary.resolve("store"));
        Path reserve = folder.path().resolve("reserve");
        DiskSpace disk = new DiskSpace(reserve, usable::get, 100 << 20, 2 << 20);
        TestClock time = new TestClock(Instant.now());
        try (OpenFolder open = OpenFolder.open(folder, disk, time, time)) {
            SigningJob before = stored(open);
            open.watch.look();
            assertThat(Files.size(reserve)).isEqualTo(2 << 20);
            usable.set(90 << 20);
            open.watch.look();
            assertThatThrownBy(() -> stored(open))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("only 90 MB left");
            assertThatThrownBy(() -> open.stores.queue().oldestAge()).hasMessageContaining("only 90 MB left");
            try (Leased leased = (Leased) open.spool.lease(before.spoolName())) {
                leased.note(before.again(before.envelope()));
                open.stores.queue().send(before.again(before.envelope()), Duration.ZERO);
                leased.delete();
            }
            usable.set(1 << 30);
            open.watch.look();
            stored(open);
        }
    }

    /** A quota that SQLite keeps itself stands for the full disk: both end in the same error. */
    @Test
    void aFullDiskLosesNothingAndNeedsNoRestart() throws IOException {
        StoreFolder folder = StoreFolder.create(temporary.resolve("store"));
        Path reserve = folder.path().resolve("reserve");
        DiskSpace disk = new DiskSpace(reserve, () -> 1 << 30, 100 << 20, 2 << 20);
        TestClock time = new TestClock(Instant.now());
        try (OpenFolder open = OpenFolder.open(folder, disk, time, time)) {
            open.watch.look();
            List<SigningJob> acknowledged = new ArrayList<>();
            limitPages(open, 200);
            assertThatThrownBy(() -> {
                        while (true) {
                            acknowledged.add(stored(open, 20_000));
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is full");
            assertThat(acknowledged).hasSizeGreaterThan(20);
            assertThat(reserve).doesNotExist();
            try (Leased leased =
                    (Leased) open.spool.lease(acknowledged.getFirst().spoolName())) {
                assertThat(Samples.mail(leased)).isEqualTo(Samples.bytes(20_000));
                leased.delete();
            }
            stored(open, 20_000);
            limitPages(open, 1 << 30);
            stored(open, 20_000);
            for (SigningJob job : acknowledged.subList(1, acknowledged.size())) {
                ((Leased) open.spool.lease(job.spoolName())).close();
            }
            assertThat(open.mail.check()).isEmpty();
        }
    }

    @Test
    void startsOnAFullDiskAndEndsWhatWasBegun() throws IOException {
        AtomicLong usable = new AtomicLong(1 << 30);
        StoreFolder folder = StoreFolder.create(temporary.resolve("store"));
        Path reserve = folder.path().resolve("reserve");
        DiskSpace disk = new DiskSpace(reserve, usable::get, 100 << 20, 2 << 20);
        TestClock time = new TestClock(Instant.now());
        SigningJob before;
        try (OpenFolder open = OpenFolder.open(folder, disk, time, time)) {
            open.watch.look();
            before = stored(open);
        }
        assertThat(reserve).exists();
        usable.set(0);
        try (OpenFolder open = OpenFolder.open(folder, disk, time, time)) {
            assertThat(reserve).doesNotExist();
            assertThatThrownBy(() -> stored(open)).hasMessageContaining("only 0 MB left");
            ((Leased) open.spool.lease(before.spoolName())).delete();
        }
    }

    /** As after a remount. Nothing is taken and the store says so, until it can be written again; no restart is needed. */
    @Test
    void aStoreThatBecameReadOnlySaysSo() throws IOException {
        StoreFolder folder = StoreFolder.create(temporary.resolve("store"));
        DiskSpace disk = new DiskSpace(folder.path().resolve("reserve"), () -> 1 << 30, 100 << 20, 2 << 20);
        TestClock time = new TestClock(Instant.now());
        try (OpenFolder open = OpenFolder.open(folder, disk, time, time)) {
            SigningJob before = stored(open);
            readOnly(open, true);
            assertThatThrownBy(() -> stored(open))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("read-only");
            assertThatThrownBy(() -> open.stores.queue().oldestAge()).hasMessageContaining("read-only");
            assertThatThrownBy(() -> open.watch.look()).hasMessageContaining("read-only");
            readOnly(open, false);
            open.watch.look();
            assertThat(open.stores.queue().oldestAge()).isZero();
            stored(open);
            ((Leased) open.spool.lease(before.spoolName())).delete();
        }
    }

    private static void readOnly(OpenFolder open, boolean on) throws IOException {
        open.mail.betweenTransactions(connection -> {
            connection.run("PRAGMA query_only=" + (on ? "ON" : "OFF"));
            return on;
        });
    }

    /** The driver would unpack its library there. */
    @Test
    void needsNoTemporaryFolder() throws Exception {
        try (StoringProcess process =
                StoringProcess.start(temporary.resolve("store"), "-Djava.io.tmpdir=/dev/null/nothing")) {
            process.awaitStored(1);
        }
        assertThat(temporary.resolve("store").resolve("native")).isNotEmptyDirectory();
    }

    private static void limitPages(OpenFolder open, long pages) throws IOException {
        open.mail.betweenTransactions(connection -> connection.pragma("max_page_count=" + pages));
    }

    private static SigningJob stored(OpenFolder open) throws IOException {
        return stored(open, 10);
    }

    private static SigningJob stored(OpenFolder open, int size) throws IOException {
        SigningJob job = Samples.job(Instant.now());
        Samples.store(open.spool, job, Samples.bytes(size));
        return job;
    }

    @Test
    void aReaderThatHoldsTheLogIsWaitedForAndTheLogIsEmptiedAfterIt() throws Exception {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            StoredFolder.fill(stores, 3, SIZE);
            try (SqlConnection reader = SqlConnection.openReadOnly(folder.database())) {
                reader.run("BEGIN");
                reader.number("SELECT count(*) FROM mail");
                StoredFolder.fill(stores, 3, SIZE);
                assertThat(stores.opened().mail.emptyLog()).isFalse();
                assertThat(stores.opened().mail.logBytes()).isPositive();
                reader.run("COMMIT");
            }
            assertThat(stores.opened().mail.emptyLog()).isTrue();
            assertThat(stores.opened().mail.logBytes()).isZero();
        }
    }

    @Test
    void whatWasReturnedIsNotReadableAnyMore() throws IOException {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        List<SigningJob> jobs;
        StoredFolder cut;
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            jobs = StoredFolder.fill(stores, 5, SIZE);
            StoredFolder full = folder.cutOff(temporary.resolve("full"));
            assertThat(found(full, jobs)).isTrue();
            StoredFolder.returnAll(stores, SIZE);
            assertThat(stores.opened().mail.emptyLog()).isTrue();
            cut = folder.cutOff(temporary.resolve("cut"));
        }
        assertThat(found(cut, jobs)).isFalse();
    }

    private static boolean found(StoredFolder folder, List<SigningJob> jobs) throws IOException {
        for (SigningJob job : jobs) {
            for (Path file : List.of(folder.database(), folder.log())) {
                if (StoredFolder.find(file, job.spoolName().toString()) >= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(ints = {SIZE, 300_000})
    void anInterruptedWorkerHarmsNoMail(int size) throws IOException {
        StoredFolder folder = new StoredFolder(temporary.resolve("store"));
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            List<SigningJob> jobs = StoredFolder.fill(stores, 2, size);
            Thread.currentThread().interrupt();
            try {
                if (stores.stores().spool().lease(jobs.getFirst().spoolName()) instanceof Leased leased) {
                    leased.close();
                }
            } catch (IOException stopped) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
            assertThat(StoredFolder.returnAll(stores, size)).containsExactlyInAnyOrderElementsOf(jobs);
        }
    }

    @Test
    void filesAndFoldersAreForTheirOwnerAlone() throws IOException {
        Path folder = temporary.resolve("store");
        try (EmbeddedStores stores = EmbeddedStores.open(folder)) {
            StoredFolder.fill(stores, 1, 300_000);
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
                }
            }
        }
    }

    @Test
    void aFolderOfTheEarlierFormIsRefused() throws IOException {
        Files.createDirectories(temporary.resolve("queues"));
        Files.createDirectories(temporary.resolve("mail"));
        assertThatThrownBy(() -> EmbeddedStores.open(temporary))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no longer read")
                .hasMessageContaining("AFTERWORD_STORE");
    }

    @Test
    void networkFileSystemsAreKnown() {
        assertThat(List.of("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse.sshfs"))
                .allMatch(StoreFolder::isRemote);
        assertThat(List.of("ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "fuseblk"))
                .noneMatch(StoreFolder::isRemote);
    }
}
