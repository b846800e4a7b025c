package org.afterword.storage.cache;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.afterword.engine.model.SignatureCatalog;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** Catalogs, cached as {@link RefreshingCache} says; what administrators read is not. */
final class CachedSignatureStore implements SignatureStore {
    static final RetainedSize<SignatureCatalog> BOUNDS = new RetainedSize<>(1000, 64_000_000, Footprint::of);

    private final SignatureStore store;
    private final RefreshingCache<TenantId, SignatureCatalog> catalogs;

    CachedSignatureStore(SignatureStore store, InstantSource clock, Executor background) {
        this.store = store;
        this.catalogs = new RefreshingCache<>(BOUNDS, clock, background);
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        return catalogs.get(tenant, () -> store.catalog(tenant));
    }

    @Override
    public List<Versioned<SignatureTemplate>> templates(TenantId tenant) throws IOException {
        return store.templates(tenant);
    }

    @Override
    public Optional<Versioned<SignatureTemplate>> template(TenantId tenant, String id) throws IOException {
        return store.template(tenant, id);
    }

    @Override
    public String putTemplate(TenantId tenant, SignatureTemplate template, Precondition precondition)
            throws IOException {
        try {
            return store.putTemplate(tenant, template, precondition);
        } finally {
            catalogs.forget(tenant);
        }
    }

    @Override
    public void deleteTemplate(TenantId tenant, String id, Precondition precondition) throws IOException {
        try {
            store.deleteTemplate(tenant, id, precondition);
        } finally {
            catalogs.forget(tenant);
        }
    }

    @Override
    public Versioned<SigningRules> rules(TenantId tenant) throws IOException {
        return store.rules(tenant);
    }

    @Override
    public String putRules(TenantId tenant, SigningRules rules, Precondition precondition) throws IOException {
        try {
            return store.putRules(tenant, rules, precondition);
        } finally {
            catalogs.forget(tenant);
        }
    }

    /** About how much memory its values take. */
    long bytes() {
        return catalogs.bytes();
    }
}
