package org.afterword.storage.fake;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.TenantId;

/** The closed routes in the heap, which count how often they are read. */
public final class InMemoryClosedRoutes implements ClosedRoutes {
    private final Knobs knobs = new Knobs();
    private final Map<TenantId, ClosedRoute> closed = new ConcurrentHashMap<>();
    private final AtomicInteger reads = new AtomicInteger();

    public InMemoryClosedRoutes failNextRead(int times) {
        knobs.fail("read", times);
        return this;
    }

    /** Makes the next changes fail: closings and openings. */
    public InMemoryClosedRoutes failNextChange(int times) {
        knobs.fail("change", times);
        return this;
    }

    /** Runs something before each reading is answered. */
    public InMemoryClosedRoutes onRead(Knobs.Step action) {
        knobs.on("read", action);
        return this;
    }

    /** Runs something before each closing is made. */
    public InMemoryClosedRoutes onClose(Knobs.Step action) {
        knobs.on("close", action);
        return this;
    }

    /** Makes everything fail until the store is there again. */
    public void unavailable(boolean value) {
        knobs.unavailable(value);
    }

    /** How often all were read. */
    public int reads() {
        return reads.get();
    }

    @Override
    public List<ClosedRoute> all() throws IOException {
        reads.incrementAndGet();
        knobs.meet("read");
        return List.copyOf(closed.values());
    }

    @Override
    public boolean close(ClosedRoute route) throws IOException {
        knobs.meet("close");
        knobs.meet("change");
        return closed.putIfAbsent(route.tenant(), route) == null;
    }

    @Override
    public Optional<ClosedRoute> open(TenantId tenant) throws IOException {
        knobs.meet("change");
        return Optional.ofNullable(closed.remove(tenant));
    }
}
