package org.afterword.storage.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The tenants whose way back is known to be broken, as those who return mail find out and those who take it must know. A tenant
 * is in it only as long as that is so. Safe for use by several threads and processes.
 */
public interface ClosedRoutes {
    /** Those that are closed now. @throws IOException if the store does not answer */
    List<ClosedRoute> all() throws IOException;

    /**
     * Notes that the way back of a tenant is broken. When this returns that is durable.
     *
     * @return whether it was open before; else it stays noted as it was
     * @throws IOException if the store does not answer; whether the change was made is not known then
     */
    boolean close(ClosedRoute route) throws IOException;

    /**
     * Notes that the way back of a tenant works. When this returns that is durable.
     *
     * @return what was noted before; empty if it was open
     * @throws IOException if the store does not answer; whether the change was made is not known then
     */
    Optional<ClosedRoute> open(TenantId tenant) throws IOException;
}
