package org.afterword.storage.document;

import java.io.IOException;
import java.util.Optional;
import org.afterword.storage.port.Page;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.afterword.storage.port.Versioned;

/**
 * JSON documents, each with a name within a partition: what a folder, a container of Cosmos and one of blobs have in common. Names and
 * partitions have small letters, digits and {@code ._=-}. Safe for use by several threads.
 */
public interface KeyedDocuments {
    /** The largest value in bytes of JSON. Cosmos takes 2 MB for a document with what it adds; metadata of a blob are far smaller. */
    int MAX_BYTES = 2_000_000;

    /** The value under that name, and its version. @throws IOException if the store does not answer */
    <T> Optional<Versioned<T>> read(String partition, String name, Class<T> type) throws IOException;

    /** The value under that name. @throws IOException if the store does not answer */
    default <T> Optional<T> find(String partition, String name, Class<T> type) throws IOException {
        return read(partition, name, type).map(Versioned::value);
    }

    /**
     * Creates or replaces a value. When this returns it is durable.
     *
     * @return the new etag
     * @throws PreconditionFailedException if the precondition does not hold
     * @throws TooLargeException if the value has more than {@link #MAX_BYTES}, or than the store takes
     */
    String put(String partition, String name, Object value, Precondition precondition) throws IOException;

    /**
     * Deletes a value if there is one. When this returns that is durable.
     *
     * @throws PreconditionFailedException if the precondition does not hold
     */
    void delete(String partition, String name, Precondition precondition) throws IOException;

    /**
     * The values of a partition in an order of the store's own. One that cannot be read is left out, and the log says so.
     *
     * @param next {@link Page#next} of the page before; empty for the first
     * @throws IllegalArgumentException if {@code next} is of no such page
     */
    <T> Page<Versioned<T>> page(String partition, Optional<String> next, int limit, Class<T> type) throws IOException;
}
