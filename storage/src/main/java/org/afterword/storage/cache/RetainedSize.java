package org.afterword.storage.cache;

import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a cache may hold.
 *
 * @param entries the most values, of which some may say that there is none
 * @param bytes the most memory of all values, about
 * @param size the memory of a value, about
 */
record RetainedSize<V>(int entries, long bytes, ToLongFunction<V> size) {
    private static final long NO_VALUE = 200; // Key, entry, and an empty value.

    /** For values of which some are absent. */
    static <T> RetainedSize<Optional<T>> ofOptional(int entries, long bytes, ToLongFunction<T> size) {
        return new RetainedSize<>(
                entries,
                bytes,
                value -> value.map(present -> NO_VALUE + size.applyAsLong(present))
                        .orElse(NO_VALUE));
    }

    long bytes(V value) {
        return size.applyAsLong(value);
    }

    boolean isAbsence(V value) {
        return value instanceof Optional<?> optional && optional.isEmpty();
    }
}
