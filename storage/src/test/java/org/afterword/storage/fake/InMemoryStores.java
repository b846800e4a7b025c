package org.afterword.storage.fake;

import java.time.InstantSource;
import org.afterword.storage.Stores;

/** All fakes together, each with its knobs at hand. */
public record InMemoryStores(
        InMemoryMailSpool spool,
        InMemorySigningQueue queue,
        InMemoryTenantStore tenants,
        InMemorySignatureStore signatures,
        InMemoryPersonStore people,
        InMemoryTraceStore traces,
        InMemoryClosedRoutes closedRoutes,
        InMemoryWorkerRecords workers) {

    public InMemoryStores() {
        this(InstantSource.system());
    }

    public InMemoryStores(InstantSource clock) {
        this(
                new InMemoryMailSpool(clock),
                new InMemorySigningQueue(clock),
                new InMemoryTenantStore(),
                new InMemorySignatureStore(),
                new InMemoryPersonStore(),
                new InMemoryTraceStore(),
                new InMemoryClosedRoutes(),
                new InMemoryWorkerRecords(clock));
    }

    /** Makes tenants, signatures, people, trace and closed routes fail, which in Azure lie in one account, until they are there again. */
    public void documentsUnavailable(boolean unavailable) {
        tenants.unavailable(unavailable);
        signatures.unavailable(unavailable);
        people.unavailable(unavailable);
        traces.unavailable(unavailable);
        closedRoutes.unavailable(unavailable);
    }

    public Stores stores() {
        return new Stores(spool, queue, tenants, signatures, people, traces, closedRoutes, workers);
    }
}
