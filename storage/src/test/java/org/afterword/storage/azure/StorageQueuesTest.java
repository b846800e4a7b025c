package org.afterword.storage.azure;

import com.azure.storage.queue.QueueServiceClient;
import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.contract.QueuesContract;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.standin.AzureStandIns;

/** On Azurite. */
class StorageQueuesTest extends QueuesContract {
    private final StorageQueues queues;

    StorageQueuesTest() throws IOException {
        QueueServiceClient service = AzureClients.queues(AzureStandIns.shared().settings());
        service.getQueueClient(SigningQueue.NAME).clearMessages();
        service.getQueueClient(SigningQueue.LATER).clearMessages();
        service.getQueueClient(SigningQueue.POISON).clearMessages();
        queues = new StorageQueues(service);
    }

    @Override
    protected SigningQueue queue() {
        return new StorageSigningQueue(queues);
    }

    @Override
    protected TriggerQueues queues() {
        return queues;
    }

    @Override
    protected void wait(Duration time) throws InterruptedException {
        Thread.sleep(time.plusMillis(500));
    }
}
