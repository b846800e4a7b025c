package org.afterword.storage.embedded;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.jspecify.annotations.Nullable;

/**
 * The queues, a row for each message. Sent messages are durable. That one was received or deleted does not wait for the
 * disk, so after a power cut the last ones may be seen again. Messages that the last process had received and not deleted are seen at once by the next.
 */
final class SqliteQueues implements TriggerQueues {
    private static final Duration WAIT_FOR_FIRST = Duration.ofMillis(250);
    private static final int SHOWN = 32;
    private static final long ONE_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final SqliteDatabase database;
    private final InstantSource time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private long arrivals;

    SqliteQueues(SqliteDatabase database, InstantSource time) {
        this.database = database;
        this.time = time;
    }

    @Override
    public void send(String queue, String body, Duration delay) throws IOException {
        send(queue, body, mailOf(body), delay);
    }

    /**
     * Queues a job with the name of its mail. If the mail is in the spool nobody waits for that: its own row makes the message
     * durable, since each mail without one is queued, at the next start or by {@code abandoned}.
     */
    void send(String queue, SigningJob job, Duration delay) throws IOException {
        String json = job.toJson();
        String mail = job.spoolName().toString();
        long stored = database.read(
                connection -> connection.number("SELECT count(*) FROM mail WHERE name=? AND damaged=0", mail));
        if (stored == 0) {
            send(queue, json, mail, delay);
            return;
        }
        long now = time.millis();
        database.writeLater(connection -> insert(connection, queue, json, mail, now, delay), this::tellReceivers);
    }

    private void send(String queue, String body, @Nullable String mail, Duration delay) throws IOException {
        long now = time.millis();
        database.write(connection -> insert(connection, queue, body, mail, now, delay));
        tellReceivers();
    }

    private static int insert(
            SqlConnection connection, String queue, String body, @Nullable String mail, long now, Duration delay)
            throws SQLException {
        return connection.update(
                "INSERT INTO message(queue, body, mail, sent_at, visible_at) VALUES(?,?,?,?,?)",
                queue,
                body,
                mail,
                now,
                now + delay.toMillis());
    }

    /**
     * Has the messages for a mail say that its worker crashed, and queues one if none is as late as the mail's note.
     *
     * @param noted the job as last noted
     */
    static void noteCrash(SqlConnection connection, SigningJob noted, long now) throws SQLException {
        String mail = noted.spoolName().toString();
        boolean told = false;
        for (Sent sent : connection.all("SELECT id, queue, body FROM message WHERE mail=?", Sent::read, mail)) {
            Optional<SigningJob> job = sent.job().filter(any -> sent.isSeen() && any.attempt() >= noted.attempt());
            if (job.isPresent()) {
                connection.update(
                        "UPDATE message SET body=? WHERE id=?",
                        job.get().afterCrash().toJson(),
                        sent.id());
                told = true;
            }
        }
        if (!told) {
            insert(connection, SigningQueue.NAME, noted.afterCrash().toJson(), mail, now, Duration.ZERO);
        }
    }

    private record Sent(long id, String queue, String body) {
        static Sent read(ResultSet row) throws SQLException {
            return new Sent(row.getLong(1), row.getString(2), row.getString(3));
        }

        /** Whether somebody empties its queue. */
        boolean isSeen() {
            return SqliteMailSpool.EMPTIED.contains(queue);
        }

        Optional<SigningJob> job() {
            try {
                return Optional.of(SigningJob.parse(body));
            } catch (IllegalArgumentException notAJob) {
                return Optional.empty();
            }
        }
    }

    private static @Nullable String mailOf(String body) {
        try {
            return SigningJob.parse(body).spoolName().toString();
        } catch (IllegalArgumentException notAJob) {
            return null;
        }
    }

