package org.afterword.cli.stamp;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.afterword.host.QueueService;
import org.afterword.storage.mail.TriggerQueues;

/** The queues of the store as the host on this machine wants them. */
public record StoredQueues(TriggerQueues queues) implements QueueService {
    @Override
    public List<Message> receive(String queue, int max, Duration hidden) throws IOException {
        return queues.receive(queue, max, hidden).stream()
                .map(delivery -> new Message(
                        delivery.queue(), delivery.id(), delivery.body(), delivery.dequeueCount(), delivery.receipt()))
                .toList();
    }

    @Override
    public void delete(Message message) throws IOException {
        queues.delete(delivery(message));
    }

    @Override
    public void release(Message message, Duration delay) throws IOException {
        queues.release(delivery(message), delay);
    }

    /** Ours live for as long as it takes: what stands in a poison queue here is somebody's mail. */
    @Override
    public void send(String queue, String body, Duration life) throws IOException {
        queues.send(queue, body, Duration.ZERO);
    }

    private static TriggerQueues.Delivery delivery(Message message) {
        return new TriggerQueues.Delivery(
                message.queue(), message.id(), message.body(), message.dequeueCount(), message.receipt());
    }
}
