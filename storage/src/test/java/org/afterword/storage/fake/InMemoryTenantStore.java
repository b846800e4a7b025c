package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.tenant.TenantStore;
import org.jspecify.annotations.Nullable;

/** The tenants in the heap. */
public final class InMemoryTenantStore implements TenantStore {
    private final Knobs knobs = new Knobs();
    private final VersionedMap<Tenant> tenants = new VersionedMap<>();
    private final AtomicReference<@Nullable Change> beforeNextPut = new AtomicReference<>();

    /** What somebody else does meanwhile. */
    public interface Change {
        void make() throws IOException;
    }

    /** Lets somebody else be quicker than the next change. */
    public InMemoryTenantStore beforeNextPut(Change change) {
        beforeNextPut.set(change);
        return this;
    }

    /** Makes the next lookups fail, by id or by code, past the caches or not. */
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

    /** Makes everything fail until the store is there again. */
    public void unavailable(boolean value) {
        knobs.unavailable(value);
    }

    @Override
    public Optional<Tenant> find(TenantId id) throws IOException {
        return read(id).map(Versioned::value);
    }

    @Override
    public Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException {
        knobs.meet("find");
        return withHash(code.hash());
    }

    @Override
    public Optional<Versioned<Tenant>> read(TenantId id) throws IOException {
        knobs.meet("find");
        return tenants.find(id.toString());
    }

    @Override
    public List<Versioned<Tenant>> all() throws IOException {
        knobs.meet("find");
        return tenants.all(any -> true).stream()
                .sorted(Comparator.comparing(versioned -> versioned.value().name()))
                .toList();
    }

    @Override
    public boolean hasTenants() throws IOException {
        knobs.meet("find");
        return !tenants.all(any -> true).isEmpty();
    }

    @Override
    public String put(Tenant tenant, Precondition precondition) throws IOException {
        knobs.meet("put");
        Change first = beforeNextPut.getAndSet(null);
        if (first != null) {
            first.make();
        }
        if (tenant.codeHashes().stream()
                .flatMap(hash -> withHash(hash).stream())
                .anyMatch(other -> !other.id().equals(tenant.id()))) {
            throw new PreconditionFailedException("the routing code is another tenant's");
        }
        return tenants.put(tenant.id().toString(), tenant, precondition);
    }

    private Optional<Tenant> withHash(String hash) {
        return tenants.all(tenant -> tenant.codeHashes().contains(hash)).stream()
                .map(Versioned::value)
                .findFirst();
    }
}
