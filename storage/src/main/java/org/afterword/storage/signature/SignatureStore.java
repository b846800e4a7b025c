package org.afterword.storage.signature;

import java.io.IOException;
import org.afterword.engine.select.SignatureCatalog;
import org.afterword.storage.tenant.TenantId;

/** The templates and rules of each tenant. Safe for use by several threads. */
public interface SignatureStore {
    /**
     * The tenant's catalog, {@link SignatureCatalog#EMPTY} if it has none.
     *
     * @throws IOException if the store does not answer
     */
    SignatureCatalog catalog(TenantId tenant) throws IOException;

    /** Replaces the tenant's catalog. When this returns the change is durable. */
    void put(TenantId tenant, SignatureCatalog catalog) throws IOException;
}
