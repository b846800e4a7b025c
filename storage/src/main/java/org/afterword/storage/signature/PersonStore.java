package org.afterword.storage.signature;

import java.io.IOException;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.TenantId;

/**
 * The people of each tenant, by their addresses, which compare without case. Safe for use by several threads.
 *
 * <p>An address leads to the person whose primary address it is; else to the person who has it as an alias. Where two
 * people claim an alias, it is the one who was put last.
 */
public interface PersonStore {
    /**
     * The person with that address, be it the primary one or an alias.
     *
     * @throws IOException if the store does not answer
     */
    Optional<Person> find(TenantId tenant, MailAddress address) throws IOException;

    /** The person with that primary address as the store has it now, past every cache, with its version. */
    Optional<Versioned<Person>> read(TenantId tenant, MailAddress primary) throws IOException;

    /**
     * The tenant's people in an order of the store's own, past every cache. Who is put or deleted while the pages are read
     * may be on one of them or not; all others are on exactly one.
     *
     * @param next {@link Page#next} of the page before; empty for the first
     * @param limit the most on a page, at least 1
     * @throws IllegalArgumentException if {@code next} was not given by this store
     */
    Page<Versioned<Person>> list(TenantId tenant, Optional<String> next, int limit) throws IOException;

    /** Creates or replaces the person. When this returns the change is durable. */
    default void put(TenantId tenant, Person person) throws IOException {
        put(tenant, person, new Precondition.Any());
    }

    /**
     * Creates or replaces the person. When this returns the change is durable, and the aliases lead to the person; if it
     * fails in between, putting the person once more mends them.
     *
     * @return the new version's etag
     * @throws PreconditionFailedException if the precondition does not hold
     * @throws IOException if the store does not answer; whether the change was made is not known then
     */
    String put(TenantId tenant, Person person, Precondition precondition) throws IOException;

    /**
     * Deletes the person with that primary address; where there is none, there is nothing to do.
     *
     * @throws PreconditionFailedException if the precondition does not hold
     */
    void delete(TenantId tenant, MailAddress primary, Precondition precondition) throws IOException;
}
