package org.afterword.storage.cache;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/**
 * People under each address by which they were asked for, cached as {@link RefreshingCache} says; what administrators read
 * is not.
 */
final class CachedPersonStore implements PersonStore {
    static final RetainedSize<Optional<Person>> BOUNDS = RetainedSize.ofOptional(20_000, 64_000_000, Footprint::of);

    private final PersonStore store;
    private final RefreshingCache<Key, Optional<Person>> people;

    /** Equal for addresses that differ in case only. */
    private record Key(TenantId tenant, String person) {}

    CachedPersonStore(PersonStore store, InstantSource clock, Executor background) {
        this.store = store;
        this.people = new RefreshingCache<>(BOUNDS, clock, background);
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
            forget(tenant, person.mail(), PersonKey.aliases(person));
        }
    }

    @Override
    public void delete(TenantId tenant, MailAddress primary, Precondition precondition) throws IOException {
        try {
            store.delete(tenant, primary, precondition);
        } finally {
            forget(tenant, primary, Set.of());
        }
    }

    /** Forgets the person under the addresses that lead to them now and those that did. */
    private void forget(TenantId tenant, MailAddress primary, Set<String> aliases) {
        String key = PersonKey.of(primary);
        people.forget(
                held -> held.tenant().equals(tenant) && (held.person().equals(key) || aliases.contains(held.person())),
                found -> found.isPresent() && found.get().mail().address().equalsIgnoreCase(primary.address()));
    }

    /** About how much memory its values take. */
    long bytes() {
        return people.bytes();
    }
}
