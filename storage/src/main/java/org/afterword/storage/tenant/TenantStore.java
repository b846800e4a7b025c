package org.afterword.storage.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;

/** The tenants of this stamp. Safe for use by several threads. */
public interface TenantStore {
    /** @throws IOException if the store does not answer */
    Optional<Tenant> find(TenantId id) throws IOException;

    /**
     * The tenant that has that code or had it before; {@link Tenant#isKnownBy} tells whether it still counts.
     *
     * @throws IOException if the store does not answer
     */
    Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException;

    /** The tenant as the store has it now, past every cache, with its version. */
    Optional<Versioned<Tenant>> read(TenantId id) throws IOException;

    /** All tenants, past every cache, by name and then by id. A stamp has thousands of them at most. */
    List<Versioned<Tenant>> all() throws IOException;

    /**
     * Whether the store knows any tenant. One that knows none tells nothing about a mail: the stamp is new, or this is not
     * its store.
     *
     * @throws IOException if the store does not answer
     */
    boolean hasTenants() throws IOException;

    /** Creates or replaces the tenant. When this returns the change is durable. */
    default void put(Tenant tenant) throws IOException {
        put(tenant, new Precondition.Any());
    }

    /**
     * Creates or replaces the tenant. When this returns the change is durable.
     *
     * @return the new version's etag
     * @throws PreconditionFailedException if the precondition does not hold, or another tenant has or had one of its routing codes
     * @throws IOException if the store does not answer; whether the change was made is not known then
     */
    String put(Tenant tenant, Precondition precondition) throws IOException;
}
