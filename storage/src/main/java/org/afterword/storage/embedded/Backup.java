package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.afterword.storage.embedded.database.NativeLibrary;
import org.afterword.storage.embedded.database.PlainFiles;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqlFault;
import org.afterword.storage.embedded.database.SqliteFile;
import org.afterword.storage.mail.SpoolName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies a folder's stores while they may be in use. SQLite writes the copies of the databases itself ({@code VACUUM INTO});
 * copying their files would give what nobody can read. The copy counts once it is whole, checked and durable.
 */
final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private final Path folder;
    private final Path target;

    Backup(Path folder, Path target) {
        this.folder = folder;
        this.target = target;
    }

    void run() throws IOException {
        if (Files.exists(target)) {
            throw new IOException("There is something at " + target + " already. Name a folder that is not there.");
        }
        if (!Schema.mail(folder).exists()) {
            throw new IOException("There is no store in " + folder + ".");
        }
        Path unfinished = PlainFiles.directoryOf(target).resolve(target.getFileName() + ".unfinished");
        remove(unfinished);
        PlainFiles.createFolder(unfinished);
        try {
            NativeLibrary.provide(folder);
            copy(unfinished);
            PlainFiles.rename(unfinished, target);
        } catch (IOException | RuntimeException failed) {
            remove(unfinished);
            throw failed;
        }
    }

    private void copy(Path to) throws IOException {
        copyDatabase(Schema.mail(folder), Schema.mail(to));
        copyDatabase(Schema.trace(folder), Schema.trace(to));
        LargeMailFiles from = new LargeMailFiles(folder.resolve("large"));
        LargeMailFiles kept = new LargeMailFiles(to.resolve("large"));
        SqliteFile mail = Schema.mail(to);
        try (SqlConnection connection = mail.openForWriting()) {
            for (String name :
                    connection.all("SELECT name FROM mail WHERE in_file=1 AND damaged=0", row -> row.getString(1))) {
                try {
                    SpoolName spoolName = SpoolName.parse(name);
                    PlainFiles.copy(from.file(spoolName.job()), kept.file(spoolName.job()));
                } catch (IllegalArgumentException damaged) {
                    LOG.error("a large mail of the store has a damaged name; its file is not in the copy");
                } catch (NoSuchFileException returnedMeanwhile) {
                    connection.update("DELETE FROM mail WHERE name=?", name);
                }
            }
            String id = connection
                    .first("SELECT value FROM property WHERE name='store'", row -> row.getString(1))
                    .orElseThrow();
            PlainFiles.write(to.resolve(FolderLock.NAME), (id + "\n").getBytes(StandardCharsets.US_ASCII));
            List<String> faults = connection.faults();
            if (!faults.isEmpty()) {
                throw new IOException("The copy of " + mail.path() + " is damaged: " + faults);
            }
        } catch (SQLException failed) {
            throw SqlFault.failure(mail.path(), failed);
        }
        PlainFiles.sync(to);
    }

    /** SQLite does not force the copy to the disk; the first change with a full sync does, since it syncs the whole file. */
    private static void copyDatabase(SqliteFile from, SqliteFile to) throws IOException {
        PlainFiles.createForSqlite(to.path());
        try (SqlConnection connection = SqlConnection.openReadOnly(from.path())) {
            connection.update("VACUUM INTO ?", to.path().toAbsolutePath().toString());
        } catch (SQLException failed) {
            throw SqlFault.failure(from.path(), failed);
        }
        SqliteFile durable = new SqliteFile(to.path(), to.applicationId(), to.versions(), SqliteFile.Synchronous.FULL);
        try (SqlConnection connection = durable.openForWriting()) {
            connection.run("PRAGMA user_version=" + to.versions().size());
            connection.pragma("wal_checkpoint(TRUNCATE)");
        } catch (SQLException failed) {
            throw SqlFault.failure(to.path(), failed);
        }
    }

    private static void remove(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
