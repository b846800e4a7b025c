package org.afterword.host;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The queue service below the host: text in, text out, by name, with the visibility time-outs of Azure Queue Storage. Whoever
 * starts the host says what stands behind it. Safe for use by several threads.
 */
public interface QueueService {

    /**
     * A message that is hidden from others until its visibility time-out ends.
     *
     * @param dequeueCount how often it has been received, 1 the first time
     * @param receipt the pop receipt; worthless once the message was received again
     */
    record Message(String queue, String id, String body, int dequeueCount, String receipt) {}

    /**
     * Takes up to {@code max} messages and hides them for {@code hidden}. Waits a little while for the first one.
     *
     * @throws IOException if the queue does not answer
     */
    List<Message> receive(String queue, int max, Duration hidden) throws IOException;

    /** Removes a message that has been dealt with; nothing happens if it was received again since. */
    void delete(Message message) throws IOException;

    /** Shows a received message again after {@code delay}; nothing happens if it was received again since. */
    void release(Message message, Duration delay) throws IOException;

    /**
     * Queues {@code body}. When this returns it is durable.
     *
     * @param life after which the service may delete it
     */
    void send(String queue, String body, Duration life) throws IOException;
}
