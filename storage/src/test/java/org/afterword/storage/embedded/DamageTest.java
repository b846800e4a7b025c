package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.MailSpool.Gone;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage is named and set aside, and takes nothing but itself. */
class DamageTest {
    private static final Duration FOREVER = Duration.ofDays(1000);

    private static final int SIZE = 2_000;

    @TempDir
    Path temporary;

    private StoredFolder folder;

    @BeforeEach
    void makeFolder() {
        folder = new StoredFolder(temporary.resolve("store"));
    }

    @Test
    void aFlippedBitInAMailTakesThatMailOnly() throws IOException {
        List<SigningJob> jobs = folder.fill(20, 20_000);
        SigningJob hurt = jobs.get(7);
        byte[] content = StoredFolder.content(hurt.spoolName(), 20_000);
        String slice = new String(content, 12_000, 12, StandardCharsets.ISO_8859_1);
        StoredFolder.flip(folder.database(), StoredFolder.find(folder.database(), slice));

        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            List<SigningJob> returned = StoredFolder.returnAll(stores, 20_000);
            assertThat(returned).hasSize(19).doesNotContain(hurt);
            assertThat(stores.stores().spool().lease(hurt.spoolName())).isInstanceOf(Gone.class);
            assertThat(stores.stores().spool().unattended(Duration.ZERO, FOREVER))
                    .isEqualTo(MailSpool.Unattended.of(List.of(), List.of(), List.of(), List.of(), Optional.empty()));
            assertThat(folder.damagedMail(hurt)).exists();
            assertThat(SigningJob.parse(
                            Files.readString(folder.path().resolve("damaged").resolve(hurt.jobId() + ".json"))))
                    .isEqualTo(hurt);
        }
    }

    @Test
    void aLargeMailWhoseFileIsDamagedOrGoneTakesItselfOnly() throws IOException {
        List<SigningJob> jobs = folder.fill(4, 300_000);
        Path large = folder.path().resolve("large");
        StoredFolder.flip(large.resolve(jobs.get(0).jobId() + ".eml"), 150_000);
        Files.delete(large.resolve(jobs.get(1).jobId() + ".eml"));

        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            assertThat(StoredFolder.returnAll(stores, 300_000)).containsExactlyInAnyOrder(jobs.get(2), jobs.get(3));
            assertThat(stores.stores().spool().unattended(Duration.ZERO, FOREVER))
                    .isEqualTo(MailSpool.Unattended.of(List.of(), List.of(), List.of(), List.of(), Optional.empty()));
        }
        try (Stream<Path> left = Files.list(large)) {
            assertThat(left).isEmpty();
        }
    }

    /** A job that names another recipient would send the mail to a stranger. */
    @Test
    void aFlippedBitInAJobTakesThatMailOnly() throws IOException {
        List<SigningJob> jobs = folder.fill(3, SIZE);
        SigningJob hurt = jobs.get(1);
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            stores.opened()
                    .mail
                    .write(connection -> connection.update(
                            "UPDATE mail SET job=replace(job, 'ben@', 'bEn@') WHERE name=?",
                            hurt.spoolName().toString()));

            assertThat(StoredFolder.returnAll(stores, SIZE)).containsExactlyInAnyOrder(jobs.get(0), jobs.get(2));
            assertThat(stores.stores().spool().lease(hurt.spoolName())).isInstanceOf(Gone.class);
            assertThat(folder.damagedMail(hurt)).hasBinaryContent(StoredFolder.content(hurt.spoolName(), SIZE));
            assertThat(stores.stores()
                            .spool()
                            .unattended(Duration.ZERO, FOREVER)
                            .forgotten())
                    .isEmpty();
        }
    }

    /** What lies in the folder and is not ours, or has lost its name, stops no start. */
    @Test
    void aDamagedNameIsPutRightByTheJob() throws IOException {
        List<SigningJob> jobs = folder.fill(3, 100_000);
        Path large = folder.path().resolve("large");
        Files.writeString(large.resolve("notes.eml"), "not ours");
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            stores.opened()
                    .mail
                    .write(connection -> connection.update(
                            "UPDATE mail SET name=replace(name, '-', '=') WHERE name=?",
                            jobs.get(1).spoolName().toString()));
        }
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            assertThat(StoredFolder.returnAll(stores, 100_000)).containsExactlyInAnyOrderElementsOf(jobs);
        }
        assertThat(large.resolve("notes.eml")).exists();
    }

    /** Its job cannot say it either. */
    @Test
    void aMailWithoutAnyNameStopsNothing() throws IOException {
        List<SigningJob> jobs = folder.fill(3, 100_000);
        SigningJob hurt = jobs.get(1);
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            stores.opened()
                    .mail
                    .write(connection -> connection.update(
                            "UPDATE mail SET name=replace(name, '-', '='), job='{' WHERE name=?",
                            hurt.spoolName().toString()));
        }
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            assertThat(StoredFolder.returnAll(stores, 100_000)).containsExactlyInAnyOrder(jobs.get(0), jobs.get(2));
            assertThat(stores.stores()
                            .spool()
                            .unattended(Duration.ZERO, FOREVER)
                            .forgotten())
                    .isEmpty();
            assertThat(folder.damagedMail(hurt)).hasBinaryContent(StoredFolder.content(hurt.spoolName(), 100_000));
        }
    }

    /** A page whose count of rows is damaged hides them without an error. */
    @Test
    void rowsThatAPageHidesAreMissedAndTheOthersAreSalvaged() throws Exception {
        CutOff cut = fillAndCutOff(40);
        List<SigningJob> jobs = cut.jobs();
        StoredFolder.overwrite(cut.database(), leafOf(cut, "body") + 3, new byte[] {0, 1});

        try (EmbeddedStores stores = EmbeddedStores.open(cut.folder().path())) {
            List<SigningJob> returned = StoredFolder.returnAll(stores, SIZE);
            assertThat(returned).hasSizeBetween(jobs.size() - 4, jobs.size() - 1);
            assertThat(damagedMails(cut.folder())).isEqualTo(jobs.size() - returned.size());
            stores.stores()
                    .spool()
                    .receive(Samples.job(java.time.Instant.now()).spoolName())
                    .close();
        }
        try (Stream<Path> files = Files.list(cut.folder().path())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("mail.db.damaged-"));
        }
    }

    /** A page of rows that cannot be read: the bytes are elsewhere, and the messages tell the jobs. */
    @Test
    void mailWhoseRowsCannotBeReadComesBack() throws Exception {
        allComesBackWithoutAPageOf("mail");
    }

    /** A page of the queue that cannot be read: each mail without a message is queued again. */
    @Test
    void mailWhoseMessagesCannotBeReadIsQueuedAgain() throws Exception {
        allComesBackWithoutAPageOf("message");
    }

    private void allComesBackWithoutAPageOf(String table) throws Exception {
        CutOff cut = fillAndCutOff(60);
        StoredFolder.overwrite(cut.database(), leafOf(cut, table), new byte[StoredFolder.PAGE]);

        try (EmbeddedStores stores = EmbeddedStores.open(cut.folder().path())) {
            assertThat(StoredFolder.returnAll(stores, SIZE)).containsExactlyInAnyOrderElementsOf(cut.jobs());
        }
    }

    /** Neither row nor message: nobody can return such a mail any more, but its bytes are kept and named. */
    @Test
    void mailOfWhichOnlyBytesAreLeftIsSetAside() throws Exception {
        CutOff cut = fillAndCutOff(60);
        for (String table : List.of("mail", "message")) {
            StoredFolder.overwrite(cut.database(), leafOf(cut, table), new byte[StoredFolder.PAGE]);
        }

        try (EmbeddedStores stores = EmbeddedStores.open(cut.folder().path())) {
            int returned = StoredFolder.returnAll(stores, SIZE).size();
            assertThat(returned).isLessThan(60);
            assertThat(damagedMails(cut.folder())).isEqualTo(60 - returned);
        }
    }

    /** A copy of a folder in use, as a power cut would leave it. */
    private record CutOff(StoredFolder folder, List<SigningJob> jobs) {
        Path database() {
            return folder.database();
        }
    }

    private CutOff fillAndCutOff(int mails) throws Exception {
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            List<SigningJob> jobs = StoredFolder.fill(stores, mails, SIZE);
            stores.opened().mail.emptyLog();
            return new CutOff(folder.cutOff(temporary.resolve("cut")), jobs);
        }
    }

    /** Where a page of the table's rows begins. */
    private long leafOf(CutOff cut, String table) throws Exception {
        int leaf = StoredFolder.leafOf(cut.database(), rootOf(folder.database(), table));
        return (leaf - 1L) * StoredFolder.PAGE;
    }

    /** The same while the store is open: it takes nothing new, ends what it can, and sets the rest right at the next start. */
    @Test
    void damageThatIsMetWhileOpenStopsIntakeUntilTheNextStart() throws Exception {
        List<SigningJob> jobs = folder.fill(60, SIZE);
        int leaf = StoredFolder.leafOf(folder.database(), rootOf(folder.database(), "body"));
        StoredFolder.overwrite(folder.database(), (leaf - 1L) * StoredFolder.PAGE, new byte[StoredFolder.PAGE]);
        SigningJob fresh = Samples.job(java.time.Instant.now());

        List<SigningJob> returned;
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            returned = StoredFolder.returnAll(stores, SIZE);
            assertThat(returned).hasSizeBetween(jobs.size() - 4, jobs.size() - 1);
            assertThatThrownBy(() -> stores.stores().spool().receive(fresh.spoolName()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("Restart Afterword");
            assertThatThrownBy(() -> stores.stores().queue().oldestAge()).isInstanceOf(IOException.class);
        }
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            Samples.store(stores.stores().spool(), fresh, Samples.bytes(10));
            // Beside those that did not come back: the bytes of returned mail that could not be deleted from its page.
            List<SigningJob> missing =
                    jobs.stream().filter(job -> !returned.contains(job)).toList();
            assertThat(missing)
                    .allSatisfy(job -> assertThat(folder.damagedMail(job)).exists());
            assertThat(damagedMails(folder)).isLessThanOrEqualTo(missing.size() + 4);
        }
    }

    @Test
    void aHeaderThatIsNoDatabasesIsRefusedAndKept() throws IOException {
        folder.fill(3, SIZE);
        StoredFolder.overwrite(folder.database(), 0, new byte[100]);
        assertRefused("damaged", "backup");
    }

    @Test
    void aFileThatWasCutShortIsNeverReplacedByAnEmptyOne() throws IOException {
        folder.fill(30, SIZE);
        long size = Files.size(folder.database());
        try (var channel =
                java.nio.channels.FileChannel.open(folder.database(), java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(size / 3 / StoredFolder.PAGE * StoredFolder.PAGE);
        }
        assertThatThrownBy(() -> {
                    try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
                        assertThat(StoredFolder.returnAll(stores, SIZE)).hasSize(30);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void aMissingDatabaseIsNotBegunAnew() throws IOException {
        folder.fill(1, SIZE);
        Files.delete(folder.database());
        assertRefused("mail.db is missing", "backup");
    }

    @Test
    void aMissingMarkerIsRefused() throws IOException {
        folder.fill(1, SIZE);
        Files.delete(folder.path().resolve("afterword.store"));
        assertRefused("no afterword.store", "backup");
    }

    @Test
    void filesOfTwoStoresAreToldApart() throws IOException {
        folder.fill(1, SIZE);
        StoredFolder other = new StoredFolder(temporary.resolve("other"));
        other.fill(1, SIZE);
        Files.delete(folder.database());
        Files.copy(other.database(), folder.database());
        assertRefused("another store");
    }

    @Test
    void aLogThatIsMissingAfterACrashIsRefusedUntilSomebodyDecides() throws IOException {
        StoredFolder cut;
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            StoredFolder.fill(stores, 5, SIZE);
            cut = folder.cutOff(temporary.resolve("cut"));
        }
        Files.delete(cut.log());
        assertThatThrownBy(() -> EmbeddedStores.open(cut.path()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mail.db-wal is missing")
                .hasMessageContaining("afterword.open");
        Files.delete(cut.path().resolve("afterword.open"));
        EmbeddedStores.open(cut.path()).close();
    }

    @Test
    void theIndexOfTheLogMayBeMissingOrNoise() throws IOException {
        StoredFolder cut;
        List<SigningJob> jobs;
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            jobs = StoredFolder.fill(stores, 5, SIZE);
            cut = folder.cutOff(temporary.resolve("cut"));
        }
        Files.write(cut.path().resolve("mail.db-shm"), Samples.bytes(32_768));
        try (EmbeddedStores stores = EmbeddedStores.open(cut.path())) {
            assertThat(StoredFolder.returnAll(stores, SIZE)).containsExactlyInAnyOrderElementsOf(jobs);
        }
    }

    @Test
    void tracesThatCannotBeReadBeginAnewAndTakeNothingElse() throws IOException {
        List<SigningJob> jobs = folder.fill(3, SIZE);
        StoredFolder.overwrite(folder.path().resolve("trace.db"), 0, new byte[100]);
        try (EmbeddedStores stores = EmbeddedStores.open(folder.path())) {
            stores.stores().traces().add(Samples.trace(Samples.tenantId(), java.time.Instant.now()));
            assertThat(StoredFolder.returnAll(stores, SIZE)).containsExactlyInAnyOrderElementsOf(jobs);
        }
    }

    private void assertRefused(String... words) throws IOException {
        long size = Files.exists(folder.database()) ? Files.size(folder.database()) : -1;
        var thrown =
                assertThatThrownBy(() -> EmbeddedStores.open(folder.path())).isInstanceOf(IOException.class);
        for (String word : words) {
            thrown.hasMessageContaining(word);
        }
        assertThat(Files.exists(folder.database()) ? Files.size(folder.database()) : -1)
                .isEqualTo(size);
    }

    private static long damagedMails(StoredFolder folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.path().resolve("damaged"))) {
            return files.filter(file -> file.toString().endsWith(".eml")).count();
        }
    }

    private static int rootOf(Path database, String table) throws SQLException {
        try (SqlConnection connection = SqlConnection.open(database)) {
            return (int) connection.number("SELECT rootpage FROM sqlite_schema WHERE name=?", table);
        }
    }
}
