package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.engine.select.SignatureCatalog;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** The catalogs in the heap. */
public final class InMemorySignatureStore implements SignatureStore {
    private final Knobs knobs = new Knobs();
    private final Map<TenantId, SignatureCatalog> catalogs = new ConcurrentHashMap<>();

    public InMemorySignatureStore failNextCatalog(int times) {
        knobs.fail("catalog", times);
        return this;
    }

    public InMemorySignatureStore failNextPut(int times) {
        knobs.fail("put", times);
        return this;
    }

    /** Lets each reading of a catalog take that long. */
    public InMemorySignatureStore delayCatalogs(Duration delay) {
        knobs.delay("catalog", delay);
        return this;
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        knobs.meet("catalog");
        return catalogs.getOrDefault(tenant, SignatureCatalog.EMPTY);
    }

    @Override
    public void put(TenantId tenant, SignatureCatalog catalog) throws IOException {
        knobs.meet("put");
        catalogs.put(tenant, catalog);
    }
}
