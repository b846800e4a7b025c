package org.afterword.storage.embedded;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.embedded.database.Sha256;
import org.afterword.storage.embedded.database.SqlConnection;

/** Whether all in the mail database is still as it was stored, by the hashes beside it. */
final class StoredHashes {
    private StoredHashes() {}

    /** Reads it all, and changes nothing: a log beside the database stays as it is. */
    static boolean fit(Path database) {
        try (SqlConnection connection = SqlConnection.openReadOnly(database)) {
            return connection.faults().isEmpty()
                    && allTrue(connection.all(
                            "SELECT job, job_sha256 FROM mail",
                            row -> Arrays.equals(NamedJob.hash(row.getString(1)), row.getBytes(2))))
                    && allTrue(connection.all(
                            "SELECT data, sha256 FROM mail JOIN body USING(id) WHERE damaged=0",
                            row -> Arrays.equals(Sha256.of(row.getBytes(1)), row.getBytes(2))))
                    && allTrue(connection.all(
                            "SELECT json, etag FROM document UNION ALL SELECT json, etag FROM tenant",
                            row -> Sha256.etag(row.getBytes(1)).equals(row.getString(2))))
                    && allTrue(connection.all(
                            "SELECT body, mail FROM message WHERE mail IS NOT NULL",
                            row -> NamedJob.nameIn(row.getString(1)).equals(Optional.of(row.getString(2)))));
        } catch (SQLException damaged) {
            return false;
        }
    }

    private static boolean allTrue(List<Boolean> each) {
        return !each.contains(false);
    }
}
