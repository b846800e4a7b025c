package org.afterword.storage.embedded;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.afterword.storage.document.KeyedDocuments;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Documents of one kind in a table that several kinds share. A document's etag is the hash of its JSON. */
final class SqliteDocuments implements KeyedDocuments {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDocuments.class);
    private static final Pattern NAME = Pattern.compile("[0-9a-z._=-]{1,200}");

    private final SqliteDatabase database;
    private final String kind;

    /** A document as it is stored. */
    record Stored(String name, String etag, byte[] json) {
        static Stored read(ResultSet row) throws SQLException {
            return new Stored(row.getString(1), row.getString(2), row.getBytes(3));
        }

        /** One of many: if it cannot be read that is said, and does not hide the others. */
        <T> Optional<Versioned<T>> readable(Class<T> type) {
            try {
                return Optional.of(as(type));
            } catch (IOException unreadable) {
                LOG.error("{} is left out: {}", name, unreadable.getMessage());
                return Optional.empty();
            }
        }

        <T> Versioned<T> as(Class<T> type) throws IOException {
            if (!Sha256.etag(json).equals(etag)) {
                throw new IOException("the stored document " + name + " is damaged");
            }
            return new Versioned<>(StoredJson.read(json, type), etag);
        }
    }

    /** @param kind what the documents are about; it keeps them apart from others */
    SqliteDocuments(SqliteDatabase database, String kind) {
        this.database = database;
        this.kind = kind;
    }

    @Override
    public <T> Optional<Versioned<T>> read(String partition, String name, Class<T> type) throws IOException {
        Optional<Stored> stored = database.read(connection -> connection.first(
                "SELECT name, etag, json FROM document WHERE partition=? AND name=?",
                Stored::read,
                key(partition),
                name));
        return stored.isEmpty() ? Optional.empty() : Optional.of(stored.get().as(type));
    }

    @Override
    public <T> Page<Versioned<T>> page(String partition, Optional<String> next, int limit, Class<T> type)
            throws IOException {
        if (next.isPresent() && !NAME.matcher(next.get()).matches()) {
            throw new IllegalArgumentException("not the place of a page of " + kind);
        }
        List<Stored> found = database.read(connection -> connection.all(
                "SELECT name, etag, json FROM document WHERE partition=? AND name>? ORDER BY name LIMIT ?",
                Stored::read,
                key(partition),
                next.orElse(""),
                limit + 1));
        List<Versioned<T>> page = new ArrayList<>();
        for (Stored document : found.subList(0, Math.min(limit, found.size()))) {
            document.readable(type).ifPresent(page::add);
        }
        return new Page<>(
                page, found.size() > limit ? Optional.of(found.get(limit - 1).name()) : Optional.empty());
    }

    @Override
    public String put(String partition, String name, Object value, Precondition precondition) throws IOException {
        byte[] json = StoredJson.bytes(value);
        if (json.length > MAX_BYTES) {
            throw new TooLargeException(json.length, MAX_BYTES);
        }
        String etag = Sha256.etag(json);
        return database.write(connection -> {
            check(precondition, etag(connection, partition, name));
            connection.update(
                    "INSERT OR REPLACE INTO document(partition, name, etag, json) VALUES(?,?,?,?)",
                    key(partition),
                    name,
                    etag,
                    json);
            return etag;
        });
    }

    @Override
    public void delete(String partition, String name, Precondition precondition) throws IOException {
        database.write(connection -> {
            check(precondition, etag(connection, partition, name));
            return connection.update("DELETE FROM document WHERE partition=? AND name=?", key(partition), name);
        });
    }

    private Optional<String> etag(SqlConnection connection, String partition, String name) throws SQLException {
        return connection.first(
                "SELECT etag FROM document WHERE partition=? AND name=?",
                row -> row.getString(1),
                key(partition),
                name);
    }

    /** @param etag of what is there; empty if nothing is */
    static void check(Precondition precondition, Optional<String> etag) throws PreconditionFailedException {
        boolean holds = switch (precondition) {
            case Precondition.Any any -> true;
            case Precondition.Absent absent -> etag.isEmpty();
            case Precondition.Matches matches -> etag.equals(Optional.of(matches.etag()));
        };
        if (!holds) {
            throw PreconditionFailedException.of(precondition);
        }
    }

    private String key(String partition) {
        return kind + "/" + partition;
    }
}
