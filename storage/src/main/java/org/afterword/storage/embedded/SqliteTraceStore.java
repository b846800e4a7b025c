package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.embedded.database.SqliteDatabase;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TracePage;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trace, a record a row. A record survives the end of the process; in a power cut the last ones may be lost, since no
 * mail waits for its trace.
 */
final class SqliteTraceStore implements TraceStore {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteTraceStore.class);
    private static final int DAYS = 7;
    private static final int AT_A_TIME = 500;

    private final SqliteDatabase database;
    private final InstantSource clock;

    private record Row(long id, long at, String json) {
        /** One of many: if it cannot be read that is said, and does not hide the others. */
        Optional<TraceRecord> record() {
            try {
                return Optional.of(StoredJson.read(json, TraceRecord.class));
            } catch (IOException unreadable) {
                LOG.error("trace record {} is left out: {}", id, unreadable.getMessage());
                return Optional.empty();
            }
        }
    }

    SqliteTraceStore(SqliteDatabase database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void add(TraceRecord record) throws IOException {
        byte[] json = StoredJson.bytes(record);
        database.write(connection -> connection.update(
                "INSERT INTO trace(tenant, at, sender_hash, message_id_hash, json) VALUES(?,?,?,?,?)",
                record.tenantId().toString(),
                record.at().toEpochMilli(),
                record.senderHash(),
                record.messageIdHash(),
                json));
    }

    @Override
    public Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException {
        TracePage page = new TracePage(query);
        long from = Math.max(millis(query.from()), millis(oldest()));
        Row last = new Row(Long.MAX_VALUE, millis(query.latest()), "");
        while (true) {
            List<Row> rows = rowsBefore(last, tenant, query, from);
            for (Row row : rows) {
                if (page.isFull() && row.at() < millis(page.oldest())) {
                    return page.page();
                }
                row.record().ifPresent(page::offer);
            }
            if (rows.size() < AT_A_TIME) {
                return page.page();
            }
            last = rows.getLast();
        }
    }

    /** Some rows, latest first: by several short queries, since one that is open holds the log. */
    private List<Row> rowsBefore(Row last, TenantId tenant, TraceQuery query, long from) throws IOException {
        return database.read(connection -> connection.all(
                """
                SELECT id, at, json FROM trace
                 WHERE tenant=?1 AND at>=?2 AND at<=?3 AND (at<?3 OR id<?4)
                   AND (?5='' OR sender_hash=?5) AND (?6='' OR message_id_hash=?6)
                 ORDER BY at DESC, id DESC LIMIT ?7""",
                row -> new Row(row.getLong(1), row.getLong(2), new String(row.getBytes(3), StandardCharsets.UTF_8)),
                tenant.toString(),
                from,
                last.at(),
                last.id(),
                query.senderHash().orElse(""),
                query.messageIdHash().orElse(""),
                AT_A_TIME));
    }

    /** Deletes some of the records that are too old. @return how many */
    int prune() throws IOException {
        long oldest = millis(oldest());
        return database.write(connection -> connection.update(
                "DELETE FROM trace WHERE id IN (SELECT id FROM trace WHERE at<? LIMIT ?)", oldest, AT_A_TIME));
    }

    private Instant oldest() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .minusDays(DAYS)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    /** As a number; times beyond all records are the farthest numbers. */
    private static long millis(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException beyond) {
            return time.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
    }
}
