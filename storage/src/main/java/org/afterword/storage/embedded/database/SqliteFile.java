package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * A database's file and what is in it: how it is made, opened and brought to the present version.
 *
 * @param path the file; SQLite keeps its log beside it, with {@code -wal} at the end of the name
 * @param applicationId marks the file as ours (https://sqlite.org/pragma.html#pragma_application_id)
 * @param versions the statements that lead from each version of the schema to the next, the first from an empty file;
 *     never changed once released, only added to
 * @param synchronous how much is durable once a commit has returned
 */
public record SqliteFile(Path path, int applicationId, List<List<String>> versions, Synchronous synchronous) {
    public static final String SUFFIX = ".db";

    /** The first release in which a log that is reset during a commit cannot damage the file. */
    private static final List<Integer> OLDEST_SQLITE = List.of(3, 51, 3);

    static final int PAGE_BYTES = 8192;
    /** After so many pages in the log, 16 MB, a commit also moves them into the file. */
    private static final int CHECKPOINT_PAGES = 2048;

    private static final int LOG_BYTES = 64 << 20;

    /** What a commit waits for. */
    public enum Synchronous {
        /** It survives the end of the process; a power cut may take the last ones. */
        NORMAL(1),
        /** It survives a power cut. */
        FULL(2);

        private final int level;

        Synchronous(int level) {
            this.level = level;
        }
    }

    public Path log() {
        return path.resolveSibling(path.getFileName() + "-wal");
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /**
     * Opens the connection that writes, and makes the file or brings it to the present version.
     *
     * @throws IOException if that cannot be done; the message says why
     */
    public SqlConnection openForWriting() throws IOException {
        boolean isNew = !exists();
        if (isNew) {
            PlainFiles.createForSqlite(path);
        }
        try {
            SqlConnection connection = SqlConnection.open(path);
            try {
                if (isNew || connection.pragma("page_count").equals("0")) {
                    connection.run("PRAGMA page_size=" + PAGE_BYTES);
                    connection.run("PRAGMA auto_vacuum=INCREMENTAL");
                }
                refuseOthers(connection);
                setUp(connection);
                migrate(connection);
                return connection;
            } catch (IOException | SQLException | RuntimeException unusable) {
                connection.close();
                throw unusable;
            }
        } catch (SQLException unusable) {
            throw SqlFault.failure(path, unusable);
        }
    }

    private void refuseOthers(SqlConnection connection) throws SQLException, IOException {
        String library = connection
                .first("SELECT sqlite_version()", row -> row.getString(1))
                .orElseThrow();
        if (isTooOld(library)) {
            throw new IOException("SQLite " + library + " is on the class path; 3.51.3 or newer is needed.");
        }
        long found = Long.parseLong(connection.pragma("application_id"));
        boolean empty = connection.number("SELECT count(*) FROM sqlite_schema") == 0;
        if (found != applicationId && !(empty && found == 0)) {
            throw new IOException(
                    "The file " + path + " is a database of another program. Name another folder in AFTERWORD_STORE.");
        }
        int version = Integer.parseInt(connection.pragma("user_version"));
        if (version > versions.size()) {
            throw new IOException("A newer version of Afterword has written " + path + " (form " + version
                    + ", this one knows " + versions.size() + "). Use that version.");
        }
    }

    public static boolean isTooOld(String library) {
        String[] parts = library.split("\\.");
        for (int i = 0; i < OLDEST_SQLITE.size(); i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != OLDEST_SQLITE.get(i)) {
                return part < OLDEST_SQLITE.get(i);
            }
        }
        return false;
    }

    private void setUp(SqlConnection connection) throws SQLException, IOException {
        String mode = connection.pragma("journal_mode=WAL");
        connection.run("PRAGMA synchronous=" + synchronous.level);
        connection.run("PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
        connection.run("PRAGMA journal_size_limit=" + LOG_BYTES);
        connection.run("PRAGMA cache_size=-32768");
        // What was returned to its tenant must not stay readable in the pages that it left.
        connection.run("PRAGMA secure_delete=ON");
        connection.run("PRAGMA trusted_schema=OFF");
        connection.run("PRAGMA temp_store=MEMORY");
        // A stray write of native code into mapped pages would go to the file.
        connection.run("PRAGMA mmap_size=0");
        // On macOS fsync alone does not reach the medium.
        connection.run("PRAGMA fullfsync=ON");
        connection.run("PRAGMA checkpoint_fullfsync=ON");
        if (!mode.equals("wal") || !connection.pragma("synchronous").equals(Integer.toString(synchronous.level))) {
            throw new IOException("The file system of " + path
                    + " does not let SQLite keep a log. Name a folder on a local disk in AFTERWORD_STORE.");
        }
    }

    private void migrate(SqlConnection connection) throws SQLException {
        connection.run("BEGIN IMMEDIATE");
        try {
            int version = Integer.parseInt(connection.pragma("user_version"));
            for (List<String> step : versions.subList(version, versions.size())) {
                for (String statement : step) {
                    connection.run(statement);
                }
            }
            if (version < versions.size()) {
                connection.run("PRAGMA application_id=" + applicationId);
                connection.run("PRAGMA user_version=" + versions.size());
            }
            connection.run("COMMIT");
        } catch (SQLException failed) {
            rollBack(connection);
            throw failed;
        }
    }

    public static void rollBack(SqlConnection connection) {
        try {
            connection.run("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // SQLite does so itself after some errors, a full disk for one.
        }
    }
}
