package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.storage.embedded.SegmentLog.Place;
import org.afterword.storage.mail.TriggerQueues;
import org.jspecify.annotations.Nullable;

/**
 * The queues in a log. Sent messages are durable; that one was received or deleted is written down without waiting, so
 * after a crash the last few milliseconds of that may happen again. Messages that the last process had received and not
 * deleted can be seen at once by the next.
 */
final class FolderQueues implements TriggerQueues, SegmentLog.Owner, AutoCloseable {
    private static final int SEGMENT = 2 * 1024 * 1024;
    /** Bodies kept in the heap, in characters; above that they are read from the log when they are received. */
    private static final long HEAP_BODIES = 16 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofMillis(250);

    private static final byte SENT = 1;
    private static final byte TAKEN = 2;
    private static final byte DELETED = 3;
    private static final byte RELEASED = 4;

    private final InstantSource clock;
    private final SegmentLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Queue> queues = new HashMap<>();
    private final Map<Long, Message> messages = new HashMap<>();
    private long lastId;
    private long bodiesInHeap;

    private final class Queue {
        final String name;
        final Condition arrived = lock.newCondition();
        final TreeSet<Message> byTime = new TreeSet<>(
                Comparator.comparing((Message message) -> message.visibleAt).thenComparingLong(message -> message.id));

        Queue(String name) {
            this.name = name;
        }
    }

    /** Guarded by the lock. */
    private static final class Message {
        final long id;
        final Queue queue;
        Place place;
        Instant visibleAt;
        int dequeueCount;

        @Nullable String body;

        Message(long id, Queue queue, Place place, Instant visibleAt, int dequeueCount) {
            this.id = id;
            this.queue = queue;
            this.place = place;
            this.visibleAt = visibleAt;
            this.dequeueCount = dequeueCount;
        }
    }

    FolderQueues(Path folder, InstantSource clock) throws IOException {
        this(folder, clock, SEGMENT);
    }

    FolderQueues(Path folder, InstantSource clock, int segmentSize) throws IOException {
        this.clock = clock;
        this.log = new SegmentLog(folder, segmentSize);
        log.open(this);
    }

    @Override
    public void replay(Place place, ByteBuffer record) {
        byte kind = record.get();
        long id = record.getLong();
        lastId = Math.max(lastId, id);
        Message known = messages.get(id);
        switch (kind) {
            case SENT -> {
                Instant visibleAt = Instant.ofEpochMilli(record.getLong());
                int dequeueCount = record.getInt();
                Queue queue = queue(text(record, record.getInt()));
                forget(known);
                Message message = new Message(id, queue, place, visibleAt, dequeueCount);
                messages.put(id, message);
                queue.byTime.add(message);
                log.retain(place);
            }
            case TAKEN -> {
                if (known != null) {
                    known.dequeueCount = Math.max(known.dequeueCount, record.getInt());
                }
            }
            case DELETED -> forget(known);
            case RELEASED -> {
                if (known != null) {
                    show(known, Instant.ofEpochMilli(record.getLong()));
                }
            }
            default -> throw new IllegalStateException("a later version has written this queue; use that version");
        }
    }

