package org.afterword.storage.cache;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.afterword.storage.Stores;

/**
 * Stores whose tenants, signatures and people are cached, and whose trace waits for its store; mail, queue, closed routes and worker records are
 * what they were. A process holds at most 160 MB in them: 64 MB of catalogs (or the one catalog that is larger than that), 64 MB of
 * people, 20 MB of tenants and 10 MB of trace records. Safe for use by several threads.
 */
public final class CachedStores {
    private CachedStores() {}

    /** Caches in front of {@code stores}, one set per process. */
    public static Stores over(Stores stores) {
        return over(
                stores,
                InstantSource.system(),
                task -> Thread.ofVirtual().name("afterword-refresh").start(task));
    }

    /**
     * The same for tests.
     *
     * @param background runs what is done in the background
     */
    public static Stores over(Stores stores, InstantSource clock, Executor background) {
        return new Stores(
                stores.spool(),
                stores.queue(),
                new CachedTenantStore(stores.tenants(), clock, background),
                new CachedSignatureStore(stores.signatures(), clock, background),
                new CachedPersonStore(stores.people(), clock, background),
                new BufferedTraceStore(stores.traces(), clock, background),
                stores.closedRoutes(),
                stores.workers());
    }
}
