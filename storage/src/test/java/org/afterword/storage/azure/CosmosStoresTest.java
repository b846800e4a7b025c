package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosDatabase;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.standin.AzureStandIns;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.TenantId;
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
                    new CosmosTenantStore(new CosmosDocuments(new CosmosAccount(() -> cosmos), "new-tenants", "id"));
            assertThat(tenants.hasTenants()).isFalse();
            tenants.put(Samples.tenant(RoutingCode.random(new SecureRandom())));
            assertThat(tenants.hasTenants()).isTrue();
        }
    }

    /** One that is damaged hides no other. */
    @Test
    void listsLeaveOutWhatCannotBeRead() throws IOException {
        TenantId tenant = Samples.tenantId();
        Person ben = new Person(MailAddress.of("ben@contoso.example"), Map.of());
        stores().people().put(tenant, ben);
        try (CosmosClient cosmos = AzureClients.cosmos(AzureStandIns.shared().settings())) {
            CosmosDocuments people =
                    new CosmosDocuments(new CosmosAccount(() -> cosmos), AzureStores.PEOPLE, CosmosDocuments.TENANT);
            people.put(tenant.toString(), "a", "nobody", new Precondition.Any());
            assertThat(stores().people().list(tenant, Optional.empty(), 10).items())
                    .extracting(Versioned::value)
                    .containsExactly(ben);
            List<Person> read = new ArrayList<>();
            people.forEach(tenant.toString(), Person.class, read::add);
            assertThat(read).containsExactly(ben);
        }
    }

    @AfterEach
    void close() {
        open.close();
    }
}
