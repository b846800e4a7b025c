package org.afterword.storage.cache;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.afterword.engine.select.SignatureCatalog;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** Catalogs, cached as {@link RefreshingCache} says. */
final class CachedSignatureStore implements SignatureStore {
    private static final int AT_MOST = 200; // A catalog holds pictures, up to 2 MB of them.

    private final SignatureStore store;
    private final RefreshingCache<TenantId, SignatureCatalog> catalogs;

    CachedSignatureStore(SignatureStore store, InstantSource clock, Executor background) {
        this.store = store;
        this.catalogs = new RefreshingCache<>(AT_MOST, clock, background);
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        return catalogs.get(tenant, () -> store.catalog(tenant));
    }

    @Override
    public void put(TenantId tenant, SignatureCatalog catalog) throws IOException {
        try {
            store.put(tenant, catalog);
        } finally {
            catalogs.forget(tenant);
        }
    }
}
