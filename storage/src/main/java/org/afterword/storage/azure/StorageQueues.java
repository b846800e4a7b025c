package org.afterword.storage.azure;

import com.azure.core.util.Context;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueServiceClient;
import com.azure.storage.queue.models.QueueMessageItem;
import com.azure.storage.queue.models.QueueStorageException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.storage.mail.TriggerQueues;
import org.jspecify.annotations.Nullable;

/** The queues of a storage account, their text in base64. */
final class StorageQueues implements TriggerQueues {
    /** A job waits for as long as it takes; only its poison queue or its return ends it. */
    private static final Duration FOR_EVER = Duration.ofSeconds(-1);

    private static final int AT_MOST_AT_ONCE = 32;
    private static final int POLLS = 3;
    private static final long BETWEEN_POLLS_MILLIS = 100;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final QueueServiceClient service;
    private final Map<String, QueueClient> queues = new ConcurrentHashMap<>();

    StorageQueues(QueueServiceClient service) {
        this.service = service;
    }

    @Override
    public void send(String queue, String body, Duration delay) throws IOException {
        AzureCall.run(
                "take a message for the queue " + queue,
                () -> client(queue)
                        .sendMessageWithResponse(
                                body, wholeSeconds(delay), FOR_EVER, AzureClients.BY_TRIES, Context.NONE));
    }

    /** The service counts in seconds, and its client cuts off what is less: none of our delays may become none. */
    private static Duration wholeSeconds(Duration delay) {
        return Duration.ofSeconds(delay.plusSeconds(1).minusNanos(1).toSeconds());
    }

    @Override
    public List<Delivery> receive(String queue, int max, Duration hidden) throws IOException {
        for (int poll = 1; ; poll++) {
            List<Delivery> deliveries = poll(queue, Math.min(max, AT_MOST_AT_ONCE), hidden);
            if (!deliveries.isEmpty() || poll == POLLS) {
                return deliveries;
            }
            try {
                Thread.sleep(BETWEEN_POLLS_MILLIS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return deliveries;
            }
        }
    }

    private List<Delivery> poll(String queue, int max, Duration hidden) throws IOException {
        return AzureCall.get("give messages of the queue " + queue, () -> {
            List<Delivery> deliveries = new ArrayList<>();
            for (QueueMessageItem item :
                    client(queue).receiveMessages(max, wholeSeconds(hidden), AzureClients.BY_TRIES, Context.NONE)) {
                deliveries.add(new Delivery(
                        queue,
                        item.getMessageId(),
                        item.getBody().toString(),
                        Math.toIntExact(item.getDequeueCount()),
                        item.getPopReceipt()));
            }
            return deliveries;
        });
    }

    /**
     * A message that could be taken.
     *
     * @param inserted when it was sent
     */
    record Shown(Instant inserted, String body) {}

    /** The next 32 messages that could be taken, however often they were taken before. They stay as they are. */
    List<Shown> shown(String queue) throws IOException {
        return AzureCall.get(
                "show messages of the queue " + queue,
                () -> client(queue).peekMessages(AT_MOST_AT_ONCE, AzureClients.BY_TRIES, Context.NONE).stream()
                        .map(message -> new Shown(
                                message.getInsertionTime().toInstant(),
                                message.getBody().toString()))
                        .toList());
    }

    @Override
    public void delete(Delivery delivery) throws IOException {
        whileOurs(
                "delete a message of the queue " + delivery.queue(),
                () -> client(delivery.queue())
                        .deleteMessageWithResponse(
                                delivery.id(), delivery.receipt(), AzureClients.BY_TRIES, Context.NONE));
    }

    @Override
    public void release(Delivery delivery, Duration delay) throws IOException {
        whileOurs(
                "release a message of the queue " + delivery.queue(),
                () -> client(delivery.queue())
                        .updateMessageWithResponse(
                                delivery.id(),
                                delivery.receipt(),
                                delivery.body(),
                                wholeSeconds(delay),
                                AzureClients.BY_TRIES,
                                Context.NONE));
    }

    @Override
    public int length(String queue) throws IOException {
        return AzureCall.get("tell the length of the queue " + queue, () -> {
            try {
                return client(queue)
                        .getPropertiesWithResponse(AzureClients.BY_TRIES, Context.NONE)
                        .getValue()
                        .getApproximateMessagesCount();
            } catch (QueueStorageException missing) {
                if (missing.getStatusCode() == NOT_FOUND) {
                    return 0;
                }
                throw missing;
            }
        });
    }

    /** A message that was received again since has another receipt, or is gone: then it is no longer ours to change. */
    private static void whileOurs(String what, Runnable change) throws IOException {
        try {
            change.run();
        } catch (QueueStorageException refused) {
            if (refused.getStatusCode() != NOT_FOUND && refused.getStatusCode() != BAD_REQUEST) {
                throw AzureCall.failure(what, refused);
            }
        } catch (RuntimeException failed) {
            throw AzureCall.failure(what, failed);
        }
    }

    private QueueClient client(String queue) {
        @Nullable QueueClient client = queues.get(queue);
        return client != null ? client : queues.computeIfAbsent(queue, service::getQueueClient);
    }
}
