package org.afterword.storage.cache;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.storage.port.Page;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceQuery;
import org.afterword.storage.trace.TraceRecord;
import org.afterword.storage.trace.TraceStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trace that waits for its store.
 *
 * <p>The policy: a record that the store does not take is held, and the store is not asked again for 5 s, so that mail does
 * not wait for it. With the first record that the store takes again, or the first look into the trace, those that are held
 * follow in the background, oldest first. 10,000 records are held at most, about 10 MB; more are lost, as all are that
 * are held when the process ends.
 */
final class BufferedTraceStore implements TraceStore {
    private static final Logger LOG = LoggerFactory.getLogger(BufferedTraceStore.class);
    static final int HELD = 10_000;
    private static final Duration BACK_OFF = RefreshingCache.BACK_OFF;

    private final TraceStore store;
    private final InstantSource clock;
    private final Executor background;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock, as the two below are. */
    private final Deque<TraceRecord> held = new ArrayDeque<>();

    private Instant backOffUntil = Instant.MIN;
    private boolean catchingUp;

    BufferedTraceStore(TraceStore store, InstantSource clock, Executor background) {
        this.store = store;
        this.clock = clock;
        this.background = background;
    }

    @Override
    public void add(TraceRecord record) throws IOException {
        if (isBackingOff()) {
            hold(record);
            return;
        }
        try {
            store.add(record);
        } catch (IOException unavailable) {
            hold(record);
            backOff();
            return;
        }
        catchUp();
    }

    @Override
    public Page<TraceRecord> find(TenantId tenant, TraceQuery query) throws IOException {
        Page<TraceRecord> page = store.find(tenant, query);
        catchUp();
        return page;
    }

    private void hold(TraceRecord record) throws IOException {
        lock.lock();
        try {
            if (held.size() >= HELD) {
                throw new IOException(
                        "the store of the trace is unavailable, and " + HELD + " records wait for it already");
            }
            held.addLast(record);
        } finally {
            lock.unlock();
        }
    }

    private boolean isBackingOff() {
        lock.lock();
        try {
            return backOffUntil.isAfter(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    private void backOff() {
        lock.lock();
        try {
            backOffUntil = clock.instant().plus(BACK_OFF);
        } finally {
            lock.unlock();
        }
    }

    private void catchUp() {
        lock.lock();
        try {
            if (catchingUp || held.isEmpty()) {
                return;
            }
            catchingUp = true;
        } finally {
            lock.unlock();
        }
        background.execute(this::addHeld);
    }

    private void addHeld() {
        for (TraceRecord next = next(); next != null; next = next()) {
            try {
                store.add(next);
            } catch (IOException stillUnavailable) {
                giveBack(next);
                backOff();
                return;
            } catch (RuntimeException unfit) {
                LOG.error("a trace record was dropped (job {})", next.jobId(), unfit); // The others do not wait for it.
            }
        }
    }

    /** The oldest that is held; null when there is none, and the catching up is done. */
    private @Nullable TraceRecord next() {
        lock.lock();
        try {
            TraceRecord next = held.pollFirst();
            catchingUp = next != null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(TraceRecord record) {
        lock.lock();
        try {
            held.addFirst(record);
            catchingUp = false;
        } finally {
            lock.unlock();
        }
    }
}
