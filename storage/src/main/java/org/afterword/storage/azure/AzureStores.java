package org.afterword.storage.azure;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosDatabase;
import com.azure.cosmos.models.CosmosContainerProperties;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.queue.QueueServiceClient;
import java.io.IOException;
import java.time.InstantSource;
import org.afterword.storage.StoreSettings;
import org.afterword.storage.Stores;
import org.afterword.storage.document.DocumentClosedRoutes;
import org.afterword.storage.document.DocumentPersonStore;
import org.afterword.storage.document.DocumentSignatureStore;
import org.afterword.storage.document.DocumentWorkerRecords;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingStore;

/** All stores of a stamp in Azure. Safe for use by several threads. */
public final class AzureStores implements AutoCloseable {
    /** The blob container of the spool. */
    static final String MAIL = "mail";

    /** The blob container of heartbeats and duties, beside the mail: no rule of the spool deletes anything in it. */
    static final String WORKERS = "workers";

    static final String DATABASE = "afterword";
    static final String TENANTS = "tenants";
    static final String SIGNATURES = "signatures";
    static final String PEOPLE = "people";
    static final String TRACE = "trace";
    static final String ONBOARDING = "onboarding";
    private static final int SESSION_SECONDS = 24 * 60 * 60;
    private static final int TRACE_SECONDS = 7 * 24 * 60 * 60;

    private final CosmosClient cosmos;
    private final BlobContainerClient mail;
    private final QueueServiceClient queueService;
    private final StorageQueues queues;
    private final Stores stores;
    private final OnboardingStore onboarding;

    private AzureStores(CosmosClient cosmos, BlobContainerClient mail, QueueServiceClient queueService) {
        this.cosmos = cosmos;
        this.mail = mail;
        this.queueService = queueService;
        this.queues = new StorageQueues(queueService);
        CosmosDatabase database = cosmos.getDatabase(DATABASE);
        CosmosDocuments tenants = new CosmosDocuments(database.getContainer(TENANTS), "id");
        this.onboarding = new CosmosOnboardingStore(database.getContainer(ONBOARDING), queues);
        this.stores = new Stores(
                new BlobMailSpool(mail),
                new StorageSigningQueue(queues),
                new CosmosTenantStore(tenants),
                new DocumentSignatureStore(
                        new CosmosDocuments(database.getContainer(SIGNATURES), CosmosDocuments.TENANT),
                        InstantSource.system()),
                new DocumentPersonStore(new CosmosDocuments(database.getContainer(PEOPLE), CosmosDocuments.TENANT)),
                new CosmosTraceStore(new CosmosDocuments(database.getContainer(TRACE), CosmosTraceStore.TENANT_HOUR)),
                // The one container that the gateway's identity may read.
                new DocumentClosedRoutes(tenants),
                new DocumentWorkerRecords(new BlobDocuments(workers(mail)), InstantSource.system()));
    }

    /**
     * Makes the clients. Storage is first called when it is first used, Cosmos at once.
     *
     * @throws IOException if Cosmos does not answer
     */
    public static AzureStores open(StoreSettings.Azure settings) throws IOException {
        BlobContainerClient mail = AzureClients.mail(settings);
        QueueServiceClient queues = AzureClients.queues(settings);
        CosmosClient cosmos = AzureCall.get("open the Cosmos account", () -> AzureClients.cosmos(settings));
        return new AzureStores(cosmos, mail, queues);
    }

    public Stores stores() {
        return stores;
    }

    /** What connecting tenants needs to keep. */
    public OnboardingStore onboarding() {
        return onboarding;
    }

    /** The queues as the triggers see them, for the local runner; in Azure the Functions host does this itself. */
    public TriggerQueues queues() {
        return queues;
    }

    /**
     * Makes the containers, the queues and the database where they are not there yet. In Azure the deployment does that,
     * and a managed identity may not; this is for the stand-ins.
     */
    public void createAll() throws IOException {
        AzureCall.run("make the containers and the queues", () -> {
            mail.createIfNotExists();
            workers(mail).createIfNotExists();
            queueService.getQueueClient(SigningQueue.NAME).createIfNotExists();
            queueService.getQueueClient(SigningQueue.LATER).createIfNotExists();
            queueService.getQueueClient(SigningQueue.POISON).createIfNotExists();
            queueService.getQueueClient(SigningQueue.POISON_OF_POISON).createIfNotExists();
            queueService.getQueueClient(OnboardingStore.QUEUE).createIfNotExists();
        });
        AzureCall.run("make the database", () -> {
            cosmos.createDatabaseIfNotExists(DATABASE);
            CosmosDatabase database = cosmos.getDatabase(DATABASE);
            database.createContainerIfNotExists(TENANTS, "/id");
            database.createContainerIfNotExists(SIGNATURES, "/" + CosmosDocuments.TENANT);
            database.createContainerIfNotExists(PEOPLE, "/" + CosmosDocuments.TENANT);
            database.createContainerIfNotExists(
                    new CosmosContainerProperties(ONBOARDING, "/id").setDefaultTimeToLiveInSeconds(SESSION_SECONDS));
            database.createContainerIfNotExists(new CosmosContainerProperties(TRACE, "/" + CosmosTraceStore.TENANT_HOUR)
                    .setDefaultTimeToLiveInSeconds(TRACE_SECONDS));
        });
    }

    private static BlobContainerClient workers(BlobContainerClient mail) {
        return mail.getServiceClient().getBlobContainerClient(WORKERS);
    }

    @Override
    public void close() {
        cosmos.close();
    }
}
