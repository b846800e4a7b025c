package org.afterword.storage.document;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/**
 * The people, a document each, in their tenant's partition, named by the hash of the primary address: an address can hold
 * characters that a name cannot. In a second partition there is a document for each alias, which says whose it is.
 *
 * <p>The person's own list decides: an alias's document that is out of date, because a writer failed or two wrote at once, is
 * ignored. So a person is written first and the aliases follow, and the order of two writers does not matter.
 */
public final class DocumentPersonStore implements PersonStore {
    private final KeyedDocuments documents;

    /** @param person the key of the person whose alias it is */
    private record Alias(String person) {}

    public DocumentPersonStore(KeyedDocuments documents) {
        this.documents = documents;
    }

    @Override
    public Optional<Person> find(TenantId tenant, MailAddress address) throws IOException {
        String key = PersonKey.of(address);
        Optional<Person> person = person(tenant, key);
        if (person.isPresent()) {
            return person;
        }
        Optional<Alias> alias = documents.find(aliases(tenant), key, Alias.class);
        return alias.isEmpty()
                ? Optional.empty()
                : person(tenant, alias.get().person())
                        .filter(found -> PersonKey.aliases(found).contains(key));
    }

    @Override
    public Optional<Versioned<Person>> read(TenantId tenant, MailAddress primary) throws IOException {
        return documents.read(tenant.toString(), PersonKey.of(primary), Person.class);
    }

    @Override
    public Page<Versioned<Person>> list(TenantId tenant, Optional<String> next, int limit) throws IOException {
        return documents.page(tenant.toString(), next, limit, Person.class);
    }

    @Override
    public String put(TenantId tenant, Person person, Precondition precondition) throws IOException {
        String key = PersonKey.of(person.mail());
        Set<String> before = aliasesOf(tenant, key);
        String etag = documents.put(tenant.toString(), key, person, precondition);
        Set<String> now = PersonKey.aliases(person);
        for (String alias : now) {
            if (!leadsTo(tenant, alias, key)) {
                documents.put(aliases(tenant), alias, new Alias(key), new Precondition.Any());
            }
        }
        for (String alias : before) {
            if (!now.contains(alias)) {
                forget(tenant, alias, key);
            }
        }
        return etag;
    }

    @Override
    public void delete(TenantId tenant, MailAddress primary, Precondition precondition) throws IOException {
        String key = PersonKey.of(primary);
        Set<String> before = aliasesOf(tenant, key);
        documents.delete(tenant.toString(), key, precondition);
        for (String alias : before) {
            forget(tenant, alias, key);
        }
    }

    private Optional<Person> person(TenantId tenant, String key) throws IOException {
        return documents.find(tenant.toString(), key, Person.class);
    }

    private Set<String> aliasesOf(TenantId tenant, String key) throws IOException {
        return person(tenant, key).map(PersonKey::aliases).orElse(Set.of());
    }

    private boolean leadsTo(TenantId tenant, String alias, String key) throws IOException {
        return documents
                .find(aliases(tenant), alias, Alias.class)
                .filter(found -> found.person().equals(key))
                .isPresent();
    }

    private void forget(TenantId tenant, String alias, String key) throws IOException {
        if (leadsTo(tenant, alias, key)) {
            documents.delete(aliases(tenant), alias, new Precondition.Any());
        }
    }

    private static String aliases(TenantId tenant) {
        return tenant + ".aliases";
    }
}
