package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.afterword.storage.embedded.GroupWriter.Change;
import org.afterword.storage.embedded.Readers.Query;

/** An open database: one thread writes, several read. Safe for use by several threads. */
final class SqliteDatabase implements AutoCloseable {
    private final SqliteFile file;
    private final GroupWriter writer;
    private final Readers readers;

    private SqliteDatabase(SqliteFile file, GroupWriter writer, Readers readers) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
    }

    /** Opens the database and makes it if its file is not there. */
    static SqliteDatabase open(SqliteFile file, StoreHealth health, BooleanSupplier makeRoom) throws IOException {
        SqlConnection connection = file.openForWriting();
        try {
            return new SqliteDatabase(
                    file, new GroupWriter(file, connection, health, makeRoom), new Readers(file, health));
        } catch (IOException | RuntimeException unusable) {
            try {
                connection.close();
            } catch (java.sql.SQLException worse) {
                unusable.addSuppressed(worse);
            }
            throw unusable;
        }
    }

    /** Makes a change, durably when this returns. */
    <T> T write(Change<T> change) throws IOException {
        return writer.write(change);
    }

    /** Makes a change after all that came before, without waiting for it. */
    void writeLater(Change<?> change) {
        writer.writeLater(change);
    }

    <T> T read(Query<T> query) throws IOException {
        return readers.read(query);
    }

    /** The size of the log that holds the changes which are not yet in the file. */
    long logBytes() throws IOException {
        try {
            return Files.size(file.log());
        } catch (NoSuchFileException removed) {
            return 0;
        }
    }

    long changes() {
        return writer.changes();
    }

    double meanGroup() {
        return writer.meanGroup();
    }

    /** @throws IOException if the files are not those that were opened */
    void checkFiles() throws IOException {
        writer.checkFiles();
    }

    /**
     * Moves all changes from the log into the file and cuts the log off: what was deleted is then in neither.
     *
     * @return whether no reader prevented it
     */
    boolean emptyLog() throws IOException {
        return writer.betweenTransactions(connection -> {
            connection.run("PRAGMA busy_timeout=200");
            try {
                return connection.pragma("wal_checkpoint(TRUNCATE)").equals("0");
            } finally {
                connection.run("PRAGMA busy_timeout=10000");
            }
        });
    }

    /** Gives back a part of the pages that nothing uses, if there are many. */
    void shrink() throws IOException {
        writer.betweenTransactions(connection -> {
            long pages = Long.parseLong(connection.pragma("page_count"));
            long unused = Long.parseLong(connection.pragma("freelist_count"));
            if (unused > MANY_PAGES && unused > pages / 4) {
                connection.run("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
            }
            return unused;
        });
    }

    private static final long MANY_PAGES = 32_768; // 256 MB
    private static final int PAGES_AT_ONCE = 500;

    /** What SQLite's quick check finds wrong; empty if nothing. */
    List<String> check() throws IOException {
        return read(connection -> connection.all("PRAGMA quick_check(10)", row -> row.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .toList());
    }

    @Override
    public void close() throws IOException {
        // The writer last: the last connection moves the log into the file, and only it may write.
        try (writer) {
            readers.close();
        }
    }
}
