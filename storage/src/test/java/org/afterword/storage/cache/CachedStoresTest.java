package org.afterword.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.Test;

class CachedStoresTest extends DocumentStoresContract {
    private final TestClock clock = new TestClock(Instant.now());
    private final InMemoryStores behind = new InMemoryStores(clock);
    private final Stores cached = CachedStores.over(behind.stores(), clock, Runnable::run);

    @Override
    protected Stores stores() {
        return cached;
    }

    @Test
    void mailGoesOnWhileTheStoreIsAway() throws IOException {
        RoutingCode code = RoutingCode.random(new SecureRandom());
        Tenant tenant = Samples.tenant(code);
        cached.tenants().put(tenant);
        cached.tenants().find(tenant.id());
        cached.tenants().findByRoutingCode(code);
        cached.signatures().catalog(tenant.id());
        behind.tenants().failNextFind(Integer.MAX_VALUE);
        behind.signatures().failNextCatalog(Integer.MAX_VALUE);
        clock.advance(Duration.ofHours(20));
        assertThat(cached.tenants().find(tenant.id())).contains(tenant);
        assertThat(cached.tenants().findByRoutingCode(code)).contains(tenant);
        assertThat(cached.signatures().catalog(tenant.id()).rules().rules()).isEmpty();
    }
}
