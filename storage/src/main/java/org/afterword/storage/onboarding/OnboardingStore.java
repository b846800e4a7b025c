package org.afterword.storage.onboarding;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * JSON documents that the worker who connects a tenant and the HTTP functions that show it both read and change, and the
 * queue by which the worker is called. Safe for use by several threads and processes.
 */
public interface OnboardingStore {
    /** The queue of the jobs; a job's text is JSON. */
    String QUEUE = "connect-tenant";

    /** @throws IOException if the store does not answer */
    Optional<String> find(OnboardingKey key) throws IOException;

    /**
     * Changes a document as a whole; nobody else's change is lost. When this returns it is durable.
     *
     * @param change makes the new JSON from what is there; may be called several times, so it must have no other effect. An
     *     empty result removes the document.
     * @return what is there now
     * @throws IOException if the store does not answer
     */
    Optional<String> update(OnboardingKey key, UnaryOperator<Optional<String>> change) throws IOException;

    /** Queues a job. When this returns it is durable. */
    void enqueue(String job) throws IOException;
}
