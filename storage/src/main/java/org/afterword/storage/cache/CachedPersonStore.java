package org.afterword.storage.cache;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.Page;
import org.afterword.storage.Precondition;
import org.afterword.storage.Versioned;
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
    public Optional<Versioned<Person>> read(TenantId tenant, MailAddress primary) throws IOException {
        return store.read(tenant, primary);
    }

    @Override
    public Page<Versioned<Person>> list(TenantId tenant, Optional<String> next, int limit) throws IOException {
        return store.list(tenant, next, limit);
    }

    @Override
    public String put(TenantId tenant, Person person, Precondition precondition) throws IOException {
        try {
            return store.put(tenant, person, precondition);
        } finally {
            people.forget(new Key(tenant, PersonKey.of(person.mail())));
        }
    }

    @Override
    public void delete(TenantId tenant, MailAddress primary, Precondition precondition) throws IOException {
        try {
            store.delete(tenant, primary, precondition);
        } finally {
            people.forget(new Key(tenant, PersonKey.of(primary)));
        }
    }
}
