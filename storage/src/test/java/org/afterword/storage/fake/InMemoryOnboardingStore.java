package org.afterword.storage.fake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;

/** Onboarding's documents in the heap, and every text that was ever written to them. */
public final class InMemoryOnboardingStore implements OnboardingStore {
    private final Knobs knobs = new Knobs();
    private final Map<String, String> documents = new TreeMap<>();
    private final List<String> written = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();

    /** Makes the next changes fail. */
    public InMemoryOnboardingStore failNextUpdate(int times) {
        knobs.fail("update", times);
        return this;
    }

    /** All texts that were stored or queued so far, those of documents that are gone too. */
    public synchronized List<String> written() {
        return List.copyOf(written);
    }

    /** The jobs that were queued, in order. */
    public synchronized List<String> jobs() {
        return List.copyOf(jobs);
    }

    @Override
    public synchronized Optional<String> find(OnboardingKey key) {
        return Optional.ofNullable(documents.get(key.name()));
    }

    @Override
    public synchronized Optional<String> update(OnboardingKey key, UnaryOperator<Optional<String>> change)
            throws IOException {
        knobs.meet("update");
        Optional<String> changed = change.apply(find(key));
        changed.ifPresentOrElse(json -> documents.put(key.name(), json), () -> documents.remove(key.name()));
        changed.ifPresent(written::add);
        return changed;
    }

    @Override
    public synchronized void enqueue(String job) {
        jobs.add(job);
        written.add(job);
    }
}
