package org.afterword.storage.folder;

import java.io.IOException;
import java.nio.file.Path;
import org.afterword.engine.select.SignatureCatalog;
import org.afterword.storage.signature.SignatureStore;
import org.afterword.storage.tenant.TenantId;

/** The catalogs as {@code TENANT.json}. */
final class FolderSignatureStore implements SignatureStore {
    private final Documents catalogs;

    FolderSignatureStore(Path folder) throws IOException {
        catalogs = new Documents(folder);
    }

    @Override
    public SignatureCatalog catalog(TenantId tenant) throws IOException {
        return catalogs.find("", tenant.toString(), SignatureCatalog.class).orElse(SignatureCatalog.EMPTY);
    }

    @Override
    public void put(TenantId tenant, SignatureCatalog catalog) throws IOException {
        catalogs.put("", tenant.toString(), catalog, new org.afterword.storage.Precondition.Any());
    }
}
