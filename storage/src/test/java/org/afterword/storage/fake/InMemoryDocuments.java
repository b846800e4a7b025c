package org.afterword.storage.fake;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.document.KeyedDocuments;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.Versioned;

/** Documents in the heap, which count what is read. */
public final class InMemoryDocuments implements KeyedDocuments {
    private final Knobs knobs = new Knobs();
    private final VersionedMap<Object> documents = new VersionedMap<>();
    private final Map<String, Runnable> pauses = new ConcurrentHashMap<>();
    private final AtomicInteger pages = new AtomicInteger();

    /** Makes the next changes fail that are made in the partition. */
    public InMemoryDocuments failNextPut(String partition, int times) {
        knobs.fail(partition, times);
        return this;
    }

    /** Runs something before the next change in the partition, as if its writer were paused meanwhile. */
    public InMemoryDocuments pauseNextPut(String partition, Runnable meanwhile) {
        pauses.put(partition, meanwhile);
        return this;
    }

    /** How many pages were read. */
    public int pages() {
        return pages.get();
    }

    @Override
    public <T> Optional<Versioned<T>> read(String partition, String name, Class<T> type) {
        return documents.find(partition + " " + name).map(found -> cast(found, type));
    }

    @Override
    public String put(String partition, String name, Object value, Precondition precondition) throws IOException {
        knobs.meet(partition);
        Optional.ofNullable(pauses.remove(partition)).ifPresent(Runnable::run);
        return documents.put(partition + " " + name, value, precondition);
    }

    @Override
    public void delete(String partition, String name, Precondition precondition) throws IOException {
        knobs.meet(partition);
        documents.remove(partition + " " + name, precondition);
    }

    @Override
    public <T> Page<Versioned<T>> page(String partition, Optional<String> next, int limit, Class<T> type) {
        pages.incrementAndGet();
        Page<Versioned<Object>> page = documents.page(partition + " ", next, limit);
        return new Page<>(page.items().stream().map(found -> cast(found, type)).toList(), page.next());
    }

    private static <T> Versioned<T> cast(Versioned<Object> found, Class<T> type) {
        return new Versioned<>(type.cast(found.value()), found.etag());
    }
}