    @Override
    public void relocate(Place place, ByteBuffer record) throws IOException {
        record.get();
        long id = record.getLong();
        lock.lock();
        try {
            Message message = messages.get(id);
            if (message == null || !message.place.is(place)) {
                return;
            }
            long visibleAt = record.getLong(); // As sent: the present time is that of a receiver who may die.
            record.getInt();
            String queue = text(record, record.getInt());
            Place copy = log.append(
                    sent(id, visibleAt, message.dequeueCount, queue),
                    ByteBuffer.allocate(record.remaining()).put(record).flip());
            log.release(place);
            message.place = copy;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void send(String queueName, String body, Duration delay) throws IOException {
        Instant visibleAt = clock.instant().plus(delay);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        long id;
        Place place;
        lock.lock();
        try {
            id = ++lastId;
            place = log.append(sent(id, visibleAt.toEpochMilli(), 0, queueName), ByteBuffer.wrap(bytes));
        } finally {
            lock.unlock();
        }
        try {
            log.await(place);
        } catch (IOException unsure) {
            log.release(place);
            throw unsure;
        }
        lock.lock();
        try {
            Queue queue = queue(queueName);
            Message message = new Message(id, queue, place, visibleAt, 0);
            if (bodiesInHeap + body.length() <= HEAP_BODIES) {
                message.body = body;
                bodiesInHeap += body.length();
            }
            messages.put(id, message);
            queue.byTime.add(message);
            queue.arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int length(String queueName) {
        lock.lock();
        try {
            return queue(queueName).byTime.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Delivery> receive(String queueName, int max, Duration hidden) throws IOException {
        List<Taken> taken;
        lock.lock();
        try {
            Queue queue = queue(queueName);
            taken = take(queue, max, hidden);
            long patience = PATIENCE.toNanos();
            while (taken.isEmpty() && patience > 0) {
                long step = Math.min(patience, untilNextIsVisible(queue));
                patience -= step - Math.max(0, queue.arrived.awaitNanos(step));
                taken = take(queue, max, hidden);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        } finally {
            lock.unlock();
        }
        List<Delivery> deliveries = new ArrayList<>(taken.size());
        for (Taken message : taken) {
            deliveries.add(message.read());
        }
        return deliveries;
    }

    private static final long ONE_MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private long untilNextIsVisible(Queue queue) {
        if (queue.byTime.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long millis = Duration.between(clock.instant(), queue.byTime.first().visibleAt)
                .toMillis();
        return Math.max(ONE_MILLISECOND, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private final class Taken {
        final Message message;
        final Place place;
        final int dequeueCount;
        final @Nullable String body;

        Taken(Message message) {
            this.message = message;
            this.place = message.place;
            this.dequeueCount = message.dequeueCount;
            this.body = message.body;
            log.retain(place);
        }

        Delivery read() throws IOException {
            try {
                String text = body == null ? readBody(place) : body;
                return new Delivery(
                        message.queue.name,
                        Long.toString(message.id),
                        text,
                        dequeueCount,
                        Integer.toString(dequeueCount));
            } finally {
                log.release(place);
            }
        }
    }

    private String readBody(Place place) throws IOException {
        ByteBuffer record = log.read(place);
        record.position(record.position() + 1 + 8 + 8 + 4);
        text(record, record.getInt());
        return text(record, record.remaining());
    }

    private List<Taken> take(Queue queue, int max, Duration hidden) throws IOException {
        Instant now = clock.instant();
        List<Taken> taken = new ArrayList<>();
        while (taken.size() < max
                && !queue.byTime.isEmpty()
                && !queue.byTime.first().visibleAt.isAfter(now)) {
            Message message = queue.byTime.first();
            message.dequeueCount++;
            show(message, now.plus(hidden));
            log.release(log.appendLazily(
                    head(TAKEN, message.id, 4).putInt(message.dequeueCount).flip()));
            taken.add(new Taken(message));
        }
        if (!queue.byTime.isEmpty() && !taken.isEmpty()) {
            queue.arrived.signal(); // Another receiver may find work too.
        }
        return taken;
    }

    @Override
    public void delete(Delivery delivery) throws IOException {
        lock.lock();
        try {
            Message message = held(delivery);
            if (message != null) {
                log.release(log.appendLazily(head(DELETED, message.id, 0).flip()));
                forget(message);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(Delivery delivery, Duration delay) throws IOException {
        lock.lock();
        try {
            Message message = held(delivery);
            if (message != null) {
                Instant visibleAt = clock.instant().plus(delay);
                log.release(log.appendLazily(head(RELEASED, message.id, 8)
                        .putLong(visibleAt.toEpochMilli())
                        .flip()));
                show(message, visibleAt);
                message.queue.arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long the message that can be taken next has been there to be taken; zero if there is none. */
    Duration oldestAge(String queueName) {
        lock.lock();
        try {
            Queue queue = queue(queueName);
            if (queue.byTime.isEmpty()) {
                return Duration.ZERO;
            }
            Duration age = Duration.between(queue.byTime.first().visibleAt, clock.instant());
            return age.isNegative() ? Duration.ZERO : age;
        } finally {
            lock.unlock();
        }
    }

    /** The texts of all messages in a queue, hidden ones too. */
    List<String> bodies(String queueName) throws IOException {
        List<Taken> found;
        lock.lock();
        try {
            found = queue(queueName).byTime.stream().map(Taken::new).toList();
        } finally {
            lock.unlock();
        }
        List<String> bodies = new ArrayList<>();
        for (Taken message : found) {
            bodies.add(message.read().body());
        }
        return bodies;
    }

    private @Nullable Message held(Delivery delivery) {
        Message message = messages.get(Long.valueOf(delivery.id()));
        boolean same = message != null && Integer.toString(message.dequeueCount).equals(delivery.receipt());
        return same ? message : null;
    }

    private Queue queue(String name) {
        return queues.computeIfAbsent(name, Queue::new);
    }

    private static void show(Message message, Instant visibleAt) {
        message.queue.byTime.remove(message);
        message.visibleAt = visibleAt;
        message.queue.byTime.add(message);
    }

    private void forget(@Nullable Message message) {
        if (message != null) {
            messages.remove(message.id);
            message.queue.byTime.remove(message);
            bodiesInHeap -= message.body == null ? 0 : message.body.length();
            log.release(message.place);
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private static ByteBuffer head(byte kind, long id, int more) {
        return ByteBuffer.allocate(9 + more).put(kind).putLong(id);
    }

    private static ByteBuffer sent(long id, long visibleAt, int dequeueCount, String queue) {
        byte[] name = queue.getBytes(StandardCharsets.UTF_8);
        return head(SENT, id, 16 + name.length)
                .putLong(visibleAt)
                .putInt(dequeueCount)
                .putInt(name.length)
                .put(name)
                .flip();
    }

    private static String text(ByteBuffer record, int length) {
        byte[] bytes = new byte[length];
        record.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
