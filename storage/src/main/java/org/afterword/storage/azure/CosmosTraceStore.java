package org.afterword.storage.azure;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.afterword.storage.Page;
import org.afterword.storage.Precondition;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TracePage;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/**
 * The trace, a document per record, in one partition per tenant and hour: so the newest are found without a query and
 * without reading a whole day of a large tenant. Hours are read one after another, newest first, until a page is full; an
 * hour without mail costs one short call. The container's TTL removes the documents after seven days.
 */
final class CosmosTraceStore implements TraceStore {
    /** The partition key's field: tenant, slash, hour in UTC. */
    static final String TENANT_HOUR = "tenantHour";

    private static final Duration KEPT = Duration.ofDays(7);
    /** Clocks of instances differ by less. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final CosmosDocuments documents;
    private final InstantSource clock;

    CosmosTraceStore(CosmosDocuments documents) {
        this(documents, InstantSource.system());
    }

    CosmosTraceStore(CosmosDocuments documents, InstantSource clock) {
        this.documents = documents;
        this.clock = clock;
    }

    @Override
    public void add(TraceRecord record) throws IOException {
        String id =
                SigningJob.newId(record.at()).toString(); // A job leaves a record per attempt, so its own would not do.
        documents.put(partition(record.tenantId(), record.at()), id, record, new Precondition.Any());
    }

    @Override
    public Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException {
        Instant now = clock.instant();
        Instant earliest = later(query.from(), now.minus(KEPT)).truncatedTo(ChronoUnit.HOURS);
        Instant latest = earlier(query.latest(), now.plus(AHEAD));
        TracePage page = new TracePage(query);
        for (Instant hour = latest;
                !hour.isBefore(earliest) && !page.isFull();
                hour = hour.minus(1, ChronoUnit.HOURS)) {
            documents.forEach(partition(tenant, hour), TraceRecord.class, page::offer);
        }
        return page.page();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String partition(TenantId tenant, Instant time) {
        return tenant + "/" + time.truncatedTo(ChronoUnit.HOURS);
    }
}
