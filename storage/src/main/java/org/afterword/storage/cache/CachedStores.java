package org.afterword.storage.cache;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.afterword.storage.Stores;

/** Stores whose tenants, signatures and people are cached; mail, queue and trace are what they were. */
public final class CachedStores {
    private CachedStores() {}

    /** Caches in front of {@code stores}, one set per process. */
    public static Stores over(Stores stores) {
        return over(
                stores,
                InstantSource.system(),
                task -> Thread.ofVirtual().name("afterword-refresh").start(task));
    }

    static Stores over(Stores stores, InstantSource clock, Executor background) {
        return new Stores(
                stores.spool(),
                stores.queue(),
                new CachedTenantStore(stores.tenants(), clock, background),
                new CachedSignatureStore(stores.signatures(), clock, background),
                new CachedPersonStore(stores.people(), clock, background),
                stores.traces());
    }
}
