package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.tenant.ClosedRoute;
import org.afterword.storage.tenant.ClosedRoutes;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

/** What the store of closed routes promises. */
interface ClosedRoutesContract extends StoresContract {
    Instant SINCE = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    default void aTenantIsThereOnlyWhileItIsClosed() throws IOException {
        ClosedRoutes routes = stores().closedRoutes();
        ClosedRoute one = new ClosedRoute(Samples.tenantId(), SINCE, "NOT_ATTRIBUTED");
        ClosedRoute other = new ClosedRoute(Samples.tenantId(), SINCE, "UNREACHABLE");
        assertThat(routes.all()).doesNotContain(one, other);

        assertThat(routes.close(one)).isTrue();
        assertThat(routes.close(other)).isTrue();
        assertThat(routes.all()).contains(one, other);

        assertThat(routes.open(one.tenant())).contains(one);
        assertThat(routes.all()).contains(other).doesNotContain(one);
        assertThat(routes.open(other.tenant())).contains(other);
        assertThat(routes.all()).doesNotContain(one, other);
    }

    @Test
    default void whatWasNotedFirstStays() throws IOException {
        ClosedRoutes routes = stores().closedRoutes();
        TenantId tenant = Samples.tenantId();
        ClosedRoute first = new ClosedRoute(tenant, SINCE, "UNREACHABLE");
        assertThat(routes.close(first)).isTrue();
        assertThat(routes.close(new ClosedRoute(tenant, SINCE.plusSeconds(60), "THROTTLED")))
                .isFalse();
        assertThat(routes.open(tenant)).contains(first);
        assertThat(routes.open(tenant)).isEmpty();
    }

    @Test
    default void changesMadeAtTheSameTimeAreAllKept() throws Exception {
        ClosedRoutes routes = stores().closedRoutes();
        List<ClosedRoute> closed = new CopyOnWriteArrayList<>();
        StoresContract.race(() -> {
            ClosedRoute route = new ClosedRoute(Samples.tenantId(), SINCE, "UNREACHABLE");
            closed.add(route);
            return routes.close(route);
        });
        assertThat(routes.all()).containsAll(closed);
        for (ClosedRoute route : closed) {
            assertThat(routes.open(route.tenant())).contains(route);
        }
    }

    @Test
    default void oneOfSeveralClosesARouteAndOneOpensIt() throws Exception {
        ClosedRoutes routes = stores().closedRoutes();
        TenantId tenant = Samples.tenantId();
        AtomicInteger closed = new AtomicInteger();
        StoresContract.race(() ->
                routes.close(new ClosedRoute(tenant, SINCE, "TLS_FAILED")) ? closed.incrementAndGet() : closed.get());
        assertThat(closed).hasValue(1);
        AtomicInteger opened = new AtomicInteger();
        StoresContract.race(() -> routes.open(tenant).isPresent() ? opened.incrementAndGet() : opened.get());
        assertThat(opened).hasValue(1);
    }
}