    private void tellReceivers() {
        lock.lock();
        try {
            arrivals++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Delivery> receive(String queue, int max, Duration hidden) throws IOException {
        long deadline = System.nanoTime() + WAIT_FOR_FIRST.toNanos();
        while (true) {
            long seen = arrivals();
            Optional<Long> next = nextVisible(queue);
            long now = time.millis();
            if (next.isPresent() && next.get() <= now) {
                List<Delivery> taken = take(queue, max, now, now + hidden.toMillis());
                if (!taken.isEmpty()) {
                    return taken;
                }
                continue; // Another receiver was quicker.
            }
            long wait = deadline - System.nanoTime();
            if (next.isPresent()) {
                wait = Math.min(wait, Math.max(ONE_MILLISECOND, TimeUnit.MILLISECONDS.toNanos(next.get() - now)));
            }
            if (wait <= 0 || !awaitArrival(seen, wait)) {
                return List.of();
            }
        }
    }

    private long arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something has been sent since {@code seen}. @return whether to look again: not if interrupted */
    private boolean awaitArrival(long seen, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (arrivals == seen && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Long> nextVisible(String queue) throws IOException {
        return database.read(connection -> connection.first(
                "SELECT visible_at FROM message WHERE queue=? ORDER BY visible_at LIMIT 1",
                row -> row.getLong(1),
                queue));
    }

    private List<Delivery> take(String queue, int max, long now, long hiddenUntil) throws IOException {
        List<Delivery> taken = database.writeUnsynced(connection -> connection.all(
                """
                UPDATE message SET visible_at=?, received=1, dequeue_count=dequeue_count+1
                 WHERE id IN (SELECT id FROM message WHERE queue=? AND visible_at<=? ORDER BY visible_at, id LIMIT ?)
                RETURNING id, body, dequeue_count""",
                row -> new Delivery(
                        queue, Long.toString(row.getLong(1)), row.getString(2), row.getInt(3), row.getString(3)),
                hiddenUntil,
                queue,
                now,
                max));
        // SQLite promises no order of what it returns.
        taken.sort(Comparator.comparingLong(delivery -> Long.parseLong(delivery.id())));
        return taken;
    }

    @Override
    public void delete(Delivery delivery) {
        long id = Long.parseLong(delivery.id());
        int count = Integer.parseInt(delivery.receipt());
        database.writeLater(
                connection -> connection.update("DELETE FROM message WHERE id=? AND dequeue_count=?", id, count));
    }

    @Override
    public void release(Delivery delivery, Duration delay) throws IOException {
        long id = Long.parseLong(delivery.id());
        int count = Integer.parseInt(delivery.receipt());
        long visible = time.millis() + delay.toMillis();
        database.writeUnsynced(connection -> connection.update(
                "UPDATE message SET visible_at=?, received=0 WHERE id=? AND dequeue_count=?", visible, id, count));
        tellReceivers();
    }

    @Override
    public int length(String queue) throws IOException {
        return Math.toIntExact(
                database.read(connection -> connection.number("SELECT count(*) FROM message WHERE queue=?", queue)));
    }

    /** How long the message that can be taken next has been there to be taken; zero if there is none. */
    Duration oldestAge(String queue) throws IOException {
        Optional<Long> next = nextVisible(queue);
        return next.isEmpty() ? Duration.ZERO : Duration.ofMillis(Math.max(0, time.millis() - next.get()));
    }

    /** The texts of the next messages that could be taken. They stay as they are. */
    List<String> shown(String queue) throws IOException {
        return database.read(connection -> connection.all(
                "SELECT body FROM message WHERE queue=? AND visible_at<=? ORDER BY visible_at LIMIT ?",
                row -> row.getString(1),
                queue,
                time.millis(),
                SHOWN));
    }

    /**
     * Shows what the last process had received, and brings times that lie ahead, since the machine's clock was set back,
     * to what was meant: so long after now.
     */
    void show() throws IOException {
        long now = time.millis();
        database.write(connection -> {
            connection.update("UPDATE message SET visible_at=?1, received=0 WHERE received=1", now);
            return show(connection, now);
        });
    }

    private static int show(SqlConnection connection, long now) throws SQLException {
        return connection.update(
                "UPDATE message SET visible_at=visible_at-sent_at+?1, sent_at=?1 WHERE sent_at>?1", now);
    }
}
