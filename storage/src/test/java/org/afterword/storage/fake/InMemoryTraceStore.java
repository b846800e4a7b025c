package org.afterword.storage.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/** The trace in the heap. */
public final class InMemoryTraceStore implements TraceStore {
    private final Knobs knobs = new Knobs();
    private final List<TraceRecord> records = new ArrayList<>();

    public InMemoryTraceStore failNextAdd(int times) {
        knobs.fail("add", times);
        return this;
    }

    /** Everything that was added, in that order. */
    public synchronized List<TraceRecord> records() {
        return List.copyOf(records);
    }

    @Override
    public synchronized void add(TraceRecord record) throws IOException {
        knobs.meet("add");
        records.add(record);
    }

    @Override
    public synchronized List<TraceRecord> newest(TenantId tenant, int limit) {
        return records.stream()
                .filter(record -> record.tenantId().equals(tenant))
                .sorted(Comparator.comparing(TraceRecord::at).reversed())
                .limit(limit)
                .toList();
    }
}
