package org.afterword.storage.cache;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Values that are read far more often than they change.
 *
 * <p>The policy: a value up to 30 s old is given as it is. Up to 60 s it is given, and read anew behind the reader's
 * back. An older one is read anew before it is given, so that a change shows within a minute. Where the store does not
 * answer, the old value is given, up to 24 h, and the store is left in peace for 5 s. However many ask, each value is
 * read by one of them. The values used least recently make room. Safe for use by several threads.
 */
final class RefreshingCache<K, V> {
    static final Duration FRESH = Duration.ofSeconds(30);
    static final Duration USABLE = Duration.ofSeconds(60);
    static final Duration LAST_RESORT = Duration.ofHours(24);
    static final Duration PEACE = Duration.ofSeconds(5);

    /** Reads a value from the store. */
    interface Loader<V> {
        V load() throws IOException;
    }

    private final InstantSource clock;
    private final Executor background;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Held<V>> entries;

    /** Guarded by the cache's lock. */
    private static final class Held<V> {
        @Nullable V value;

        Instant loadedAt = Instant.MIN;
        Instant leaveInPeaceUntil = Instant.MIN;

        @Nullable CompletableFuture<V> loading;
    }

    /**
     * @param atMost values kept
     * @param background runs what is read behind the reader's back
     */
    RefreshingCache(int atMost, InstantSource clock, Executor background) {
        this.clock = clock;
        this.background = background;
        this.entries = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Held<V>> eldest) {
                return size() > atMost;
            }
        };
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
        boolean wait;
        lock.lock();
        try {
            entry = entries.computeIfAbsent(key, any -> new Held<>());
            Instant now = clock.instant();
            V known = entry.value;
            Duration age = known == null ? Duration.ofDays(1000) : Duration.between(entry.loadedAt, now);
            if (known != null && age.compareTo(FRESH) <= 0) {
                return known;
            }
            boolean inPeace = entry.leaveInPeaceUntil.isAfter(now) && age.compareTo(LAST_RESORT) <= 0;
            if (known != null && inPeace) {
                return known;
            }
            loading = entry.loading;
            if (loading == null) {
                ours = true;
                loading = new CompletableFuture<>();
                entry.loading = loading;
            }
            wait = age.compareTo(USABLE) > 0;
            if (known != null && !wait) {
                if (ours) {
                    CompletableFuture<V> refresh = loading;
                    background.execute(() -> load(loader, entry, refresh));
                }
                return known;
            }
        } finally {
            lock.unlock();
        }
        if (ours) {
            load(loader, entry, loading);
        }
        return await(entry, loading);
    }

    private V await(Held<V> entry, CompletableFuture<V> loading) throws IOException {
        Throwable failure = loading.handle((value, failed) -> failed).join();
        if (failure == null) {
            return loading.join();
        }
        lock.lock();
        try {
            V known = entry.value;
            if (known != null && !entry.loadedAt.plus(LAST_RESORT).isBefore(clock.instant())) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        throw new IOException(failure.getMessage(), failure);
    }

    private void load(Loader<V> loader, Held<V> entry, CompletableFuture<V> loading) {
        Instant asked = clock.instant();
        try {
            V value = loader.load();
            finish(entry, loading, () -> {
                entry.value = value;
                entry.loadedAt = asked;
            });
            loading.complete(value);
        } catch (IOException | RuntimeException | Error failed) {
            finish(
                    entry,
                    loading,
                    () -> entry.leaveInPeaceUntil = clock.instant().plus(PEACE));
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

    /** Forgets a value that was changed through us, and a reading of it that may have begun before. */
    void forget(K key) {
        lock.lock();
        try {
            entries.remove(key);
        } finally {
            lock.unlock();
        }
    }

    void forgetAll() {
        lock.lock();
        try {
            entries.clear();
        } finally {
            lock.unlock();
        }
    }
}
