package org.afterword.storage.mail;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The queues as the Functions host sees them: text in, text out, by name. In Azure the host does this itself; here the
 * local Functions host uses it. A delay is never shorter than asked for, and in Azure in whole seconds. Safe for use by several
 * threads.
 */
public interface TriggerQueues {

    /**
     * A message that is hidden from others until its time runs out.
     *
     * @param body the text, JSON in our queues
     * @param dequeueCount how often it has been received, 1 the first time
     * @param receipt what {@link #delete} needs; worthless once the message was received again
     */
    record Delivery(String queue, String id, String body, int dequeueCount, String receipt) {}

    /**
     * Takes up to {@code max} messages and hides them for {@code hidden}. Waits for a short time for the first one.
     *
     * @throws IOException if the queue does not answer
     */
    List<Delivery> receive(String queue, int max, Duration hidden) throws IOException;

    /** Removes a message that has been dealt with; nothing happens if it was received again since. */
    void delete(Delivery delivery) throws IOException;

    /** Shows a received message again after {@code delay}; nothing happens if it was received again since. */
    void release(Delivery delivery, Duration delay) throws IOException;

    /** Queues {@code body}. When this returns it is durable. */
    void send(String queue, String body, Duration delay) throws IOException;

    /**
     * How many messages are in the queue, hidden ones too; about as many, where the queue is on several machines. Zero
     * for a queue that was never made.
     *
     * @throws IOException if the queue does not answer
     */
    int length(String queue) throws IOException;
}
