package org.afterword.storage.azure;

import java.io.IOException;
import org.afterword.storage.contract.OnboardingContract;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.AfterEach;

/** On the stand-ins for Cosmos DB and queues. */
class CosmosOnboardingStoreTest extends OnboardingContract {
    private final AzureStores open;

    CosmosOnboardingStoreTest() throws IOException {
        open = AzureStores.open(AzureStandIns.shared().settings());
    }

    @Override
    protected OnboardingStore store() {
        return open.onboarding();
    }

    @Override
    protected TriggerQueues queues() {
        return open.queues();
    }

    @AfterEach
    void close() {
        open.close();
    }
}
