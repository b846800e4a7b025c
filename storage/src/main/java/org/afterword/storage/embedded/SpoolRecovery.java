package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.storage.embedded.database.PlainFiles;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the spool right at a start: what the last process held, and what damage has taken. For the one thread that opens the store. */
final class SpoolRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolRecovery.class);

    private static final String LOST_ROW = "mail {} has lost its row in the database; its content is in {}";

    private final SqliteDatabase database;
    private final LargeMailFiles largeMails;
    private final Path damagedFolder;
    private final InstantSource time;

    SpoolRecovery(SqliteDatabase database, LargeMailFiles largeMails, Path damagedFolder, InstantSource time) {
        this.database = database;
        this.largeMails = largeMails;
        this.damagedFolder = damagedFolder;
        this.time = time;
    }

    /**
     * Frees the leases of the last process, which crashed with that mail in hand: each message for it says so, and one is
     * queued where there is none.
     */
    void endLeases() throws IOException {
        long now = time.millis();
        database.write(connection -> {
            List<NamedJob> held = connection.all(
                    "SELECT name, job, 'CRASHED' FROM mail WHERE leased_until IS NOT NULL", NamedJob::read);
            for (SigningJob noted : NamedJob.sort(held, Optional.empty()).crashed()) {
                SqliteQueues.noteCrash(connection, noted, now);
            }
            connection.update("UPDATE mail SET touched_at=?1 WHERE touched_at>?1", now);
            return connection.update("UPDATE mail SET leased_until=NULL WHERE leased_until IS NOT NULL");
        });
    }

    /** Gives a mail whose name in its row is not the one in its job, which has a hash, that name again. */
    void repairNames() throws IOException {
        List<NamedJob> rows = database.read(connection -> connection.all(
                "SELECT name, job, 0, job_sha256 FROM mail WHERE damaged=0 AND instr(job, name)=0",
                row -> new NamedJob(
                        row.getString(1),
                        Arrays.equals(NamedJob.hash(row.getString(2)), row.getBytes(4)) ? row.getString(2) : "",
                        NamedJob.State.UNTOUCHED)));
        for (NamedJob row : rows) {
            Optional<String> name = NamedJob.nameIn(row.json()).filter(right -> !right.equals(row.name()));
            if (name.isPresent()) {
                database.write(connection ->
                        connection.update("UPDATE OR IGNORE mail SET name=? WHERE name=?", name.get(), row.name()));
                LOG.error("mail {} had a damaged name in the database, which is put right", name.get());
            }
        }
    }

    /**
     * Makes rows anew that a damaged page has taken, by the bytes with their name and the job in a message. Bytes without a
     * message are set aside, as {@link #sweepFiles} does with files: they may be what is left of a mail that was returned while
     * their page was damaged, or of one whose message was on a damaged page too.
     */
    void restoreRows() throws IOException {
        record Bytes(long id, String name, String job) {}
        List<Bytes> without = database.read(connection ->
                connection.all("""
                SELECT body.id, body.name, max(message.id), message.body
                  FROM body JOIN message ON message.mail=body.name
                 WHERE body.id NOT IN (SELECT id FROM mail) AND body.name NOT IN (SELECT name FROM mail)
                 GROUP BY body.id""", row -> new Bytes(row.getLong(1), row.getString(2), row.getString(4))));
        for (Bytes bytes : without) {
            if (NamedJob.nameIn(bytes.job()).equals(Optional.of(bytes.name()))) {
                restore(bytes.id(), bytes.name(), bytes.job(), SqliteMailSpool.bytes(database, bytes.id()));
            }
        }
        setAsideBytes();
    }

    private void setAsideBytes() throws IOException {
        List<Long> alone = database.read(connection ->
                connection.all("SELECT id FROM body WHERE id NOT IN (SELECT id FROM mail)", row -> row.getLong(1)));
        for (long id : alone) {
            Optional<SpoolName> name = database.read(connection ->
                            connection.first("SELECT name FROM body WHERE id=?", row -> row.getString(1), id))
                    .flatMap(NamedJob::nameOf);
            PlainFiles.createFolder(damagedFolder);
            PlainFiles.write(
                    damagedFolder.resolve(
                            name.map(known -> known.job().toString()).orElse("bytes-" + id) + ".eml"),
                    SqliteMailSpool.bytes(database, id));
            LOG.error(LOST_ROW, name.map(SpoolName::toString).orElse("without a name"), damagedFolder);
        }
        database.write(connection -> connection.update("DELETE FROM body WHERE id NOT IN (SELECT id FROM mail)"));
    }

    private void restore(long id, String name, String job, byte[] data) throws IOException {
        database.write(connection -> connection.update(
                "INSERT OR IGNORE INTO mail(id, name, touched_at, job, job_sha256, size, sha256, in_file)"
                        + " VALUES(?,?,?,?,?,?,?,0)",
                id,
                name,
                time.millis(),
                job,
                NamedJob.hash(job),
                data.length,
                Sha256.of(data)));
        LOG.error("mail {} had lost its row in the database, which is made anew by its message", name);
    }

    /**
     * Brings files and rows together after a start.
     *
     * @param rowsMayBeLost whether a file without a row may be all that is left of an acknowledged mail
     */
    void sweepFiles(boolean rowsMayBeLost) throws IOException {
        largeMails.removeUnfinished();
        Set<UUID> known = new HashSet<>();
        boolean namesMayBeLost = rowsMayBeLost;
        for (String text : database.read(
                connection -> connection.all("SELECT name FROM mail WHERE in_file=1", row -> row.getString(1)))) {
            Optional<SpoolName> name = NamedJob.nameOf(text);
            namesMayBeLost |= name.isEmpty();
            name.ifPresent(there -> known.add(there.job()));
        }
        for (UUID job : largeMails.all()) {
            if (known.contains(job)) {
                continue;
            }
            if (namesMayBeLost) {
                PlainFiles.createFolder(damagedFolder);
                largeMails.move(job, damagedFolder.resolve(job + ".eml"));
                LOG.error(LOST_ROW, job, damagedFolder);
            } else {
                largeMails.remove(job); // Its row was never committed, or was deleted.
            }
        }
    }

    /** The mail that no message names. */
    MailSpool.Unattended withoutMessage() throws IOException {
        return NamedJob.sort(
                database.read(connection -> connection.all(
                        "SELECT name, job, 'UNTOUCHED' FROM mail WHERE damaged=0 AND NOT "
                                + SqliteMailSpool.HAS_MESSAGE,
                        NamedJob::read)),
                Optional.empty());
    }
}
