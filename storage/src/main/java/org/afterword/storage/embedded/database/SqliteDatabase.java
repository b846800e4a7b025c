package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** An open database: one thread writes, several read. Safe for use by several threads. */
public final class SqliteDatabase implements AutoCloseable {
    private static final long MANY_PAGES = 32_768; // 256 MB
    private static final int PAGES_AT_ONCE = 500;

    private final SqliteFile file;
    private final GroupWriter writer;
    private final Readers readers;

    /** A change within a transaction. It may be made twice, if the disk was full at first; the first is undone. */
    @FunctionalInterface
    public interface Change<T> {
        T make(SqlConnection connection) throws SQLException, IOException;
    }

    /** One statement or a few: as long as it runs, the log cannot be emptied. */
    @FunctionalInterface
    public interface Query<T> {
        T ask(SqlConnection connection) throws SQLException, IOException;
    }

    private SqliteDatabase(SqliteFile file, GroupWriter writer, Readers readers) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
    }

    /** Opens the database and makes it if its file is not there. */
    public static SqliteDatabase open(SqliteFile file, StoreHealth health, BooleanSupplier makeRoom)
            throws IOException {
        SqlConnection connection = file.openForWriting();
        try {
            return new SqliteDatabase(
                    file, new GroupWriter(file, connection, health, makeRoom), new Readers(file, health));
        } catch (IOException | RuntimeException unusable) {
            try {
                connection.close();
            } catch (SQLException worse) {
                unusable.addSuppressed(worse);
            }
            throw unusable;
        }
    }

    /** Makes a change, durably when this returns. */
    public <T> T write(Change<T> change) throws IOException {
        return writer.write(change);
    }

    /** Makes a change that survives the end of the process when this returns; a power cut may take it. */
    public <T> T writeUnsynced(Change<T> change) throws IOException {
        return writer.writeUnsynced(change);
    }

    /** Makes a change after all that came before, without waiting for it. */
    public void writeLater(Change<?> change) {
        writeLater(change, () -> {});
    }

    /** The same, and then runs {@code whenMade}, which is to be short, in the thread that writes. */
    public void writeLater(Change<?> change, Runnable whenMade) {
        writer.writeLater(change, whenMade);
    }

    /** Waits until all changes that were asked for before have been made. */
    public void awaitChanges() throws IOException {
        writer.writeUnsynced(connection -> true);
    }

    public <T> T read(Query<T> query) throws IOException {
        return readers.read(query);
    }

    /** The size of the log that holds the changes which are not yet in the file. */
    public long logBytes() throws IOException {
        try {
            return Files.size(file.log());
        } catch (NoSuchFileException removed) {
            return 0;
        }
    }

    public long changes() {
        return writer.changes();
    }

    public double meanGroup() {
        return writer.meanGroup();
    }

    /** @throws IOException if the files are not those that were opened */
    public void checkFiles() throws IOException {
        writer.checkFiles();
    }

    /**
     * Moves all changes from the log into the file and cuts the log off: what was deleted is then in neither.
     *
     * @return whether no reader prevented it
     */
    public boolean emptyLog() throws IOException {
        return betweenTransactions(connection -> {
            connection.run("PRAGMA busy_timeout=200");
            try {
                return connection.pragma("wal_checkpoint(TRUNCATE)").equals("0");
            } finally {
                connection.run("PRAGMA busy_timeout=10000");
            }
        });
    }

    /** Does something on the writing connection that a transaction does not allow. */
    public <T> T betweenTransactions(Change<T> change) throws IOException {
        return writer.betweenTransactions(change);
    }

    /** Gives back a part of the pages that nothing uses, if there are many. */
    public void shrink() throws IOException {
        betweenTransactions(connection -> {
            long pages = Long.parseLong(connection.pragma("page_count"));
            long unused = Long.parseLong(connection.pragma("freelist_count"));
            if (unused > MANY_PAGES && unused > pages / 4) {
                connection.run("PRAGMA incremental_vacuum(" + PAGES_AT_ONCE + ")");
            }
            return unused;
        });
    }

    /** What SQLite's check finds wrong, in the indexes too; empty if nothing. */
    public List<String> check() throws IOException {
        return read(SqlConnection::faults);
    }

    @Override
    public void close() throws IOException {
        // The writer last: the last connection moves the log into the file, and only it may write.
        try (writer) {
            readers.close();
        }
    }
}
