package org.afterword.host;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Queues in the heap that note what was asked of them. Released messages show again at once, whatever the delay. */
final class InMemoryQueueService implements QueueService {
    private final Map<String, Deque<Message>> waiting = new HashMap<>();
    private final List<Message> deleted = new ArrayList<>();
    private final List<Duration> hidden = new ArrayList<>();
    private final Map<String, Duration> lives = new HashMap<>();
    private int refusals;
    private int ids;

    /** The next {@code count} calls of receive fail. */
    synchronized void failNextReceive(int count) {
        refusals = count;
    }

    synchronized List<Message> deleted() {
        return List.copyOf(deleted);
    }

    synchronized List<Duration> hidden() {
        return List.copyOf(hidden);
    }

    /** How many messages are in the queue, hidden ones too. */
    synchronized int length(String queue) {
        return of(queue).size();
    }

    /** How long the messages that were sent last to each queue may live. */
    synchronized Map<String, Duration> lives() {
        return Map.copyOf(lives);
    }

    /** Queues a message that was received so often already. */
    synchronized void sendReceived(String queue, String body, int dequeueCount) {
        of(queue).addLast(new Message(queue, "id-" + ids++, body, dequeueCount, ""));
        notifyAll();
    }

    @Override
    public synchronized List<Message> receive(String queue, int max, Duration hiddenFor) throws IOException {
        if (refusals > 0) {
            refusals--;
            throw new IOException("the queue is unavailable");
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        while (of(queue).isEmpty() && end > System.nanoTime()) {
            try {
                wait(10);
            } catch (InterruptedException stop) {
                throw new IOException("interrupted", stop);
            }
        }
        List<Message> batch = new ArrayList<>();
        while (batch.size() < max && !of(queue).isEmpty()) {
            Message next = of(queue).removeFirst();
            batch.add(new Message(
                    queue, next.id(), next.body(), next.dequeueCount() + 1, "receipt-" + next.dequeueCount()));
            hidden.add(hiddenFor);
        }
        return batch;
    }

    @Override
    public synchronized void delete(Message message) {
        deleted.add(message);
    }

    @Override
    public synchronized void release(Message message, Duration delay) {
        of(message.queue()).addLast(message);
        notifyAll();
    }

    @Override
    public synchronized void send(String queue, String body, Duration life) {
        lives.put(queue, life);
        sendReceived(queue, body, 0);
    }

    private Deque<Message> of(String queue) {
        return waiting.computeIfAbsent(queue, name -> new ArrayDeque<>());
    }
}
