package org.afterword.storage.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.signature.PersonKey;
import org.afterword.storage.signature.PersonStore;
import org.afterword.storage.tenant.TenantId;

/** The people as {@code TENANT/HASH.json}: an address can hold characters that a file name cannot. */
final class FolderPersonStore implements PersonStore {
    private final Documents people;

    FolderPersonStore(Path folder) throws IOException {
        people = new Documents(folder);
    }

    @Override
    public Optional<Person> find(TenantId tenant, MailAddress address) throws IOException {
        return people.find(tenant + "/" + PersonKey.of(address), Person.class);
    }

    @Override
    public void put(TenantId tenant, Person person) throws IOException {
        people.put(tenant + "/" + PersonKey.of(person.mail()), person);
    }
}
