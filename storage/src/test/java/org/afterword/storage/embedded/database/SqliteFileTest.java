package org.afterword.storage.embedded.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.afterword.storage.embedded.database.SqliteFile.Synchronous;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
    private static final List<String> FIRST = List.of("CREATE TABLE thing(name TEXT) STRICT");
    private static final List<String> SECOND =
            List.of("ALTER TABLE thing ADD COLUMN size INTEGER", "UPDATE thing SET size=7");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("things.db");
    }

    private SqliteFile file(List<List<String>> versions) {
        return new SqliteFile(file, 42, versions, Synchronous.FULL);
    }

    @Test
    void bringsAnEarlierVersionToThePresentOne() throws Exception {
        try (SqlConnection connection = file(List.of(FIRST)).openForWriting()) {
            connection.update("INSERT INTO thing(name) VALUES('a')");
        }
        try (SqlConnection connection = file(List.of(FIRST, SECOND)).openForWriting()) {
            assertThat(connection.number("SELECT size FROM thing")).isEqualTo(7);
            assertThat(connection.pragma("user_version")).isEqualTo("2");
        }
    }

    @Test
    void leavesTheFileAsItWasWhenThatFails() throws Exception {
        file(List.of(FIRST)).openForWriting().close();
        List<String> broken = List.of("ALTER TABLE thing ADD COLUMN size INTEGER", "UPDATE nothing SET size=7");
        assertThatThrownBy(() -> file(List.of(FIRST, broken)).openForWriting()).isInstanceOf(IOException.class);
        try (SqlConnection connection = file(List.of(FIRST, SECOND)).openForWriting()) {
            assertThat(connection.pragma("user_version")).isEqualTo("2");
        }
    }

    /** What a kill in the middle of it leaves. */
    @Test
    void aMigrationThatWasCutOffIsMadeAtTheNextStart() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (SqlConnection connection = file(List.of(FIRST)).openForWriting()) {
            connection.update("INSERT INTO thing(name) VALUES('a')");
            connection.run("PRAGMA cache_size=1"); // So that pages of the unfinished change reach the log.
            connection.run("BEGIN IMMEDIATE");
            connection.run(SECOND.getFirst());
            connection.run("UPDATE thing SET name=hex(zeroblob(100000))");
            connection.run("PRAGMA user_version=2");
            Files.copy(file, copy);
            Files.copy(file.resolveSibling("things.db-wal"), copy.resolveSibling("copy.db-wal"));
            connection.run("ROLLBACK");
        }
        SqliteFile cut = new SqliteFile(copy, 42, List.of(FIRST, SECOND), Synchronous.FULL);
        try (SqlConnection connection = cut.openForWriting()) {
            assertThat(connection.first("SELECT name || size FROM thing", row -> row.getString(1)))
                    .contains("a7");
        }
    }

    @Test
    void refusesWhatANewerVersionHasWritten() throws Exception {
        file(List.of(FIRST, SECOND)).openForWriting().close();
        assertThatThrownBy(() -> file(List.of(FIRST)).openForWriting())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("newer version of Afterword");
    }

    @Test
    void refusesAnotherProgramsDatabase() throws Exception {
        try (SqlConnection other = SqlConnection.open(file)) {
            other.run("CREATE TABLE theirs(name TEXT)");
        }
        assertThatThrownBy(() -> file(List.of(FIRST)).openForWriting())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another program");
    }

    @Test
    void refusesAnOldSqlite() {
        assertThat(List.of("3.40.1", "3.51.2", "2.8.17", "3.51")).allMatch(SqliteFile::isTooOld);
        assertThat(List.of("3.51.3", "3.52.0", "3.54.1", "4.0.0")).noneMatch(SqliteFile::isTooOld);
    }

    @Test
    void namesWhatIsNotADatabase() throws IOException {
        Files.writeString(
                file,
                "not a database, and as long as the header of one is, a hundred bytes in all, or some more than that");
        assertThatThrownBy(() -> file(List.of(FIRST)).openForWriting())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged")
                .hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void noJavaChannelEverOpensADatabase() {
        for (String name : List.of("mail.db", "mail.db-wal", "mail.db-shm", "mail.db.damaged-1")) {
            Path path = folder.resolve(name);
            assertThatThrownBy(() -> PlainFiles.create(path)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> PlainFiles.openOrCreate(path)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> PlainFiles.read(path)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> PlainFiles.sha256(path)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> PlainFiles.copy(path, folder.resolve("copy")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
