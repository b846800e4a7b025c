package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;

/** The tenants in the heap. */
public final class InMemoryTenantStore implements TenantStore {
    private final Knobs knobs = new Knobs();
    private final Map<TenantId, Tenant> tenants = new ConcurrentHashMap<>();

    /** Makes the next lookups fail, by id or by code. */
    public InMemoryTenantStore failNextFind(int times) {
        knobs.fail("find", times);
        return this;
    }

    public InMemoryTenantStore failNextPut(int times) {
        knobs.fail("put", times);
        return this;
    }

    /** Lets each lookup take that long. */
    public InMemoryTenantStore delayFinds(Duration delay) {
        knobs.delay("find", delay);
        return this;
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        knobs.meet("find");
        return Optional.ofNullable(tenants.get(id));
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        knobs.meet("find");
        String hash = code.hash();
        return tenants.values().stream()
                .filter(tenant -> tenant.routingCodeHash().equals(hash))
                .findFirst();
    }

    @Override
    public void put(Tenant tenant) throws IOException {
        knobs.meet("put");
        tenants.put(tenant.id(), tenant);
    }
}
