package org.afterword.storage.embedded.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** A connection to a database and its prepared statements, which the driver does not keep. For one thread at a time. */
public final class SqlConnection implements AutoCloseable {
    private static final int BUSY_MILLIS = 10_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    /** Reads a value from the row that the result stands at. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private SqlConnection(Connection connection) {
        this.connection = connection;
    }

    /** Commits each statement by itself, unless {@code BEGIN IMMEDIATE} says otherwise. */
    public static SqlConnection open(Path file) throws SQLException {
        return open(file, new SQLiteConfig());
    }

    public static SqlConnection openReadOnly(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return open(file, config);
    }

    private static SqlConnection open(Path file, SQLiteConfig config) throws SQLException {
        config.setBusyTimeout(BUSY_MILLIS);
        return new SqlConnection(config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    }

    /** Runs a statement that is used once, {@code PRAGMA} and {@code CREATE}: it is not kept. */
    public void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // executeUpdate steps to the end of a PRAGMA's rows where execute stops at the first.
            statement.executeUpdate(sql);
        }
    }

    /** What a {@code PRAGMA} says, in its first column. */
    public String pragma(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA " + name)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        }
    }

    /** What SQLite's check finds wrong, in the indexes too, ten faults at most; empty if nothing. */
    public List<String> faults() throws SQLException {
        return all("PRAGMA integrity_check(10)", row -> row.getString(1)).stream()
                .filter(line -> !line.equals("ok"))
                .toList();
    }

    /** Changes rows. @return how many */
    public int update(String sql, @Nullable Object... values) throws SQLException {
        try {
            return prepare(sql, values).executeUpdate();
        } catch (SQLException failed) {
            forget(sql, failed);
            throw failed;
        }
    }

    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> rows = all(sql, reader, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** All rows, read to the end: an open result would hold the log. */
    public <T> List<T> all(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = prepare(sql, values).executeQuery()) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        } catch (SQLException failed) {
            forget(sql, failed);
            throw failed;
        }
        return rows;
    }

    /** The number that a query gives in its only row; zero where it is null. */
    public long number(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            bind(statement, i + 1, values[i]);
        }
        return statement;
    }

    /** The driver closes a statement that failed, without saying so. */
    private void forget(String sql, SQLException because) {
        try (PreparedStatement failed = statements.remove(sql)) {
            // Closed once more in case it was another statement's fault.
        } catch (SQLException worse) {
            because.addSuppressed(worse);
        }
    }

    private static void bind(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setObject(place, null);
            case String text -> statement.setString(place, text);
            case Long number -> statement.setLong(place, number);
            case Integer number -> statement.setInt(place, number);
            case byte[] bytes -> statement.setBytes(place, bytes);
            default -> throw new IllegalArgumentException("no column has a " + value.getClass());
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
        }
    }
}
