package org.afterword.local.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.mail.TriggerQueues;

/** Queues in the heap that note what was asked of them. Released messages show again at once, whatever the delay. */
final class InMemoryTriggerQueues implements TriggerQueues {
    private final Map<String, Deque<Delivery>> waiting = new HashMap<>();
    private final List<Delivery> deleted = new ArrayList<>();
    private final List<Duration> hidden = new ArrayList<>();
    private int refusals;
    private int ids;

    /** The next {@code count} calls of receive fail. */
    synchronized void failNextReceive(int count) {
        refusals = count;
    }

    synchronized List<Delivery> deleted() {
        return List.copyOf(deleted);
    }

    synchronized List<Duration> hidden() {
        return List.copyOf(hidden);
    }

    @Override
    public synchronized int length(String queue) {
        return of(queue).size();
    }

    @Override
    public synchronized List<Delivery> receive(String queue, int max, Duration hiddenFor) throws IOException {
        if (refusals > 0) {
            refusals--;
            throw new IOException("the queue is away");
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        while (of(queue).isEmpty() && end > System.nanoTime()) {
            try {
                wait(10);
            } catch (InterruptedException stop) {
                throw new IOException("interrupted", stop);
            }
        }
        List<Delivery> batch = new ArrayList<>();
        while (batch.size() < max && !of(queue).isEmpty()) {
            Delivery next = of(queue).removeFirst();
            batch.add(new Delivery(
                    queue, next.id(), next.body(), next.dequeueCount() + 1, "receipt-" + next.dequeueCount()));
            hidden.add(hiddenFor);
        }
        return batch;
    }

    @Override
    public synchronized void delete(Delivery delivery) {
        deleted.add(delivery);
    }

    @Override
    public synchronized void release(Delivery delivery, Duration delay) {
        of(delivery.queue()).addLast(delivery);
        notifyAll();
    }

    @Override
    public synchronized void send(String queue, String body, Duration delay) {
        of(queue).addLast(new Delivery(queue, "id-" + ids++, body, 0, ""));
        notifyAll();
    }

    private Deque<Delivery> of(String queue) {
        return waiting.computeIfAbsent(queue, name -> new ArrayDeque<>());
    }
}
