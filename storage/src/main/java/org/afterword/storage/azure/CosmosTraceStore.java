package org.afterword.storage.azure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TracePage;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/**
 * The trace, a document per record, in one partition per tenant and hour: so the newest are found without a query and
 * without reading a whole day of a large tenant. The hours that have records are noted, a document per day in a partition of
 * the tenant, so that hours without mail cost nothing. The container's TTL removes all of them after seven days.
 */
final class CosmosTraceStore implements TraceStore {
    /** The partition key's field: tenant, slash, hour in UTC; for the noted hours the tenant alone. */
    static final String TENANT_HOUR = "tenantHour";

    private static final int DAYS_AT_A_TIME = 20;
    private static final Duration KEPT = Duration.ofDays(7);
    /** Clocks of instances differ by less. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final CosmosDocuments documents;
    private final InstantSource clock;
    /** The hour that this instance noted last for each tenant. */
    private final Map<TenantId, Instant> noted = new ConcurrentHashMap<>();

    CosmosTraceStore(CosmosDocuments documents) {
        this(documents, InstantSource.system());
    }

    CosmosTraceStore(CosmosDocuments documents, InstantSource clock) {
        this.documents = documents;
        this.clock = clock;
    }

    @Override
    public void add(TraceRecord record) throws IOException {
        note(record.tenantId(), record.at().truncatedTo(ChronoUnit.HOURS));
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
        for (Instant hour : hours(tenant).descendingSet()) {
            if (page.isFull() || hour.isBefore(earliest)) {
                break;
            }
            if (!hour.isAfter(latest)) {
                documents.forEach(partition(tenant, hour), TraceRecord.class, page::offer);
            }
        }
        return page.page();
    }

    private void note(TenantId tenant, Instant hour) throws IOException {
        if (!hour.equals(noted.get(tenant))) {
            String text = hour.toString();
            String day = text.substring(0, text.indexOf('T'));
            documents.setField(tenant.toString(), day, text.substring(0, text.indexOf(':')));
            noted.put(tenant, hour);
        }
    }

    /** The hours that have records. */
    private TreeSet<Instant> hours(TenantId tenant) throws IOException {
        TreeSet<Instant> hours = new TreeSet<>();
        Optional<String> next = Optional.empty();
        do {
            Page<Versioned<JsonNode>> days = documents.page(tenant.toString(), next, DAYS_AT_A_TIME, JsonNode.class);
            for (Versioned<JsonNode> day : days.items()) {
                day.value().fieldNames().forEachRemaining(hour -> hours.add(Instant.parse(hour + ":00:00Z")));
            }
            next = days.next();
        } while (next.isPresent());
        return hours;
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
