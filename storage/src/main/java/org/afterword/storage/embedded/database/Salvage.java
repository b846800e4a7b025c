package org.afterword.storage.embedded.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what can be read of a damaged database into a new one, row by row, and keeps the damaged file beside it. A page
 * that cannot be read takes the rows in it and no others.
 */
public final class Salvage {
    private static final Logger LOG = LoggerFactory.getLogger(Salvage.class);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    /** So many row ids are tried one by one after an unreadable page, where it is not known which the last one is. */
    private static final long TRIED = 100_000;

    private final SqliteFile damaged;
    private final SqliteFile copy;

    public Salvage(SqliteFile damaged) {
        this.damaged = damaged;
        this.copy = new SqliteFile(
                damaged.path().resolveSibling(damaged.path().getFileName() + ".salvaged"),
                damaged.applicationId(),
                damaged.versions(),
                damaged.synchronous());
    }

    /** Ends a salvage that was cut off between its two renames. */
    public void finish() throws IOException {
        if (!damaged.exists() && copy.exists()) {
            move(copy.path(), damaged.path());
        }
    }

    /** Puts a sound database in the place of the damaged one. No connection to it may be open. */
    public void run() throws IOException {
        Files.deleteIfExists(copy.path());
        Files.deleteIfExists(copy.log());
        try (SqlConnection from = SqlConnection.open(damaged.path());
                SqlConnection to = copy.openForWriting()) {
            to.run("BEGIN IMMEDIATE");
            for (String table : to.all(
                    "SELECT name FROM sqlite_schema WHERE type='table' AND name NOT LIKE 'sqlite_%'",
                    row -> row.getString(1))) {
                copy(table, from, to);
            }
            to.run("COMMIT");
        } catch (SQLException unreadable) {
            throw SqlFault.failure(damaged.path(), unreadable);
        }
        setAside(damaged);
        move(copy.path(), damaged.path());
    }

    /** Renames a damaged database and its log, so that nothing finds them under their names. */
    public static void setAside(SqliteFile file) throws IOException {
        String suffix = ".damaged-" + MOMENT.format(Instant.now());
        Path kept = file.path().resolveSibling(file.path().getFileName() + suffix);
        Files.move(file.path(), kept, StandardCopyOption.ATOMIC_MOVE);
        if (Files.exists(file.log())) {
            Files.move(file.log(), kept.resolveSibling(kept.getFileName() + "-wal"), StandardCopyOption.ATOMIC_MOVE);
        }
        PlainFiles.sync(PlainFiles.directoryOf(kept));
        LOG.error("the damaged database is kept as {}", kept);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        PlainFiles.sync(PlainFiles.directoryOf(to));
    }

    private static void copy(String table, SqlConnection from, SqlConnection to) throws SQLException {
        List<String> columns = to.all("SELECT name FROM pragma_table_info('" + table + "')", row -> row.getString(1));
        String names = String.join(",", columns);
        String insert = "INSERT OR IGNORE INTO " + table + "(rowid," + names + ") VALUES(?"
                + String.join("", Collections.nCopies(columns.size(), ",?")) + ")";
        String select = "SELECT rowid," + names + " FROM " + table + " WHERE rowid";
        long last = lastRow(table, from);
        long copied = 0;
        long unreadable = 0;
        long id = 0;
        while (true) {
            Optional<@Nullable Object[]> row;
            try {
                row = from.first(select + ">? ORDER BY rowid LIMIT 1", found -> values(found, columns.size() + 1), id);
            } catch (SQLException damage) {
                unreadable++;
                row = Optional.empty();
                long until = last > 0 ? last : id + TRIED;
                while (row.isEmpty() && id < until) {
                    id++;
                    row = readOne(select, columns.size() + 1, id, from);
                }
                if (row.isEmpty()) {
                    break;
                }
            }
            if (row.isEmpty()) {
                break;
            }
            to.update(insert, row.get());
            copied++;
            id = ((Number) java.util.Objects.requireNonNull(row.get()[0])).longValue();
        }
        if (unreadable > 0) {
            LOG.error("table {}: {} rows were read, {} places could not be read", table, copied, unreadable);
        }
    }

    private static Optional<@Nullable Object[]> readOne(String select, int columns, long id, SqlConnection from) {
        try {
            return from.first(select + "=?", found -> values(found, columns), id);
        } catch (SQLException stillDamaged) {
            return Optional.empty();
        }
    }

    private static long lastRow(String table, SqlConnection from) {
        try {
            return from.number("SELECT max(rowid) FROM " + table);
        } catch (SQLException damage) {
            try {
                return from.number("SELECT seq FROM sqlite_sequence WHERE name=?", table);
            } catch (SQLException more) {
                return 0;
            }
        }
    }

    private static @Nullable Object[] values(ResultSet row, int count) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = row.getObject(i + 1);
        }
        return values;
    }
}
