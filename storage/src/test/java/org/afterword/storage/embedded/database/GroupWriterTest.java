package org.afterword.storage.embedded.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.embedded.database.SqliteFile.Synchronous;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupWriterTest {
    private static final String INSERT = "INSERT INTO thing(name) VALUES(?)";

    @TempDir
    Path folder;

    private final StoreHealth health = new StoreHealth();
    private final AtomicInteger roomAsked = new AtomicInteger();
    private SqliteDatabase database;

    @BeforeEach
    void open() throws IOException {
        SqliteFile file = new SqliteFile(
                folder.resolve("things.db"),
                42,
                List.of(List.of("CREATE TABLE thing(name TEXT PRIMARY KEY) STRICT")),
                Synchronous.FULL);
        database = SqliteDatabase.open(file, health, () -> roomAsked.incrementAndGet() < 2);
    }

    @AfterEach
    void close() throws IOException {
        database.close();
    }

    /** On a slow disk all that wait share a sync; without that it would be one life of a mail per sync and step. */
    @Test
    void oneCommitServesAllThatWait() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread slow = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                database.writeLater(connection -> {
                    pause();
                    return 0;
                });
                pause();
            }
        });
        int producers = 24;
        int each = 20;
        CountDownLatch done = new CountDownLatch(producers);
        for (int p = 0; p < producers; p++) {
            String name = "producer " + p;
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < each; i++) {
                        insert(name + " " + i);
                    }
                    done.countDown();
                } catch (IOException lost) {
                    throw new AssertionError(lost);
                }
            });
        }
        done.await();
        enough.set(true);
        slow.join();
        assertThat(names()).hasSize(producers * each);
        assertThat(database.meanGroup()).isGreaterThan(4);
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aChangeThatFailsIsUndoneAloneAndTheOthersAreMade() throws Exception {
        insert("there");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        database.writeLater(connection -> {
            begun.countDown();
            awaitQuietly(go);
            return 0;
        });
        begun.await();
        List<Thread> threads = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        for (String name : List.of("one", "there", "two")) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    database.write(connection -> {
                        connection.update(INSERT, name + " first");
                        return connection.update(INSERT, name);
                    });
                } catch (IOException duplicate) {
                    failed.incrementAndGet();
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failed).hasValue(1);
        assertThat(names()).containsExactlyInAnyOrder("there", "one", "one first", "two", "two first");
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    @Test
    void anInterruptedThreadStillGetsItsChangeMadeAndHarmsNoOther() throws IOException {
        Thread.currentThread().interrupt();
        insert("interrupted");
        assertThat(names()).containsExactly("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        insert("next");
        assertThat(names()).containsExactlyInAnyOrder("interrupted", "next");
    }

    @Test
    void aRefusalReachesTheOneWhoAsked() {
        assertThatThrownBy(() -> database.write(connection -> {
                    throw new java.io.FileNotFoundException("as it was thrown");
                }))
                .isInstanceOf(java.io.FileNotFoundException.class)
                .hasMessage("as it was thrown");
        assertThatThrownBy(() -> database.write(connection -> {
                    throw new IllegalStateException("likewise");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void asksForRoomOnceAndTriesAgainOnAFullDisk() throws IOException {
        database.betweenTransactions(connection -> connection.pragma("max_page_count=10"));
        assertThatThrownBy(() -> {
                    for (int i = 0; ; i++) {
                        insert(i + "x".repeat(5_000));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is full");
        assertThat(roomAsked).hasValue(1);
        List<String> kept = names();
        database.write(connection -> connection.update("DELETE FROM thing"));
        insert("again");
        assertThat(kept).isNotEmpty();
        assertThat(names()).containsExactly("again");
    }

    @Test
    void refusesChangesOnceClosed() throws IOException {
        insert("before");
        database.close();
        assertThatThrownBy(() -> insert("late")).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> names()).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void makesWhatWaitsBeforeItCloses() throws IOException {
        for (int i = 0; i < 100; i++) {
            String name = "later " + i;
            database.writeLater(connection -> connection.update(INSERT, name));
        }
        database.close();
        open();
        assertThat(names()).hasSize(100);
    }

    @Test
    void readsOnlyWhatWasCommitted() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        database.writeLater(connection -> {
            connection.update(INSERT, "soon");
            written.countDown();
            awaitQuietly(seen);
            return 0;
        });
        written.await();
        assertThat(names()).isEmpty();
        seen.countDown();
        insert("after");
        assertThat(names()).containsExactlyInAnyOrder("soon", "after");
    }

    @Test
    void waitsForTheDiskOnlyWhereThatIsWanted() throws IOException {
        database.writeUnsynced(connection -> connection.update(INSERT, "unsynced"));
        assertThat(synchronous()).isEqualTo("1");
        insert("synced");
        assertThat(synchronous()).isEqualTo("2");
        database.writeLater(connection -> connection.update(INSERT, "later"));
        assertThat(synchronous()).isEqualTo("1");
        assertThat(names()).containsExactlyInAnyOrder("unsynced", "synced", "later");
    }

    private String synchronous() throws IOException {
        return database.betweenTransactions(connection -> connection.pragma("synchronous"));
    }

    private void insert(String name) throws IOException {
        database.write(connection -> connection.update(INSERT, name));
    }

    private List<String> names() throws IOException {
        return database.read(connection -> connection.all("SELECT name FROM thing", row -> row.getString(1)));
    }

    @Test
    void readsBackWhatItWasSetTo() throws IOException {
        Optional<String> mode =
                Optional.of(database.<String>betweenTransactions(connection -> connection.pragma("journal_mode") + " "
                        + connection.pragma("synchronous") + " " + connection.pragma("auto_vacuum") + " "
                        + connection.pragma("page_size") + " " + connection.pragma("secure_delete") + " "
                        + connection.pragma("mmap_size")));
        assertThat(mode).contains("wal 2 2 8192 1 0");
    }
}
