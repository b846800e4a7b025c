package org.afterword.storage.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TracePage;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;

/** The trace in the heap. */
public final class InMemoryTraceStore implements TraceStore {
    private final Knobs knobs = new Knobs();
    private final List<TraceRecord> records = new ArrayList<>();
    private final List<TraceRecord> refused = new ArrayList<>();

    public InMemoryTraceStore failNextAdd(int times) {
        knobs.fail("add", times);
        return this;
    }

    public InMemoryTraceStore failNextFind(int times) {
        knobs.fail("find", times);
        return this;
    }

    /** Makes the adding of this record fail always, as no outage does. */
    public synchronized InMemoryTraceStore refuse(TraceRecord unfit) {
        refused.add(unfit);
        return this;
    }

    /** Everything that was added, in that order. */
    public synchronized List<TraceRecord> records() {
        return List.copyOf(records);
    }

    /** Makes everything fail until the store is there again. */
    public void unavailable(boolean value) {
        knobs.unavailable(value);
    }

    @Override
    public synchronized void add(TraceRecord record) throws IOException {
        knobs.meet("add");
        if (refused.contains(record)) {
            throw new IllegalArgumentException("the test wanted this record to be refused");
        }
        records.add(record);
    }

    @Override
    public synchronized Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException {
        knobs.meet("find");
        TracePage page = new TracePage(query);
        records.stream().filter(record -> record.tenantId().equals(tenant)).forEach(page::offer);
        return page.page();
    }
}
