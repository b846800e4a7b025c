package org.afterword.storage.embedded;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.port.Precondition;

/**
 * Onboarding's documents: a connection, which must not be lost, beside the tenants; a session, which lives for a day, beside
 * the traces.
 */
final class SqliteOnboardingStore implements OnboardingStore {
    private static final Duration SESSION = Duration.ofDays(1);
    private static final String ALL = "all";

    private final SqliteDatabase sessions;
    private final SqliteDocuments connections;
    private final TriggerQueues queues;
    private final InstantSource clock;
    private final ReentrantLock changing = new ReentrantLock();

    private record Document(String json) {}

    SqliteOnboardingStore(
            SqliteDatabase sessions, SqliteDocuments connections, TriggerQueues queues, InstantSource clock) {
        this.sessions = sessions;
        this.connections = connections;
        this.queues = queues;
        this.clock = clock;
    }

    @Override
    public Optional<String> find(OnboardingKey key) throws IOException {
        return switch (key.kind()) {
            case SESSION ->
                sessions.read(connection ->
                        connection.first("SELECT json FROM session WHERE name=?", row -> row.getString(1), key.id()));
            case CONNECTION -> connections.find(ALL, key.name(), Document.class).map(Document::json);
        };
    }

    @Override
    public Optional<String> update(OnboardingKey key, UnaryOperator<Optional<String>> change) throws IOException {
        changing.lock();
        try {
            Optional<String> changed = change.apply(find(key));
            switch (key.kind()) {
                case SESSION -> sessions.write(connection -> putSession(connection, key.id(), changed));
                case CONNECTION -> putConnection(key.name(), changed);
            }
            return changed;
        } finally {
            changing.unlock();
        }
    }

    private int putSession(SqlConnection connection, String id, Optional<String> json) throws SQLException {
        return json.isPresent()
                ? connection.update(
                        "INSERT OR REPLACE INTO session(name, changed_at, json) VALUES(?,?,?)",
                        id,
                        clock.millis(),
                        json.get())
                : connection.update("DELETE FROM session WHERE name=?", id);
    }

    private void putConnection(String name, Optional<String> json) throws IOException {
        if (json.isPresent()) {
            connections.put(ALL, name, new Document(json.get()), new Precondition.Any());
        } else {
            connections.delete(ALL, name, new Precondition.Any());
        }
    }

    @Override
    public void enqueue(String job) throws IOException {
        queues.send(QUEUE, job, Duration.ZERO);
    }

    /** Deletes the sessions that nobody has changed for a day. */
    void prune() throws IOException {
        long oldest = clock.instant().minus(SESSION).toEpochMilli();
        sessions.write(connection -> connection.update("DELETE FROM session WHERE changed_at<?", oldest));
    }
}
