package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.queue.QueueServiceClient;
import java.io.IOException;
import java.time.Duration;
import org.afterword.storage.contract.QueuesContract;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.standin.AzureStandIns;
import org.junit.jupiter.api.Test;

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

    /** The service's client cuts off what is less than a second. */
    @Test
    void aDelayOfLessThanASecondIsADelay() throws Exception {
        queues.send(SigningQueue.NAME, "{}", Duration.ofMillis(400));
        assertThat(queues.receive(SigningQueue.NAME, 1, Duration.ofMinutes(1))).isEmpty();
        wait(Duration.ofSeconds(1));
        Delivery delivery =
                queues.receive(SigningQueue.NAME, 1, Duration.ofMinutes(1)).getFirst();
        queues.release(delivery, Duration.ofMillis(1));
        assertThat(queues.receive(SigningQueue.NAME, 1, Duration.ofMinutes(1))).isEmpty();
        wait(Duration.ofSeconds(1));
        assertThat(queues.receive(SigningQueue.NAME, 1, Duration.ofMinutes(1))).hasSize(1);
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
