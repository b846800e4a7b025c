package org.afterword.storage.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An append-only log of records with a checksum each, in files of equal size. Many threads append; one thread writes
 * what has gathered and makes it durable with one sync for all.
 *
 * <p>The policy: a record is durable once {@link #await} has returned for it. Records in a file that nobody needs any
 * more make room: files are freed strictly from the oldest on, so a record that cancels an earlier one never goes before
 * it. When less than half of the log is needed, the owner is asked to append what it needs of the oldest file anew.
 * After a crash, reading a file ends at the first record whose checksum is wrong, which no caller was told was durable;
 * nothing is ever appended to a file of an earlier process. A failed write ends the log for this process, since after
 * that nobody knows what the disk holds.
 */
final class SegmentLog implements AutoCloseable {
    private static final int RECORD_HEADER = 8;
    private static final int BATCH = 1 << 20;
    private static final int SPARES = 8;
    private static final int CLEAN_ABOVE = 4;
    private static final long LAZY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Where a record lies. */
    static final class Place {
        private final Segment segment;
        private final int position;
        private final int length;
        private final long sequence;
        private final long ticket;

        private Place(Segment segment, int position, int length, long ticket) {
            this.segment = segment;
            this.sequence = segment.sequence;
            this.position = position;
            this.length = length;
            this.ticket = ticket;
        }

        boolean is(Place other) {
            return sequence == other.sequence && position == other.position;
        }
    }

    /** Whose records these are. */
    interface Owner {
        /** A record of an earlier process, in the order of writing. */
        void replay(Place place, ByteBuffer record) throws IOException;

        /**
         * If this record is still needed, appends it anew with {@link SegmentLog#append} and releases this place, both
         * under the lock under which it is also cancelled. Must not wait for anything to become durable.
         */
        void relocate(Place place, ByteBuffer record) throws IOException;
    }

    private record Pending(Segment segment, int position, int length, int checksum, ByteBuffer[] parts) {}

    private final Path folder;
    private final int segmentSize;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition durable = lock.newCondition();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final Deque<Segment> spares = new ArrayDeque<>();
    private final AtomicLong lastFile = new AtomicLong();
    private List<Pending> pending = new ArrayList<>();
    private boolean urgent;
    private boolean closing;
    private boolean closed;
    private @Nullable Owner owner;
    private @Nullable Segment active;
    private @Nullable IOException failure;
    private long lastSequence;
    private long ticket;
    private volatile long durableTicket;

    /** @param segmentSize size of each file in bytes */
    SegmentLog(Path folder, int segmentSize) {
        this.folder = folder;
        this.segmentSize = segmentSize;
        writer = Thread.ofPlatform()
                .daemon()
                .name("afterword-log-" + folder.getFileName())
                .unstarted(this::writeAll);
    }

    /** Replays what is there to its owner, and is ready for more. To be called once, before anything else. */
    void open(Owner owner) throws IOException {
        this.owner = owner;
        Files.createDirectories(folder);
        replay(owner);
        writer.start();
    }

    private void replay(Owner owner) throws IOException {
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.log")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                lastFile.accumulateAndGet(Long.parseLong(name.substring(0, name.length() - 4)), Math::max);
                Segment segment = Segment.open(file);
                if (segment.sequence == 0 && Files.size(file) != segmentSize) {
                    segment.close();
                    Files.delete(file);
                } else if (segment.sequence == 0) {
                    spares.add(segment);
                } else {
                    found.add(segment);
                }
            }
        }
        found.sort(Comparator.comparingLong(segment -> segment.sequence));
        for (Segment segment : found) {
            segments.add(segment);
            lastSequence = segment.sequence;
        }
        for (Segment segment : found) {
            forEach(segment, owner::replay);
        }
    }

    private interface Reader {
        void read(Place place, ByteBuffer record) throws IOException;
    }

    private void forEach(Segment segment, Reader reader) throws IOException {
        ByteBuffer all = segment.readAll();
        int position = Segment.HEADER;
        while (position + RECORD_HEADER <= all.limit()) {
            int length = all.getInt(position);
            int start = position + RECORD_HEADER;
            if (length <= 0 || length > all.limit() - start) {
                break;
            }
            ByteBuffer record = all.slice(start, length);
            if (all.getInt(position + 4) != seal(segment.sequence, length, checksum(record))) {
                break;
            }
            reader.read(new Place(segment, position, length, 0), record.asReadOnlyBuffer());
            position = start + length;
        }
        if (segment != active) {
            segment.end = position;
        }
    }

    /**
     * Appends a record and returns at once; {@link #await} says when it is durable. The place counts as needed until
     * {@link #release}. The parts must not be changed until then.
     *
     * @throws IOException if the log has failed or the disk is full
     */
    Place append(ByteBuffer... parts) throws IOException {
        return append(true, parts);
    }

    /** As {@link #append}, for a record that nobody waits for: it is durable a few milliseconds later, or with the next. */
    Place appendLazily(ByteBuffer... parts) throws IOException {
        return append(false, parts);
    }

    private Place append(boolean soon, ByteBuffer... parts) throws IOException {
        CRC32C crc = new CRC32C();
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
            crc.update(part.duplicate());
        }
        if (length == 0 || length > segmentSize / 4) {
            throw new IllegalArgumentException("a record of " + length + " bytes does not suit this log");
        }
        lock.lock();
        try {
            checkUsable();
            Segment segment = segmentWithRoom(RECORD_HEADER + length);
            Place place = new Place(segment, segment.end, length, ++ticket);
            pending.add(new Pending(
                    segment, segment.end, length, seal(segment.sequence, length, (int) crc.getValue()), parts));
            segment.end += RECORD_HEADER + length;
            retained(place);
            urgent |= soon;
            work.signal();
            return place;
        } finally {
            lock.unlock();
        }
    }

    private Segment segmentWithRoom(int length) throws IOException {
        Segment current = active;
        if (current != null && current.end + length <= segmentSize) {
            return current;
        }
        Segment next = spares.poll();
        if (next == null) {
            next = newSegment();
        }
        next.sequence = ++lastSequence;
        next.end = Segment.HEADER;
        next.live = 0;
        next.liveBytes = 0;
        next.copiedWith = 0;
        segments.add(next);
        active = next;
        return next;
    }

    private Segment newSegment() throws IOException {
        boolean interrupted = Thread.interrupted(); // A channel does not open for an interrupted thread.
        try {
            return Segment.create(folder.resolve("%08d.log".formatted(lastFile.incrementAndGet())), segmentSize);
        } catch (IOException full) {
            throw new IOException("no room for another log file in " + folder + ": " + full.getMessage(), full);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the record is durable. @throws IOException if that is not sure */
    void await(Place place) throws IOException {
        if (place.ticket <= durableTicket) {
            return;
        }
        lock.lock();
        try {
            while (place.ticket > durableTicket) {
                if (failure != null || closed) {
                    throw new IOException("it is not sure that the log in " + folder + " took the record", failure);
                }
                durable.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isDurable(Place place) {
        return place.ticket <= durableTicket;
    }

    /** The record at a place that the caller has retained; waits until it is durable. */
    ByteBuffer read(Place place) throws IOException {
        await(place);
        ByteBuffer record = place.segment.read(place.position, RECORD_HEADER + place.length);
        int length = record.getInt();
        int seal = record.getInt();
        ByteBuffer payload = record.slice();
        if (length != place.length || seal != seal(place.segment.sequence, length, checksum(payload))) {
            throw new IOException("the log file " + place.segment.file + " is damaged at byte " + place.position);
        }
        return payload;
    }

    /** States that the record at this place is needed, once more. */
    void retain(Place place) {
        lock.lock();
        try {
            retained(place);
        } finally {
            lock.unlock();
        }
    }

    private static void retained(Place place) {
        place.segment.live++;
        place.segment.liveBytes += place.length;
    }

    /** Takes back one statement that the record is needed. */
    void release(Place place) {
        lock.lock();
        try {
            place.segment.live--;
            place.segment.liveBytes -= place.length;
        } finally {
            lock.unlock();
        }
    }

    private void checkUsable() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException("the log in " + folder + " has failed: " + cause.getMessage(), cause);
        }
        if (closed || closing && !Thread.currentThread().equals(writer)) {
            throw new IOException("the log in " + folder + " has been closed");
        }
    }

    private void writeAll() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BATCH);
        List<Pending> batch = List.of();
        try {
            while (true) {
                long upTo;
                lock.lock();
                try {
                    while (pending.isEmpty() && !closing) {
                        work.awaitUninterruptibly();
                    }
                    if (pending.isEmpty()) {
                        return;
                    }
                    waitForCompany();
                    batch = pending;
                    pending = new ArrayList<>();
                    urgent = false;
                    upTo = ticket;
                } finally {
                    lock.unlock();
                }
                write(batch, buffer);
                lock.lock();
                try {
                    durableTicket = upTo;
                    durable.signalAll();
                } finally {
                    lock.unlock();
                }
                tidy();
            }
        } catch (IOException | RuntimeException | Error broken) {
            fail(broken);
        }
    }

    private void fail(Throwable broken) {
        lock.lock();
        try {
            failure = broken instanceof IOException io ? io : new IOException(broken);
            durable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A batch of records that nobody waits for is held back a little, so that one sync serves more of them. */
    private void waitForCompany() {
        long nanos = LAZY_NANOS;
        while (!urgent && !closing && nanos > 0) {
            try {
                nanos = work.awaitNanos(nanos);
            } catch (InterruptedException notForUs) {
                return;
            }
        }
    }

    private void write(List<Pending> batch, ByteBuffer buffer) throws IOException {
        int next = 0;
        while (next < batch.size()) {
            Segment segment = batch.get(next).segment;
            int start = batch.get(next).position;
            if (start == Segment.HEADER) {
                segment.writeHeader();
            }
            int position = start;
            buffer.clear();
            while (next < batch.size() && batch.get(next).segment == segment) {
                Pending record = batch.get(next++);
                if (buffer.remaining() < RECORD_HEADER) {
                    position = flush(segment, buffer, position);
                }
                buffer.putInt(record.length).putInt(record.checksum);
                for (ByteBuffer part : record.parts) {
                    ByteBuffer rest = part.duplicate();
                    while (rest.hasRemaining()) {
                        if (!buffer.hasRemaining()) {
                            position = flush(segment, buffer, position);
                        }
                        int count = Math.min(buffer.remaining(), rest.remaining());
                        buffer.put(rest.slice(rest.position(), count));
                        rest.position(rest.position() + count);
                    }
                }
            }
            flush(segment, buffer, position);
            segment.force();
        }
    }

    private static int flush(Segment segment, ByteBuffer buffer, int position) throws IOException {
        buffer.flip();
        int count = buffer.remaining();
        segment.write(buffer, position);
        buffer.clear();
        return position + count;
    }

    /** Frees the oldest segments where nobody needs them, cleans one where little is needed, keeps a spare at hand. */
    private void tidy() throws IOException {
        for (Segment free = oldestIfFree(); free != null; free = oldestIfFree()) {
            // Durably, before the next is touched: this order is what replay relies on.
            free.sequence = 0;
            free.writeHeader();
            free.force();
            lock.lock();
            try {
                segments.remove(free);
                if (spares.size() < SPARES) {
                    spares.add(free);
                    continue;
                }
            } finally {
                lock.unlock();
            }
            free.close();
            Files.deleteIfExists(free.file);
        }
        Segment crowded = oldestIfWasteful();
        if (crowded != null && owner != null) {
            forEach(crowded, owner::relocate);
            lock.lock();
            try {
                crowded.copiedWith = ticket;
            } finally {
                lock.unlock();
            }
        }
        keepASpare();
    }

    private @Nullable Segment oldestIfFree() {
        lock.lock();
        try {
            Segment oldest = segments.peek();
            boolean free = oldest != null && oldest != active && oldest.live == 0 && oldest.copiedWith <= durableTicket;
            return free ? oldest : null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Segment oldestIfWasteful() {
        lock.lock();
        try {
            Segment oldest = segments.peek();
            if (oldest == null || oldest == active || oldest.live == 0 || segments.size() <= CLEAN_ABOVE) {
                return null;
            }
            long live = 0;
            for (Segment segment : segments) {
                live += segment.liveBytes;
            }
            if (live * 2 > (long) segments.size() * segmentSize || oldest.copiedWith > durableTicket) {
                return null;
            }
            // From here on no release may free it before the copies are durable.
            oldest.copiedWith = Long.MAX_VALUE;
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    private void keepASpare() {
        lock.lock();
        try {
            if (!spares.isEmpty() || active == null || active.end < segmentSize / 2) {
                return;
            }
        } finally {
            lock.unlock();
        }
        try {
            Segment spare = newSegment();
            lock.lock();
            try {
                spares.add(spare);
            } finally {
                lock.unlock();
            }
        } catch (IOException full) {
            // Not yet needed; whoever needs it is told.
        }
    }

    /** Writes what is pending and closes the files. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        Uninterruptibly.join(writer);
        lock.lock();
        try {
            closed = true;
            durable.signalAll();
            for (Segment segment : segments) {
                segment.close();
            }
            for (Segment segment : spares) {
                segment.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private static int checksum(ByteBuffer record) {
        CRC32C crc = new CRC32C();
        crc.update(record.duplicate());
        return (int) crc.getValue();
    }

    /** Ties the checksum to this use of the segment, so that what an earlier use left behind is never taken for ours. */
    private static int seal(long sequence, int length, int checksum) {
        return checksum ^ (int) ((sequence * 0x9E3779B97F4A7C15L + length) >>> 24);
    }
}
