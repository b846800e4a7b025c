package org.afterword.storage.azure;

import java.io.IOException;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** The people, a document each, in their tenant's partition. */
final class CosmosPersonStore implements PersonStore {
    private final CosmosDocuments documents;

    CosmosPersonStore(CosmosDocuments documents) {
        this.documents = documents;
    }

    @Override
    public Optional<Person> find(TenantId tenant, MailAddress address) throws IOException {
        return documents.find(PersonKey.of(address), tenant.toString(), Person.class);
    }

    @Override
    public void put(TenantId tenant, Person person) throws IOException {
        documents.put(PersonKey.of(person.mail()), CosmosDocuments.TENANT, tenant.toString(), person);
    }
}
