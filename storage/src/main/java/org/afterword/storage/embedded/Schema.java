package org.afterword.storage.embedded;

import java.nio.file.Path;
import java.util.List;
import org.afterword.storage.embedded.database.SqliteFile;
import org.afterword.storage.embedded.database.SqliteFile.Synchronous;

/** The tables of both databases. */
final class Schema {
    private static final String MAIL_DATABASE = "mail" + SqliteFile.SUFFIX;
    private static final String TRACE_DATABASE = "trace" + SqliteFile.SUFFIX;
    private static final int MAIL_APPLICATION = 0x4166744d; // "AftM"
    private static final int TRACE_APPLICATION = 0x41667454; // "AftT"

    /** Times are milliseconds since 1970. Bodies have a tree of their own, so that the others stay dense and apart. */
    private static final List<String> MAIL_1 = List.of(
            "CREATE TABLE property(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
            """
            CREATE TABLE mail(
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              name TEXT NOT NULL UNIQUE,
              day TEXT NOT NULL,
              stored_at INTEGER NOT NULL,
              job TEXT NOT NULL,
              size INTEGER NOT NULL,
              sha256 BLOB NOT NULL,
              in_file INTEGER NOT NULL,
              epoch INTEGER NOT NULL DEFAULT 0,
              leased_until INTEGER,
              damaged INTEGER NOT NULL DEFAULT 0) STRICT""",
            "CREATE INDEX mail_by_lease ON mail(leased_until) WHERE leased_until IS NOT NULL",
            "CREATE TABLE body(id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT",
            """
            CREATE TABLE message(
              id INTEGER PRIMARY KEY AUTOINCREMENT,
              queue TEXT NOT NULL,
              body TEXT NOT NULL,
              mail TEXT,
              sent_at INTEGER NOT NULL,
              visible_at INTEGER NOT NULL,
              received INTEGER NOT NULL DEFAULT 0,
              dequeue_count INTEGER NOT NULL DEFAULT 0) STRICT""",
            "CREATE INDEX message_by_time ON message(queue, visible_at)",
            "CREATE INDEX message_by_mail ON message(mail) WHERE mail IS NOT NULL",
            """
            CREATE TABLE tenant(
              id TEXT PRIMARY KEY,
              routing_code_hash TEXT NOT NULL UNIQUE,
              etag TEXT NOT NULL,
              json BLOB NOT NULL) STRICT""",
            """
            CREATE TABLE document(
              partition TEXT NOT NULL,
              name TEXT NOT NULL,
              etag TEXT NOT NULL,
              json BLOB NOT NULL,
              PRIMARY KEY(partition, name)) STRICT""");

    /**
     * The hash, since a flipped bit in a job could send a mail to a stranger; the name beside the bytes, so that they are known
     * when the page with their row is lost.
     */
    private static final List<String> MAIL_2 = List.of(
            "ALTER TABLE mail ADD COLUMN job_sha256 BLOB",
            "ALTER TABLE mail RENAME COLUMN stored_at TO touched_at",
            "ALTER TABLE mail DROP COLUMN day",
            "ALTER TABLE body ADD COLUMN name TEXT");

    private static final List<String> TRACE_1 = List.of(
            """
            CREATE TABLE trace(
              id INTEGER PRIMARY KEY,
              tenant TEXT NOT NULL,
              at INTEGER NOT NULL,
              sender_hash TEXT NOT NULL,
              message_id_hash TEXT NOT NULL,
              json BLOB NOT NULL) STRICT""",
            "CREATE INDEX trace_by_tenant ON trace(tenant, at)",
            "CREATE INDEX trace_by_time ON trace(at)",
            "CREATE TABLE session(name TEXT PRIMARY KEY, changed_at INTEGER NOT NULL, json TEXT NOT NULL) STRICT",
            "CREATE INDEX session_by_time ON session(changed_at)");

    private Schema() {}

    /** What must not be lost: mail, queues, tenants, signatures, people. */
    static SqliteFile mail(Path folder) {
        return new SqliteFile(
                folder.resolve(MAIL_DATABASE), MAIL_APPLICATION, List.of(MAIL_1, MAIL_2), Synchronous.FULL);
    }

    /** What is much and can be done without: traces, and the sessions of those who connect a tenant. */
    static SqliteFile trace(Path folder) {
        return new SqliteFile(folder.resolve(TRACE_DATABASE), TRACE_APPLICATION, List.of(TRACE_1), Synchronous.NORMAL);
    }
}
