package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosDatabase;
import java.io.IOException;
import java.security.SecureRandom;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.standin.AzureStandIns;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    @Test
    void aNewContainerHasNoTenants() throws IOException {
        StoreSettings.Azure settings = AzureStandIns.shared().settings();
        try (CosmosClient cosmos = AzureClients.cosmos(settings)) {
            CosmosDatabase database = cosmos.getDatabase(AzureStores.DATABASE);
            database.createContainerIfNotExists("new-tenants", "/id");
            CosmosTenantStore tenants =
                    new CosmosTenantStore(new CosmosDocuments(database.getContainer("new-tenants"), "id"));
            assertThat(tenants.hasTenants()).isFalse();
            tenants.put(Samples.tenant(RoutingCode.random(new SecureRandom())));
            assertThat(tenants.hasTenants()).isTrue();
        }
    }

    @AfterEach
    void close() {
        open.close();
    }
}
