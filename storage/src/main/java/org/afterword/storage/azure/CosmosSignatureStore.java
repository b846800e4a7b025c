package org.afterword.storage.azure;

import java.io.IOException;
import org.afterword.engine.select.SignatureCatalog;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** The catalogs, a document per tenant. */
final class CosmosSignatureStore implements SignatureStore {
    private static final String CATALOG = "catalog";

    private final CosmosDocuments documents;

    CosmosSignatureStore(CosmosDocuments documents) {
        this.documents = documents;
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        return documents
                .find(tenant.toString(), CATALOG, SignatureCatalog.class)
                .orElse(SignatureCatalog.EMPTY);
    }

    @Override
    public void put(TenantId tenant, SignatureCatalog catalog) throws IOException {
        documents.put(tenant.toString(), CATALOG, catalog, new org.afterword.storage.Precondition.Any());
    }
}
