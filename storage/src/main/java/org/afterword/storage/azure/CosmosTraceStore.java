package org.afterword.storage.azure;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/**
 * The trace, a document per record, in one partition per tenant and day: so the newest are found without a query and
 * without reading a whole week. The container's TTL removes them after seven days.
 */
final class CosmosTraceStore implements TraceStore {
    /** The partition key's field: tenant, slash, day in UTC. */
    static final String TENANT_DAY = "tenantDay";

    private static final int DAYS = 7;

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
        UUID id = SigningJob.newId(record.at()); // A job leaves a record per attempt, so its own id would not do.
        documents.put(id.toString(), TENANT_DAY, partition(record.tenantId(), day(record.at())), record);
    }

    @Override
    public List<TraceRecord> newest(TenantId tenant, int limit) throws IOException {
        List<TraceRecord> newest = new ArrayList<>();
        LocalDate today = day(clock.instant());
        for (int age = 0; age <= DAYS && newest.size() < limit; age++) {
            List<TraceRecord> ofTheDay = documents.all(partition(tenant, today.minusDays(age)), TraceRecord.class);
            ofTheDay.stream()
                    .sorted(Comparator.comparing(TraceRecord::at).reversed())
                    .limit(limit - (long) newest.size())
                    .forEach(newest::add);
        }
        return newest;
    }

    private static String partition(TenantId tenant, LocalDate day) {
        return tenant + "/" + day;
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
