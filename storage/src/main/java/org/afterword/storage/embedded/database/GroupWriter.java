package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.afterword.storage.embedded.database.SqliteDatabase.Change;
import org.afterword.storage.embedded.database.SqliteFile.Synchronous;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all changes of a database, in one thread and on one connection, in the order in which they come.
 *
 * <p>All that wait are made in one transaction, so that one sync of the disk serves them all; while it runs the next group
 * gathers. A change that fails is undone alone, by a savepoint. Nobody hears of success before the commit.
 *
 * <p>Threads that wait may be interrupted; the change is made all the same, and the interruption is kept.
 */
final class GroupWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);
    private static final int LARGEST_GROUP = 256;
    private static final int LONGEST_QUEUE = 10_000;

    private final SqliteFile file;
    private final SqlConnection connection;
    private final StoreHealth health;
    private final BooleanSupplier makeRoom;
    private final LinkedBlockingQueue<Item<?>> waiting = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread;
    private final Object fileKey;
    private final Object logKey;
    private long dataVersion;
    private boolean synced = true;
    private volatile long groups;
    private volatile long changes;
    private volatile boolean closed;

    private enum Kind {
        /** Within a transaction that is on the disk before anybody hears of it. */
        SYNCED,
        /** Within a transaction; it waits for the disk only if another in its group does. */
        UNSYNCED,
        BETWEEN_TRANSACTIONS
    }

    /** One change that somebody waits for. */
    private static final class Item<T> {
        final Change<T> change;
        final Kind kind;
        final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Exception failure;

        Item(Change<T> change, Kind kind) {
            this.change = change;
            this.kind = kind;
        }

        void make(SqlConnection connection) throws SQLException {
            failure = null;
            connection.update("SAVEPOINT item");
            try {
                result = change.make(connection);
                connection.update("RELEASE item");
            } catch (SQLException | IOException | RuntimeException failed) {
                if (failed instanceof SQLException sql && SqlFault.of(sql) == SqlFault.FULL) {
                    throw sql; // The whole transaction is rolled back already.
                }
                failure = failed;
                connection.update("ROLLBACK TO item");
                connection.update("RELEASE item");
            }
        }

        void complete(GroupWriter writer) {
            if (failure == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(writer.said(failure));
            }
        }
    }

    /**
     * Takes over the connection.
     *
     * @param makeRoom gives up what is reserved on a full disk; false if there is nothing left to give
     */
    GroupWriter(SqliteFile file, SqlConnection connection, StoreHealth health, BooleanSupplier makeRoom)
            throws IOException {
        this.file = file;
        this.connection = connection;
        this.health = health;
        this.makeRoom = makeRoom;
        try {
            // The log is there once something has been written.
            connection.run("BEGIN IMMEDIATE");
            connection.run("PRAGMA user_version=" + file.versions().size());
            connection.run("COMMIT");
            this.dataVersion = connection.number("PRAGMA data_version");
        } catch (SQLException unwritable) {
            throw SqlFault.failure(file.path(), unwritable);
        }
        this.fileKey = key(file.path()).orElseThrow(() -> missing(file.path()));
        this.logKey = key(file.log()).orElseThrow(() -> missing(file.log()));
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("store " + file.path().getFileName())
                .start(this::work);
    }

    /** Makes a change, durably when this returns. */
    <T> T write(Change<T> change) throws IOException {
        return await(enqueue(new Item<>(change, Kind.SYNCED)));
    }

    /** Makes a change that survives the end of the process when this returns; a power cut may take it. */
    <T> T writeUnsynced(Change<T> change) throws IOException {
        return await(enqueue(new Item<>(change, Kind.UNSYNCED)));
    }

    /** Makes a change that nobody waits for: if it fails, or the process ends before, that is no loss. */
    void writeLater(Change<?> change, Runnable whenMade) {
        enqueue(new Item<>(change, Kind.UNSYNCED)).done.thenRun(whenMade);
    }

    /** Does something on the connection between two transactions. */
    <T> T betweenTransactions(Change<T> change) throws IOException {
        return await(enqueue(new Item<>(change, Kind.BETWEEN_TRANSACTIONS)));
    }

    private <T> T await(Item<T> item) throws IOException {
        try {
            return item.done.join(); // An interruption does not shorten it.
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case IOException refused -> throw refused;
                case RuntimeException unforeseen -> throw unforeseen;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private <T> Item<T> enqueue(Item<T> item) {
        if (!closed) {
            putUninterruptibly(item);
        }
        if (closed && !thread.isAlive()) {
            item.done.completeExceptionally(closedStore());
        }
        return item;
    }

    private void putUninterruptibly(Item<?> item) {
        boolean interrupted = false;
        while (true) {
            try {
                waiting.put(item);
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException closedStore() {
        return new IOException("the store has been closed");
    }

    private void work() {
        List<Item<?>> group = new ArrayList<>();
        while (true) {
            try {
                group.add(waiting.take());
                waiting.drainTo(group, LARGEST_GROUP - 1);
                makeAll(group);
            } catch (InterruptedException nobodyDoesThat) {
                LOG.warn("the thread that writes {} was interrupted", file.path());
            } catch (RuntimeException | Error unforeseen) {
                health.fail("The thread that writes " + file.path() + " met an error (" + unforeseen
                        + "). Restart Afterword.");
                group.forEach(item -> item.done.completeExceptionally(new IOException("the store has stopped")));
            }
            group.clear();
            if (closed && waiting.isEmpty()) {
                return;
            }
        }
    }

    private void makeAll(List<Item<?>> group) {
        List<Item<?>> inOne = new ArrayList<>();
        for (Item<?> item : group) {
            if (item.kind != Kind.BETWEEN_TRANSACTIONS) {
                inOne.add(item);
            } else {
                makeGroup(inOne);
                inOne.clear();
                makeAlone(item);
            }
        }
        makeGroup(inOne);
    }

    private void makeGroup(List<Item<?>> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            health.check();
            try {
                makeInOneTransaction(group);
            } catch (SQLException full) {
                if (SqlFault.of(full) != SqlFault.FULL || !makeRoom.getAsBoolean()) {
                    throw full;
                }
                connection.pragma("wal_checkpoint(PASSIVE)");
                makeInOneTransaction(group);
            }
            checkFiles();
        } catch (SQLException failed) {
            IOException said = said(failed);
            group.forEach(item -> item.done.completeExceptionally(said));
            return;
        } catch (IOException stopped) {
            group.forEach(item -> item.done.completeExceptionally(stopped));
            return;
        }
        if (holdsMail()) {
            health.written();
        }
        groups++;
        changes += group.size();
        group.forEach(item -> item.complete(this));
    }

    private void makeInOneTransaction(List<Item<?>> group) throws SQLException, IOException {
        try {
            sync(group.stream().anyMatch(item -> item.kind == Kind.SYNCED));
            connection.update("BEGIN IMMEDIATE");
            checkAlone();
            for (Item<?> item : group) {
                item.make(connection);
            }
            connection.update("COMMIT");
        } catch (SQLException | IOException | RuntimeException failed) {
            SqliteFile.rollBack(connection);
            throw failed;
        }
    }

    /** A sync makes all durable that was committed before without one: the log is one file. */
    private void sync(boolean wanted) throws SQLException {
        if (wanted != synced && file.synchronous() == Synchronous.FULL) {
            // Not by a statement that is kept: this PRAGMA works when it is prepared, and not when it is run.
            connection.run("PRAGMA synchronous=" + (wanted ? "FULL" : "NORMAL"));
            synced = wanted;
        }
    }

    private void makeAlone(Item<?> item) {
        try {
            health.check();
            makeUnguarded(item);
        } catch (SQLException failed) {
            item.done.completeExceptionally(said(failed));
        } catch (IOException failed) {
            item.done.completeExceptionally(failed);
        }
    }

    private <T> void makeUnguarded(Item<T> item) throws SQLException, IOException {
        item.done.complete(item.change.make(connection));
    }

    /** No other connection ever writes: who did so is a process that our lock has not kept out. */
    private void checkAlone() throws SQLException, IOException {
        if (connection.number("PRAGMA data_version") != dataVersion) {
            health.fail("Another process has written to " + file.path()
                    + ". Only one may use the folder: end the other, then restart Afterword.");
            health.check();
        }
    }

    /** What was committed into files that are no longer there is not durable. */
    void checkFiles() throws IOException {
        if (!key(file.path()).equals(Optional.of(fileKey)) || !key(file.log()).equals(Optional.of(logKey))) {
            health.fail("The file " + file.path()
                    + " or its log was removed or replaced while Afterword was running. Put the folder in place again,"
                    + " then restart Afterword.");
            health.check();
        }
    }

    private static Optional<Object> key(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return Optional.of(key == null ? file : key);
        } catch (java.nio.file.NoSuchFileException removed) {
            return Optional.empty();
        }
    }

    private static IOException missing(Path file) {
        return new IOException("The file " + file + " is not there though it was just written.");
    }

    private Exception said(Exception failure) {
        if (!(failure instanceof SQLException sql)) {
            return failure;
        }
        return said(sql);
    }

    private IOException said(SQLException failure) {
        String sentence = SqlFault.sentence(file.path(), failure);
        switch (SqlFault.of(failure)) {
            case DAMAGED -> health.damaged(sentence);
            case NOT_DURABLE -> health.fail(sentence);
            case READ_ONLY, UNREACHABLE -> {
                if (holdsMail()) {
                    health.unwritable(sentence);
                }
            }
            case BUSY, FULL, OTHER -> LOG.warn("{}", sentence);
        }
        return SqlFault.failure(file.path(), failure);
    }

    private boolean holdsMail() {
        return file.synchronous() == Synchronous.FULL;
    }

    /** How many changes one transaction has held on average. */
    double meanGroup() {
        return groups == 0 ? 0 : (double) changes / groups;
    }

    /** How many changes were made. */
    long changes() {
        return changes;
    }

    /** Makes what waits, then ends. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        putUninterruptibly(new Item<>(none -> true, Kind.BETWEEN_TRANSACTIONS)); // Wakes the thread.
        join();
        List<Item<?>> late = new ArrayList<>();
        waiting.drainTo(late);
        late.forEach(item -> item.done.completeExceptionally(closedStore()));
        try {
            connection.close();
        } catch (SQLException failed) {
            throw SqlFault.failure(file.path(), failed);
        }
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
