package org.afterword.storage.cache;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** Tenants, cached as {@link RefreshingCache} says. That there is none is cached too, so that guessing codes is cheap. */
final class CachedTenantStore implements TenantStore {
    private static final RetainedSize<Optional<Tenant>> BOUNDS =
            RetainedSize.ofOptional(10_000, 10_000_000, Footprint::of);

    private final TenantStore store;
    private final RefreshingCache<TenantId, Optional<Tenant>> byId;
    private final RefreshingCache<RoutingCode, Optional<Tenant>> byCode;
    private final RefreshingCache<Boolean, Optional<Boolean>> any;

    CachedTenantStore(TenantStore store, InstantSource clock, Executor background) {
        this.store = store;
        this.byId = new RefreshingCache<>(BOUNDS, clock, background);
        this.byCode = new RefreshingCache<>(BOUNDS, clock, background);
        this.any = new RefreshingCache<>(RetainedSize.ofOptional(1, 1000, is -> 1), clock, background);
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        return byId.get(id, () -> store.find(id));
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        return byCode.get(code, () -> store.findByRoutingCode(code));
    }

    @Override
    public Optional<Versioned<Tenant>> read(TenantId id) throws IOException {
        return store.read(id);
    }

    @Override
    public List<Versioned<Tenant>> all() throws IOException {
        return store.all();
    }

    @Override
    public boolean hasTenants() throws IOException {
        return any.get(true, () -> store.hasTenants() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    @Override
    public String put(Tenant tenant, Precondition precondition) throws IOException {
        try {
            return store.put(tenant, precondition);
        } finally {
            byId.forget(tenant.id());
            any.forgetAll();
            byCode.forgetAll(); // Its codes are known by their hashes only, and the tenant may have had others.
        }
    }
}
