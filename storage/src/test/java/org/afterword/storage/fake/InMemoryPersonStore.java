package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** The people in the heap. */
public final class InMemoryPersonStore implements PersonStore {
    private final Knobs knobs = new Knobs();
    private final Map<String, Person> people = new ConcurrentHashMap<>();

    public InMemoryPersonStore failNextFind(int times) {
        knobs.fail("find", times);
        return this;
    }

    public InMemoryPersonStore failNextPut(int times) {
        knobs.fail("put", times);
        return this;
    }

    /** Lets each lookup take that long. */
    public InMemoryPersonStore delayFinds(Duration delay) {
        knobs.delay("find", delay);
        return this;
    }

    @Override
    public Optional<Person> find(TenantId tenant, MailAddress address) throws IOException {
        knobs.meet("find");
        return Optional.ofNullable(people.get(key(tenant, address)));
    }

    @Override
    public void put(TenantId tenant, Person person) throws IOException {
        knobs.meet("put");
        people.put(key(tenant, person.mail()), person);
    }

    private static String key(TenantId tenant, MailAddress address) {
        return tenant + " " + address.address().toLowerCase(Locale.ROOT);
    }
}
