package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mail's name and job, as a row has them. */
record NamedJob(String name, String json, State state) {
    /** Why it was looked for. */
    enum State {
        CRASHED,
        UNTOUCHED,
        NEVER_LEASED
    }

    private static final Logger LOG = LoggerFactory.getLogger(NamedJob.class);

    static NamedJob read(ResultSet row) throws SQLException {
        return new NamedJob(row.getString(1), row.getString(2), State.valueOf(row.getString(3)));
    }

    static MailSpool.Unattended sort(List<NamedJob> rows, Optional<Instant> oldest) {
        List<SigningJob> crashed = new ArrayList<>();
        List<SigningJob> untouched = new ArrayList<>();
        List<SigningJob> neverLeased = new ArrayList<>();
        List<MailSpool.Unreadable> unreadable = new ArrayList<>();
        for (NamedJob row : rows) {
            Optional<SpoolName> name = nameOf(row.name());
            if (name.isEmpty()) {
                continue;
            }
            try {
                (switch (row.state()) {
                            case CRASHED -> crashed;
                            case UNTOUCHED -> untouched;
                            case NEVER_LEASED -> neverLeased;
                        })
                        .add(job(name.get(), row.json()));
            } catch (IOException damaged) {
                unreadable.add(new MailSpool.Unreadable(name.get(), String.valueOf(damaged.getMessage())));
            }
        }
        return MailSpool.Unattended.of(crashed, untouched, neverLeased, unreadable, oldest);
    }

    /** Empty, and said, if the row's name is damaged: that never stops the look at the others. */
    static Optional<SpoolName> nameOf(String name) {
        try {
            return Optional.of(SpoolName.parse(name));
        } catch (IllegalArgumentException damaged) {
            LOG.error("a mail in the database has a damaged name; it is not returned");
            return Optional.empty();
        }
    }

    /** Reads a job, or what can be understood of it. @throws IOException if that is not enough */
    static SigningJob job(SpoolName name, String json) throws IOException {
        try {
            return SigningJob.parse(name, json);
        } catch (IllegalArgumentException unusable) {
            throw new IOException("the spool holds no usable job for " + name + ": " + unusable.getMessage(), unusable);
        }
    }

    /** The name of the mail that a whole job is of; empty for one that this version cannot read. */
    static Optional<String> nameIn(String json) {
        try {
            return Optional.of(SigningJob.parse(json).spoolName().toString());
        } catch (IllegalArgumentException notThisVersions) {
            return Optional.empty();
        }
    }

    /** By which damage to a job is noticed. */
    static byte[] hash(String job) {
        return Sha256.of(job.getBytes(StandardCharsets.UTF_8));
    }
}
