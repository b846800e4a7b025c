package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** The people in the heap. */
public final class InMemoryPersonStore implements PersonStore {
    private final Knobs knobs = new Knobs();
    private final VersionedMap<Person> people = new VersionedMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();

    public InMemoryPersonStore failNextFind(int times) {
        knobs.fail("find", times);
        return this;
    }

    /** Makes the next changes fail: puts and deletions. */
    public InMemoryPersonStore failNextPut(int times) {
        knobs.fail("put", times);
        return this;
    }

    /** Lets each lookup take that long. */
    public InMemoryPersonStore delayFinds(Duration delay) {
        knobs.delay("find", delay);
        return this;
    }

    /** Makes everything fail until the store is there again. */
    public void unavailable(boolean value) {
        knobs.unavailable(value);
    }

    @Override
    public Optional<Person> find(TenantId tenant, MailAddress address) throws IOException {
        knobs.meet("find");
        Optional<Person> person = people.find(key(tenant, address)).map(Versioned::value);
        if (person.isPresent()) {
            return person;
        }
        return Optional.ofNullable(aliases.get(key(tenant, address)))
                .flatMap(people::find)
                .map(Versioned::value)
                .filter(found -> PersonKey.aliases(found).contains(PersonKey.of(address)));
    }

    @Override
    public Optional<Versioned<Person>> read(TenantId tenant, MailAddress primary) throws IOException {
        knobs.meet("find");
        return people.find(key(tenant, primary));
    }

    @Override
    public Page<Versioned<Person>> list(TenantId tenant, Optional<String> next, int limit) throws IOException {
        knobs.meet("find");
        if (next.isPresent() && !next.get().matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not the position of a page of people");
        }
        return people.page(tenant + " ", next, limit);
    }

    @Override
    public String put(TenantId tenant, Person person, Precondition precondition) throws IOException {
        knobs.meet("put");
        String key = key(tenant, person.mail());
        String etag = people.put(key, person, precondition);
        PersonKey.aliases(person).forEach(alias -> aliases.put(tenant + " " + alias, key));
        return etag;
    }

    @Override
    public void delete(TenantId tenant, MailAddress primary, Precondition precondition) throws IOException {
        knobs.meet("put");
        people.remove(key(tenant, primary), precondition);
    }

    private static String key(TenantId tenant, MailAddress address) {
        return tenant + " " + PersonKey.of(address);
    }
}
