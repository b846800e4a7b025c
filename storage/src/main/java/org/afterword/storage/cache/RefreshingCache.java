package org.afterword.storage.cache;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values that are read far more often than they change.
 *
 * <p>The policy: a value up to 30 s old is given as it is. Up to 60 s it is given, and read anew in the background. An
 * older one is read anew before it is given, so that a change shows within a minute. That there is no value is known for
 * 10 s and 20 s instead, since somebody may be waiting for it. Where the store does not answer, the old value is given,
 * up to 24 h, and the store is not asked again for 5 s. However many ask, each value is read by one of them. The values
 * used least recently are evicted, by number and by size; the latest is kept even if it alone is larger than all may be.
 * Safe for use by several threads. Why no library: docs/adr/0005-own-cache.md.
 */
final class RefreshingCache<K, V> {
    static final Duration FRESH = Duration.ofSeconds(30);
    static final Duration USABLE = Duration.ofSeconds(60);
    static final Duration ABSENCE_FRESH = Duration.ofSeconds(10);
    static final Duration ABSENCE_USABLE = Duration.ofSeconds(20);
    static final Duration LAST_RESORT = Duration.ofHours(24);
    static final Duration BACK_OFF = Duration.ofSeconds(5);

    /** Reads a value from the store. */
    interface Loader<V> {
        V load() throws IOException;
    }

    private final RetainedSize<V> bounds;
    private final InstantSource clock;
    private final Executor background;
    private final ReentrantLock lock = new ReentrantLock();
    /** Those used least recently first. Guarded by the lock, as the bytes are. */
    private final Map<K, Held<V>> entries = new LinkedHashMap<>(64, 0.75f, true);

    private long bytes;

    /** Guarded by the cache's lock. */
    private static final class Held<V> {
        @Nullable V value;

        long bytes;
        Instant loadedAt = Instant.MIN;
        Instant backOffUntil = Instant.MIN;

        @Nullable CompletableFuture<V> loading;
    }

    /** @param background runs what is read in the background */
    RefreshingCache(RetainedSize<V> bounds, InstantSource clock, Executor background) {
        this.bounds = bounds;
        this.clock = clock;
        this.background = background;
    }

    /**
     * The value of {@code key}, which {@code loader} reads from the store where that is due.
     *
     * @throws IOException if the store does not answer and no value of the last 24 h is known
     */
    V get(K key, Loader<V> loader) throws IOException {
        Held<V> entry;
        CompletableFuture<V> loading;
        boolean ours = false;
        lock.lock();
        try {
            entry = entries.computeIfAbsent(key, any -> new Held<>());
            evict();
            Instant now = clock.instant();
            V known = entry.value;
            if (known != null && (isFresh(entry, known, now) || isBackingOff(entry, now))) {
                return known;
            }
            loading = entry.loading;
            if (loading == null) {
                ours = true;
                loading = new CompletableFuture<>();
                entry.loading = loading;
            }
            if (known != null && isUsable(entry, known, now)) {
                if (ours) {
                    CompletableFuture<V> refresh = loading;
                    background.execute(() -> load(key, loader, entry, refresh));
                }
                return known;
            }
        } finally {
            lock.unlock();
        }
        if (ours) {
            load(key, loader, entry, loading);
        }
        return await(entry, loading);
    }

    private boolean isFresh(Held<V> entry, V known, Instant now) {
        return isYounger(entry, now, bounds.isAbsence(known) ? ABSENCE_FRESH : FRESH);
    }

    private boolean isUsable(Held<V> entry, V known, Instant now) {
        return isYounger(entry, now, bounds.isAbsence(known) ? ABSENCE_USABLE : USABLE);
    }

    private boolean isBackingOff(Held<V> entry, Instant now) {
        return entry.backOffUntil.isAfter(now) && isYounger(entry, now, LAST_RESORT);
    }

    private boolean isYounger(Held<V> entry, Instant now, Duration age) {
        return !entry.loadedAt.plus(age).isBefore(now);
    }

    private V await(Held<V> entry, CompletableFuture<V> loading) throws IOException {
        Throwable failure = loading.handle((value, failed) -> failed).join();
        if (failure == null) {
            return loading.join();
        }
        lock.lock();
        try {
            V known = entry.value;
            if (known != null && isYounger(entry, clock.instant(), LAST_RESORT)) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        throw new IOException(failure.getMessage(), failure);
    }

    private void load(K key, Loader<V> loader, Held<V> entry, CompletableFuture<V> loading) {
        Instant asked = clock.instant();
        try {
            V value = loader.load();
            finish(entry, loading, () -> {
                entry.value = value;
                entry.loadedAt = asked;
                if (entries.get(key) == entry) {
                    long size = bounds.bytes(value);
                    bytes += size - entry.bytes;
                    entry.bytes = size;
                    evict();
                }
            });
            loading.complete(value);
        } catch (IOException | RuntimeException | Error failed) {
            finish(entry, loading, () -> entry.backOffUntil = clock.instant().plus(BACK_OFF));
            loading.completeExceptionally(failed);
        }
    }

    private void finish(Held<V> entry, CompletableFuture<V> loading, Runnable change) {
        lock.lock();
        try {
            if (entry.loading == loading) {
                entry.loading = null;
            }
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Called under the lock, when the one to be kept was the last to be used. */
    private void evict() {
        Iterator<Held<V>> oldest = entries.values().iterator();
        while (entries.size() > 1 && (entries.size() > bounds.entries() || bytes > bounds.bytes())) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
    }

    /** Forgets a value that was changed through us, and a reading of it that may have begun before. */
    void forget(K key) {
        forget(key::equals, value -> false);
    }

    /** Forgets all that have such a key or such a value, and those that are being read. */
    void forget(Predicate<K> key, Predicate<V> value) {
        lock.lock();
        try {
            Iterator<Map.Entry<K, Held<V>>> all = entries.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<K, Held<V>> entry = all.next();
                Held<V> held = entry.getValue();
                V known = held.value;
                if (key.test(entry.getKey()) || held.loading != null || known != null && value.test(known)) {
                    bytes -= held.bytes;
                    all.remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void forgetAll() {
        forget(key -> true, value -> true);
    }

    /** About how much memory the values take, in bytes. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }
}
