package org.afterword.storage.signature;

import java.io.IOException;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.storage.tenant.TenantId;

/** The people of each tenant, by their address. Safe for use by several threads. */
public interface PersonStore {
    /**
     * The person with that address; addresses compare without case.
     *
     * @throws IOException if the store does not answer
     */
    Optional<Person> find(TenantId tenant, MailAddress address) throws IOException;

    /** Creates or replaces the person. When this returns the change is durable. */
    void put(TenantId tenant, Person person) throws IOException;
}
