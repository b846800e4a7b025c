package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.RawMessage;
import org.afterword.storage.embedded.database.PlainFiles;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.embedded.database.SqlConnection;
import org.afterword.storage.embedded.database.SqlFault;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.embedded.database.StoreHealth;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.SpoolName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool: a row for each mail with its job and its lease, its bytes in a second table, or in a file if they are many.
 *
 * <p>A lease is an epoch: each that is given is the row's next one, and only the holder of the last one can change
 * anything. So a holder whose time ran out still holds the mail until somebody else takes it. Leases do not wait for the disk:
 * after a power cut nobody holds any.
 *
 * <p>A mail whose bytes are not those that were stored is set aside: its row is marked, what can be read of it is written to
 * {@code damaged/}, and the log names it. Nobody gets it any more, and no other mail is held up by it.
 */
final class SqliteMailSpool implements MailSpool {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteMailSpool.class);

    /**
     * Up to this size a mail lies in the database. Above it a file of its own is faster, since the database writes each byte
     * twice: to its log, and later to its place.
     */
    static final int LARGE = 64 * 1024;

    private static final Duration LEASE = Duration.ofSeconds(60);
    /** The queues that somebody empties. */
    static final Set<String> EMPTIED = Set.of(SigningQueue.NAME, SigningQueue.LATER, SigningQueue.POISON);

    private static final String MESSAGE =
            "SELECT 1 FROM message WHERE message.mail=mail.name AND queue IN ('" + String.join("','", EMPTIED) + "')";

    /** That there is a message for it in one of them. */
    static final String HAS_MESSAGE = "EXISTS (" + MESSAGE + ")";

    /** That such a message waits: nobody has received it. */
    private static final String HAS_WAITING_MESSAGE = "EXISTS (" + MESSAGE + " AND received=0)";

    private static final int OLDEST = 100;

    private final SqliteDatabase database;
    private final LargeMailFiles largeMails;
    private final Path damagedFolder;
    private final StoreHealth health;
    private final InstantSource time;

    /** A row, as the holder of its lease sees it. */
    private record Row(
            long id, long epoch, String job, byte @Nullable [] jobSha256, long size, byte[] sha256, boolean inFile) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getLong(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getBytes(4),
                    row.getLong(5),
                    row.getBytes(6),
                    row.getBoolean(7));
        }

        /** Whether the job is as it was stored; an earlier version did not keep its hash. */
        boolean jobIsWhole() {
            return jobSha256 == null || Arrays.equals(NamedJob.hash(job), jobSha256);
        }
    }

    SqliteMailSpool(
            SqliteDatabase database,
            LargeMailFiles largeMails,
            Path damagedFolder,
            StoreHealth health,
            InstantSource time) {
        this.database = database;
        this.largeMails = largeMails;
        this.damagedFolder = damagedFolder;
        this.health = health;
        this.time = time;
    }

    void checkIntake() throws IOException {
        health.checkIntake();
    }

    @Override
    public Incoming receive(SpoolName name) throws IOException {
        health.checkIntake();
        return new SqliteIncoming(this, largeMails, name);
    }

    /** Stores a mail, its job and its bytes in one transaction. */
    void store(SpoolName name, SigningJob job, byte[] mail, byte[] sha256) throws IOException {
        health.checkIntake();
        String json = job.toJson();
        database.write(connection -> {
            long id = insert(connection, name, json, mail.length, sha256, false);
            return connection.update("INSERT INTO body(id, data, name) VALUES(?,?,?)", id, mail, name.toString());
        });
    }

    /** Stores a mail whose file is durable already. */
    void storeLarge(SpoolName name, SigningJob job, long size, byte[] sha256) throws IOException {
        String json = job.toJson();
        database.write(connection -> insert(connection, name, json, size, sha256, true));
    }

    private long insert(SqlConnection connection, SpoolName name, String job, long size, byte[] sha256, boolean inFile)
            throws SQLException, IOException {
        if (connection.number("SELECT count(*) FROM mail WHERE name=?", name.toString()) > 0) {
            throw new IOException("there is a mail already under the name " + name);
        }
        return connection
                .first(
                        "INSERT INTO mail(name, touched_at, job, job_sha256, size, sha256, in_file)"
                                + " VALUES(?,?,?,?,?,?,?)"
                                + " RETURNING id",
                        row -> row.getLong(1),
                        name.toString(),
                        time.millis(),
                        job,
                        NamedJob.hash(job),
                        size,
                        sha256,
                        inFile ? 1 : 0)
                .orElseThrow();
    }

    @Override
    public Lease lease(SpoolName name) throws IOException {
        return lease(name, true);
    }

    @Override
    public Lease leaseUnread(SpoolName name) throws IOException {
        return lease(name, false);
    }

    private Lease lease(SpoolName name, boolean read) throws IOException {
        long now = time.millis();
        Optional<Row> taken = database.writeUnsynced(
                connection -> connection.first("""
                UPDATE mail SET epoch=epoch+1, leased_until=?
                 WHERE name=? AND damaged=0 AND (leased_until IS NULL OR leased_until<=?)
                RETURNING id, epoch, job, job_sha256, size, sha256, in_file""", Row::read, now + LEASE.toMillis(), name.toString(), now));
        if (taken.isEmpty()) {
            long there = database.read(connection ->
                    connection.number("SELECT count(*) FROM mail WHERE name=? AND damaged=0", name.toString()));
            return there > 0 ? new Busy() : new Gone();
        }
        Row row = taken.get();
        try {
            if (!row.jobIsWhole()) {
                setAside(name, row, "its job is not as it was stored");
                return new Gone();
            }
            SigningJob job = NamedJob.job(name, row.job());
            if (!read) {
                return new HeldLease(name, row, job, Optional.empty());
            }
            Optional<RawMessage> message = read(name, row);
            return message.isPresent() ? new HeldLease(name, row, job, message) : new Gone();
        } catch (IOException | RuntimeException unreadable) {
            giveBack(row);
            throw unreadable;
        }
    }

    @Override
    public Optional<SigningJob> noted(SpoolName name) throws IOException {
        Optional<String> job = database.read(connection -> connection.first(
                "SELECT job FROM mail WHERE name=? AND damaged=0", row -> row.getString(1), name.toString()));
        return job.isEmpty() ? Optional.empty() : Optional.of(NamedJob.job(name, job.get()));
    }

    /** The bytes; empty if the mail had to be set aside. */
    private Optional<RawMessage> read(SpoolName name, Row row) throws IOException {
        if (row.inFile()) {
            Optional<RawMessage> message = largeMails.read(name.job(), row.size(), row.sha256());
            if (message.isEmpty()) {
                setAside(name, row, "its file is not there or not as it was stored", new byte[0]);
            }
            return message;
        }
        byte[] bytes;
        try {
            bytes = bytes(database, row.id());
        } catch (IOException unreadable) {
            if (!SqlFault.isDamage(unreadable)) {
                throw unreadable;
            }
            setAside(name, row, String.valueOf(unreadable.getMessage()), new byte[0]);
            return Optional.empty();
        }
        if (bytes.length != row.size() || !Arrays.equals(Sha256.of(bytes), row.sha256())) {
            setAside(name, row, "its bytes are not those that were stored", bytes);
            return Optional.empty();
        }
        return Optional.of(RawMessage.of(bytes));
    }

    /** For a mail whose bytes may be whole. */
    private void setAside(SpoolName name, Row row, String why) throws IOException {
        setAside(name, row, why, row.inFile() ? new byte[0] : readable(row));
    }

    private byte[] readable(Row row) throws IOException {
        try {
            return bytes(database, row.id());
        } catch (IOException unreadable) {
            if (!SqlFault.isDamage(unreadable)) {
                throw unreadable;
            }
            return new byte[0];
        }
    }

    /** The bytes of a mail that has no file of its own; none if they are lost. */
    static byte[] bytes(SqliteDatabase database, long id) throws IOException {
        return database.read(connection -> connection
                .first("SELECT data FROM body WHERE id=?", found -> found.getBytes(1), id)
                .orElse(new byte[0]));
    }

    private void setAside(SpoolName name, Row row, String why, byte[] readable) throws IOException {
        PlainFiles.createFolder(damagedFolder);
        Path copy = damagedFolder.resolve(name.job() + ".eml");
        if (row.inFile()) {
            largeMails.move(name.job(), copy);
        } else {
            PlainFiles.write(copy, readable);
        }
        PlainFiles.write(damagedFolder.resolve(name.job() + ".json"), row.job().getBytes(StandardCharsets.UTF_8));
        database.write(
                connection -> connection.update("UPDATE mail SET damaged=1, leased_until=NULL WHERE id=?", row.id()));
        LOG.error(
                "mail {} is damaged ({}) and is not returned; what can be read of it is in {}. Ask its sender to send it"
                        + " again, or return that file by hand",
                name,
                why,
                copy);
    }

    @Override
    public Unattended unattended(Duration quiet, Duration unbegun) throws IOException {
        long now = time.millis();
        database.awaitChanges(); // A message that is on its way is not a lost one.
        List<NamedJob> rows = database.read(connection -> connection.all(
                """
                SELECT name, job, 'CRASHED' FROM mail WHERE leased_until<=?1 AND damaged=0
                UNION ALL
                SELECT name, job, 'UNTOUCHED' FROM mail
                 WHERE leased_until IS NULL AND damaged=0 AND touched_at<?2 AND NOT %1$s
                UNION ALL
                SELECT name, job, 'NEVER_LEASED' FROM mail
                 WHERE epoch=0 AND damaged=0 AND touched_at<?3 AND NOT %2$s AND (touched_at>=?2 OR %1$s)
                """.formatted(HAS_MESSAGE, HAS_WAITING_MESSAGE),
                NamedJob::read,
                now,
                now - quiet.toMillis(),
                now - unbegun.toMillis()));
        return NamedJob.sort(rows, oldest());
    }

    /** By the oldest whose job can be read. A job says in its JSON that it is kept aside, and nothing of that if not. */
    private Optional<Instant> oldest() throws IOException {
        List<NamedJob> oldest = database.read(connection -> connection.all("""
                SELECT name, job, 'UNTOUCHED' FROM mail WHERE damaged=0 AND instr(job, '"keptAside":')=0
                 ORDER BY id LIMIT ?""", NamedJob::read, OLDEST));
        return NamedJob.sort(oldest, Optional.empty()).forgotten().stream()
                .map(SigningJob::receivedAt)
                .min(Comparator.naturalOrder());
    }

    private void giveBack(Row row) {
        long now = time.millis();
        database.writeLater(connection -> connection.update(
                "UPDATE mail SET leased_until=NULL, touched_at=? WHERE id=? AND epoch=?", now, row.id(), row.epoch()));
    }

    private final class HeldLease implements Leased {
        private final SpoolName name;
        private final Row row;
        private final Optional<RawMessage> message;
        private volatile SigningJob job;
        private volatile boolean ended;

        /** @param message empty if the mail's bytes were not read */
        HeldLease(SpoolName name, Row row, SigningJob job, Optional<RawMessage> message) {
            this.name = name;
            this.row = row;
            this.job = job;
            this.message = message;
        }

        @Override
        public RawMessage message() {
            return message.orElseThrow();
        }

        @Override
        public SigningJob job() {
            return job;
        }

        @Override
        public void renew() throws IOException {
            long until = time.millis() + LEASE.toMillis();
            checkHeld(database.<Integer>writeUnsynced(connection -> connection.update(
                    "UPDATE mail SET leased_until=? WHERE id=? AND epoch=? AND leased_until IS NOT NULL",
                    until,
                    row.id(),
                    row.epoch())));
        }

        @Override
        public void note(SigningJob newJob) throws IOException {
            String json = newJob.toJson();
            change(connection -> connection.update(
                    "UPDATE mail SET job=?, job_sha256=? WHERE id=? AND epoch=? AND leased_until IS NOT NULL",
                    json,
                    NamedJob.hash(json),
                    row.id(),
                    row.epoch()));
            job = newJob;
        }

        @Override
        public void delete() throws IOException {
            try {
                change(connection -> {
                    int deleted = deleteRow(connection);
                    connection.update("DELETE FROM body WHERE id=?", row.id());
                    return deleted;
                });
            } catch (IOException failed) {
                if (!SqlFault.isDamage(failed)) {
                    throw failed;
                }
                // The page of the bytes cannot be changed. Without its row the mail is gone for all that.
                change(this::deleteRow);
            }
            ended = true;
            if (row.inFile()) {
                largeMails.remove(name.job());
            }
        }

        private int deleteRow(SqlConnection connection) throws SQLException, IOException {
            int deleted = connection.update(
                    "DELETE FROM mail WHERE id=? AND epoch=? AND leased_until IS NOT NULL", row.id(), row.epoch());
            checkHeld(deleted);
            return deleted;
        }

        private void change(SqliteDatabase.Change<Integer> change) throws IOException {
            checkHeld(database.write(change));
        }

        private void checkHeld(int rows) throws IOException {
            if (rows != 1) {
                throw new LeaseLostException(name, null);
            }
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                giveBack(row);
            }
        }
    }
}
