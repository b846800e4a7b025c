package org.afterword.engine.render;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keeps what is costly to make, a bounded number of it; what was used least recently makes room. Safe for use by several threads. */
final class BoundedCache<K, V> {
    private final Map<K, V> values;

    BoundedCache(int atMost) {
        values = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > atMost;
            }
        };
    }

    /** Makes the value outside of the lock, so that a slow one holds nobody up; two may make the same. */
    V get(K key, Function<? super K, ? extends V> maker) {
        synchronized (values) {
            @Nullable V value = values.get(key);
            if (value != null) {
                return value;
            }
        }
        V made = maker.apply(key);
        synchronized (values) {
            values.put(key, made);
        }
        return made;
    }
}
