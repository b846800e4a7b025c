package org.afterword.storage.fake;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;

/** The queue in the heap, and the trigger's view of it. */
public final class InMemorySigningQueue implements SigningQueue, TriggerQueues {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(50);

    private final InstantSource clock;
    private final Knobs knobs = new Knobs();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<Message> messages = new ArrayList<>();

    public InMemorySigningQueue() {
        this(InstantSource.system());
    }

    public InMemorySigningQueue(InstantSource clock) {
        this.clock = clock;
    }

    /** Makes sending fail so many times; nothing is queued then. */
    public InMemorySigningQueue failNextSend(int times) {
        knobs.fail("send", times);
        return this;
    }

    public InMemorySigningQueue failNextOldestAge(int times) {
        knobs.fail("oldestAge", times);
        return this;
    }

    public InMemorySigningQueue failNextReceive(int times) {
        knobs.fail("receive", times);
        return this;
    }

    public InMemorySigningQueue failNextDelete(int times) {
        knobs.fail("delete", times);
        return this;
    }

    /** Lets each send take that long. */
    public InMemorySigningQueue delaySends(Duration delay) {
        knobs.delay("send", delay);
        return this;
    }

    /** The jobs that are queued or being worked on, the later ones behind the others, each in the order in which they were sent. */
    public List<SigningJob> jobs() {
        return Stream.of(NAME, LATER)
                .flatMap(queue -> bodies(queue).stream())
                .map(SigningJob::parse)
                .toList();
    }

    public InMemorySigningQueue failNextLength(int times) {
        knobs.fail("length", times);
        return this;
    }

    @Override
    public int length(String queue) throws IOException {
        knobs.meet("length");
        return bodies(queue).size();
    }

    /** The texts in a queue, hidden ones too, in the order in which they were sent. */
    public List<String> bodies(String queue) {
        lock.lock();
        try {
            return messages.stream()
                    .filter(message -> message.queue.equals(queue))
                    .map(message -> message.body)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** How long from now until each message of a queue can be seen, zero for those that can be seen already. */
    public List<Duration> delays(String queue) {
        lock.lock();
        try {
            Instant now = clock.instant();
            return messages.stream()
                    .filter(message -> message.queue.equals(queue))
                    .map(message -> Duration.between(now, message.visibleAt))
                    .map(delay -> delay.isNegative() ? Duration.ZERO : delay)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(SigningJob job, Duration delay) throws IOException {
        send(SigningQueue.nameFor(delay), job.toJson(), delay);
    }

    @Override
    public Duration oldestAge() throws IOException {
        knobs.meet("oldestAge");
        lock.lock();
        try {
            Instant now = clock.instant();
            return messages.stream()
                    .filter(message -> message.queue.equals(NAME) && !message.visibleAt.isAfter(now))
                    .map(message -> Duration.between(message.visibleAt, now))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Instant> oldestReceived() throws IOException {
        knobs.meet("oldestAge");
        lock.lock();
        try {
            Instant now = clock.instant();
            return SigningQueue.oldestReceived(messages.stream()
                    .filter(message -> message.queue.equals(NAME) && !message.visibleAt.isAfter(now))
                    .map(message -> message.body));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(String queue, String body, Duration delay) throws IOException {
        knobs.meet("send");
        lock.lock();
        try {
            messages.add(new Message(queue, body, clock.instant().plus(delay)));
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Delivery> receive(String queue, int max, Duration hidden) throws IOException {
        knobs.meet("receive");
        lock.lock();
        try {
            List<Delivery> taken = take(queue, max, hidden);
            if (taken.isEmpty() && arrived.await(POLL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                taken = take(queue, max, hidden);
            }
            return taken;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private List<Delivery> take(String queue, int max, Duration hidden) {
        Instant now = clock.instant();
        List<Delivery> taken = new ArrayList<>();
        for (Message message : messages) {
            if (taken.size() < max && message.queue.equals(queue) && !message.visibleAt.isAfter(now)) {
                message.visibleAt = now.plus(hidden);
                message.dequeueCount++;
                taken.add(new Delivery(
                        queue, message.id, message.body, message.dequeueCount, Integer.toString(message.dequeueCount)));
            }
        }
        return taken;
    }

    @Override
    public void delete(Delivery delivery) throws IOException {
        knobs.meet("delete");
        lock.lock();
        try {
            messages.removeIf(message -> message.is(delivery));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(Delivery delivery, Duration delay) {
        lock.lock();
        try {
            for (Message message : messages) {
                if (message.is(delivery)) {
                    message.visibleAt = clock.instant().plus(delay);
                }
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static final class Message {
        final String queue;
        final String id = UUID.randomUUID().toString();
        final String body;
        Instant visibleAt;
        int dequeueCount;

        Message(String queue, String body, Instant visibleAt) {
            this.queue = queue;
            this.body = body;
            this.visibleAt = visibleAt;
        }

        boolean is(Delivery delivery) {
            return id.equals(delivery.id()) && Integer.toString(dequeueCount).equals(delivery.receipt());
        }
    }
}
