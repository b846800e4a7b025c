package org.afterword.storage.trace;

import java.io.IOException;
import java.util.List;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;

/** The trace of the last seven days. Safe for use by several threads. */
public interface TraceStore {
    /** Adds a record. @throws IOException if the store does not answer; no mail waits for that */
    void add(TraceRecord record) throws IOException;

    /** The newest records of a tenant, newest first, at most {@code limit}. */
    default List<TraceRecord> newest(TenantId tenant, int limit) throws IOException {
        return find(tenant, TraceQuery.newest(limit)).items();
    }

    /** The tenant's records that the query asks for, newest first. */
    Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException;
}
