package org.afterword.storage.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.afterword.storage.document.KeyedDocuments;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;
import org.jspecify.annotations.Nullable;

/** Values by name, each with its version, changed one at a time, and no larger than stores take. Safe for use by several threads. */
final class VersionedMap<V> {
    private final TreeMap<String, Versioned<V>> values = new TreeMap<>();
    private long changes;

    synchronized Optional<Versioned<V>> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    synchronized List<Versioned<V>> all(Predicate<V> wanted) {
        return values.values().stream()
                .filter(versioned -> wanted.test(versioned.value()))
                .toList();
    }

    /** Those whose name begins with {@code start}, in the order of their names. */
    synchronized Page<Versioned<V>> page(String start, Optional<String> next, int limit) {
        List<Versioned<V>> page = new ArrayList<>();
        String last = start + next.orElse("");
        for (Map.Entry<String, Versioned<V>> entry : values.tailMap(last, false).entrySet()) {
            if (!entry.getKey().startsWith(start)) {
                break;
            }
            if (page.size() == limit) {
                return new Page<>(page, Optional.of(last.substring(start.length())));
            }
            page.add(entry.getValue());
            last = entry.getKey();
        }
        return new Page<>(page, Optional.empty());
    }

    synchronized String put(String name, V value, Precondition precondition) throws IOException {
        int size = StoredJson.bytes(value).length;
        if (size > KeyedDocuments.MAX_BYTES) {
            throw new TooLargeException(size, KeyedDocuments.MAX_BYTES);
        }
        check(values.get(name), precondition);
        String etag = Long.toString(++changes);
        values.put(name, new Versioned<>(value, etag));
        return etag;
    }

    synchronized void remove(String name, Precondition precondition) throws PreconditionFailedException {
        check(values.get(name), precondition);
        values.remove(name);
    }

    private static void check(@Nullable Versioned<?> there, Precondition precondition)
            throws PreconditionFailedException {
        boolean holds = switch (precondition) {
            case Precondition.Any any -> true;
            case Precondition.Absent absent -> there == null;
            case Precondition.Matches matches -> there != null && there.etag().equals(matches.etag());
        };
        if (!holds) {
            throw PreconditionFailedException.of(precondition);
        }
    }
}
