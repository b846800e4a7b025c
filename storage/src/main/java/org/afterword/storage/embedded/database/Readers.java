package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.afterword.storage.embedded.database.SqliteDatabase.Query;
import org.jspecify.annotations.Nullable;

/** Connections that only read, beside the one that writes: each sees what was committed last. Safe for several threads. */
final class Readers implements AutoCloseable {
    /** Each has 4 MB of pages. */
    private static final int MOST = 8;

    private final SqliteFile file;
    private final StoreHealth health;
    private final Semaphore places = new Semaphore(MOST);
    private final Deque<SqlConnection> free = new ArrayDeque<>();
    private boolean closed;

    Readers(SqliteFile file, StoreHealth health) {
        this.file = file;
        this.health = health;
    }

    <T> T read(Query<T> query) throws IOException {
        places.acquireUninterruptibly();
        SqlConnection connection = null;
        try {
            connection = take().orElse(null);
            if (connection == null) {
                connection = open();
            }
            return query.ask(connection);
        } catch (SQLException failed) {
            if (SqlFault.of(failed) == SqlFault.DAMAGED) {
                health.damaged(SqlFault.sentence(file.path(), failed));
            }
            throw SqlFault.failure(file.path(), failed);
        } finally {
            give(connection);
            places.release();
        }
    }

    private SqlConnection open() throws SQLException {
        SqlConnection connection = SqlConnection.openReadOnly(file.path());
        connection.run("PRAGMA cache_size=-4096");
        connection.run("PRAGMA mmap_size=0");
        connection.run("PRAGMA trusted_schema=OFF");
        return connection;
    }

    private synchronized Optional<SqlConnection> take() throws IOException {
        if (closed) {
            throw new IOException("the store has been closed");
        }
        return Optional.ofNullable(free.pollFirst());
    }

    private synchronized void give(@Nullable SqlConnection connection) {
        if (connection != null) {
            free.addFirst(connection);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
        }
        places.acquireUninterruptibly(MOST);
        try {
            for (SqlConnection connection : free) {
                connection.close();
            }
        } catch (SQLException failed) {
            throw SqlFault.failure(file.path(), failed);
        } finally {
            places.release(MOST);
        }
    }
}
