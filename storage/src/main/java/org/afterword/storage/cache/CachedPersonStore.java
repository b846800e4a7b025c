package org.afterword.storage.cache;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** People, cached as {@link RefreshingCache} says. */
final class CachedPersonStore implements PersonStore {
    private static final int AT_MOST = 20_000;

    private final PersonStore store;
    private final RefreshingCache<Key, Optional<Person>> people;

    /** Equal for addresses that differ in case only. */
    private record Key(TenantId tenant, String person) {}

    CachedPersonStore(PersonStore store, InstantSource clock, Executor background) {
        this.store = store;
        this.people = new RefreshingCache<>(AT_MOST, clock, background);
    }

    @Override
    public Optional<Person> find(TenantId tenant, MailAddress address) throws IOException {
        return people.get(new Key(tenant, PersonKey.of(address)), () -> store.find(tenant, address));
    }

    @Override
    public void put(TenantId tenant, Person person) throws IOException {
        try {
            store.put(tenant, person);
        } finally {
            people.forget(new Key(tenant, PersonKey.of(person.mail())));
        }
    }
}
