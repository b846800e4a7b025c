package org.afterword.storage.azure;

import java.io.IOException;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.AfterEach;

/** On the Cosmos stand-in. */
class CosmosStoresTest extends DocumentStoresContract {
    private final AzureStores open;

    CosmosStoresTest() throws IOException {
        open = AzureStores.open(AzureStandIns.shared().settings());
    }

    @Override
    public Stores stores() {
        return open.stores();
    }

    @AfterEach
    void close() {
        open.close();
    }
}
