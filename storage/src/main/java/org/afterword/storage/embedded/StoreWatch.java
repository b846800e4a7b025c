package org.afterword.storage.embedded;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after an open folder once a second, in a thread of its own: that the files are still there, that there is room,
 * that the logs stay short and hold nothing that was deleted, that old traces go, and once a day that all can be read.
 */
final class StoreWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
    private static final Duration EMPTIED_AT_LEAST = Duration.ofSeconds(60);
    /** A log that keeps its length is faster to write to than one that grows. */
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final long LONG_LOG = 64L << 20;
    private static final long LOG_LIMIT = 256L << 20;

    private final OpenFolder folder;
    private final DiskSpace disk;
    private final InstantSource time;
    private final ScheduledExecutorService thread;
    private final Map<SqliteDatabase, Long> changesSeen = new HashMap<>();
    private final Map<SqliteDatabase, Instant> changed = new HashMap<>();
    private final Map<SqliteDatabase, Instant> emptied = new HashMap<>();
    private Instant pruned;
    private Instant checked;

    StoreWatch(OpenFolder folder, DiskSpace disk, InstantSource time) {
        this.folder = folder;
        this.disk = disk;
        this.time = time;
        this.pruned = time.instant();
        this.checked = time.instant();
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("store watch").factory());
        thread.scheduleWithFixedDelay(this::lookAndGoOn, 0, 1, TimeUnit.SECONDS);
    }

    private void lookAndGoOn() {
        try {
            look();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("while looking after the store: {}", failed.getMessage());
        }
    }

    synchronized void look() throws IOException {
        Instant now = time.instant(); // Also keeps the time of this process going.
        folder.checkFiles();
        if (folder.health.isUnwritable()) {
            // Nobody else tries while nothing is taken.
            folder.mail.<Integer>writeUnsynced(
                    connection -> connection.update("UPDATE property SET value=value WHERE name='store'"));
        }
        Optional<String> shortage = disk.look();
        for (SqliteDatabase database : List.of(folder.mail, folder.trace)) {
            emptyLog(database, now);
            if (database.logBytes() > LOG_LIMIT) {
                shortage = Optional.of("a log of the store has grown to " + (database.logBytes() >> 20)
                        + " MB: a program reads the database all the time. End it.");
            }
        }
        folder.health.shortOfSpace(shortage.orElse(null));
        if (pruned.plus(HOUR).isBefore(now)) {
            pruned = now;
            prune();
        }
        if (checked.plus(DAY).isBefore(now)) {
            checked = now;
            check();
        }
    }

    /** When nothing has been written for a while, when the last time was a minute ago, and when it is long. */
    private void emptyLog(SqliteDatabase database, Instant now) throws IOException {
        long changes = database.changes();
        Long before = changesSeen.put(database, changes);
        if (before == null || before != changes) {
            changed.put(database, now);
        }
        boolean quiet = changed.getOrDefault(database, now).plus(QUIET).isBefore(now);
        boolean due = emptied.computeIfAbsent(database, first -> now)
                .plus(EMPTIED_AT_LEAST)
                .isBefore(now);
        long bytes = database.logBytes();
        if (bytes > 0 && (quiet || due || bytes > LONG_LOG) && database.emptyLog()) {
            emptied.put(database, now);
        }
    }

    private void prune() throws IOException {
        while (folder.traces.prune() > 0) {
            // Some at a time, so that nobody waits long for the writer.
        }
        folder.onboarding.prune();
        folder.mail.shrink();
        folder.trace.shrink();
    }

    private void check() throws IOException {
        List<String> faults = folder.mail.check();
        if (!faults.isEmpty()) {
            folder.health.damaged("The database in " + folder.path() + " is damaged (" + faults.getFirst()
                    + "). Restart Afterword, which sets the damage aside.");
        }
        long missing = folder.mail.read(connection -> connection.number(
                "SELECT count(*) FROM mail WHERE in_file=0 AND damaged=0 AND id NOT IN (SELECT id FROM body)"));
        if (missing > 0) {
            folder.health.damaged(missing + " mails in " + folder.path()
                    + " have lost their content. Restart Afterword, which sets them aside.");
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
