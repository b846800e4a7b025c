package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.afterword.storage.Stores;
import org.afterword.storage.document.DocumentClosedRoutes;
import org.afterword.storage.document.DocumentPersonStore;
import org.afterword.storage.document.DocumentSignatureStore;
import org.afterword.storage.document.DocumentWorkerRecords;
import org.afterword.storage.embedded.StoreFolder.Left;
import org.afterword.storage.embedded.database.LogRepair;
import org.afterword.storage.embedded.database.NativeLibrary;
import org.afterword.storage.embedded.database.Salvage;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqlFault;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.embedded.database.SqliteFile;
import org.afterword.storage.embedded.database.StoreHealth;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one set of stores of a folder in this process: opened, recovered, watched and closed here. */
final class OpenFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFolder.class);
    /** A larger database is not checked while everybody waits for the start, but by the watch. */
    private static final long CHECKED_AT_START = 2L << 30;

    final Stores stores;
    final SqliteQueues queues;
    final SqliteOnboardingStore onboarding;
    final SqliteMailSpool spool;
    final SqliteTraceStore traces;
    final SqliteDatabase mail;
    final SqliteDatabase trace;
    final StoreHealth health;
    final StoreWatch watch;
    /** Guarded by the registry of open folders. */
    int users;

    private final StoreFolder folder;
    private final FolderLock lock;

    static OpenFolder open(StoreFolder folder, DiskSpace disk, InstantSource clock, InstantSource time)
            throws IOException {
        FolderLock lock = folder.lock(Schema.mail(folder.path()));
        try {
            return new OpenFolder(folder, lock, disk, clock, time);
        } catch (IOException | RuntimeException unusable) {
            lock.close();
            throw unusable;
        }
    }

    private OpenFolder(StoreFolder folder, FolderLock lock, DiskSpace disk, InstantSource clock, InstantSource time)
            throws IOException {
        this.folder = folder;
        this.lock = lock;
        this.health = new StoreHealth();
        Path path = folder.path();
        disk.makeRoomToStart();
        health.shortOfSpace(disk.shortage().orElse(null));
        NativeLibrary.provide(path);
        SqliteFile mailFile = Schema.mail(path);
        new Salvage(mailFile).finish();
        Left left = folder.look(lock, mailFile);
        if (left != Left.CLOSED) {
            new LogRepair(mailFile, () -> StoredHashes.fit(mailFile.path())).run();
        }
        boolean salvaged = left != Left.CLOSED && salvageIfDamaged(mailFile);
        SqliteDatabase openMail = SqliteDatabase.open(mailFile, health, disk::release);
        SqliteDatabase openTrace = null;
        try {
            openTrace = openTrace(Schema.trace(path), left != Left.CLOSED, disk);
            mail = openMail;
            trace = openTrace;
            queues = new SqliteQueues(mail, time);
            LargeMailFiles largeMails = new LargeMailFiles(path.resolve("large"));
            Path damaged = path.resolve("damaged");
            spool = new SqliteMailSpool(mail, largeMails, damaged, health, time);
            traces = new SqliteTraceStore(trace, clock);
            onboarding = new SqliteOnboardingStore(trace, new SqliteDocuments(mail, "onboarding"), queues, clock);
            stores = new Stores(
                    spool,
                    new SqliteSigningQueue(queues, health),
                    new SqliteTenantStore(mail),
                    new DocumentSignatureStore(new SqliteDocuments(mail, "signatures"), clock),
                    new DocumentPersonStore(new SqliteDocuments(mail, "people")),
                    traces,
                    new DocumentClosedRoutes(new SqliteDocuments(mail, "routes")),
                    new DocumentWorkerRecords(new SqliteDocuments(mail, "workers"), clock));
            folder.mark(lock, mail);
            recover(new SpoolRecovery(mail, largeMails, damaged, time), salvaged);
            watch = new StoreWatch(this, disk, time);
        } catch (IOException | RuntimeException unusable) {
            folder.leave(left == Left.DAMAGED || health.isDamaged());
            closeQuietly(openTrace, unusable);
            closeQuietly(openMail, unusable);
            throw unusable;
        }
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable SqliteDatabase database, Exception because) {
        if (database != null) {
            try {
                database.close();
            } catch (IOException worse) {
                because.addSuppressed(worse);
            }
        }
    }

    /** Looks into a database whose process did not end in order. @return whether it was damaged and is sound now */
    private boolean salvageIfDamaged(SqliteFile file) throws IOException {
        if (Files.size(file.path()) > CHECKED_AT_START) {
            return false;
        }
        SqlConnection connection = file.openForWriting();
        try {
            List<String> found = faults(connection);
            if (found.isEmpty()) {
                return false;
            }
            LOG.error("the database {} is damaged: {}", file.path(), found);
            folder.noteDamage();
        } finally {
            close(file, connection);
        }
        new Salvage(file).run();
        return true;
    }

    private static void close(SqliteFile file, SqlConnection connection) throws IOException {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw SqlFault.failure(file.path(), failed);
        }
    }

    private static List<String> faults(SqlConnection connection) {
        try {
            return connection.faults();
        } catch (SQLException damaged) {
            return List.of(String.valueOf(damaged.getMessage()));
        }
    }

    /** Traces and sessions can be done without: where they cannot be read, they begin anew. */
    private SqliteDatabase openTrace(SqliteFile file, boolean check, DiskSpace disk) throws IOException {
        try {
            SqliteDatabase database = SqliteDatabase.open(file, health, disk::release);
            if (!check || database.check().isEmpty()) {
                return database;
            }
            database.close();
        } catch (IOException unusable) {
            if (!SqlFault.isDamage(unusable)) {
                throw unusable;
            }
        }
        Salvage.setAside(file);
        LOG.error("the traces and sessions of before cannot be read any more; all else is there");
        return SqliteDatabase.open(file, health, disk::release);
    }

    private void recover(SpoolRecovery recovery, boolean salvaged) throws IOException {
        recovery.repairNames();
        recovery.endLeases();
        queues.show();
        recovery.sweepFiles(salvaged);
        if (salvaged) {
            recovery.restoreRows();
        }
        MailSpool.Unattended without = recovery.withoutMessage();
        for (SigningJob job : without.forgotten()) {
            queues.send(SigningQueue.NAME, job, Duration.ZERO);
        }
        if (!without.forgotten().isEmpty()) {
            LOG.warn(
                    "{} mails had no message in the queue; they are queued again",
                    without.forgotten().size());
        }
        for (MailSpool.Unreadable mail : without.unreadable()) {
            LOG.error("mail {} is held: {}", mail.name(), mail.why());
        }
        traces.prune();
        onboarding.prune();
    }

    Path path() {
        return folder.path();
    }

    /** @throws IOException if the folder or its files are not those that were opened */
    void checkFiles() throws IOException {
        try {
            lock.check();
        } catch (IOException replaced) {
            health.fail(String.valueOf(replaced.getMessage()));
            throw replaced;
        }
        mail.checkFiles();
        trace.checkFiles();
    }

    @Override
    public void close() throws IOException {
        watch.close();
        try (lock;
                mail;
                trace) {
            // Closed in reverse order: nothing may be written once the folder is free for others.
            folder.leave(health.isDamaged());
        }
    }
}
