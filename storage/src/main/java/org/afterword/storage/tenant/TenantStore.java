package org.afterword.storage.tenant;

import java.io.IOException;
import java.util.Optional;

/** The tenants of this stamp. Safe for use by several threads. */
public interface TenantStore {
    /** @throws IOException if the store does not answer */
    Optional<Tenant> find(TenantId id) throws IOException;

    /**
     * The tenant of that code.
     *
     * @throws IOException if the store does not answer
     */
    Optional<Tenant> findByRoutingCode(RoutingCode code) throws IOException;

    /** Creates or replaces the tenant. When this returns the change is durable. */
    void put(Tenant tenant) throws IOException;
}
