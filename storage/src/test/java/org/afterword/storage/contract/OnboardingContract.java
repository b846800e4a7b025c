package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;
import org.junit.jupiter.api.Test;

/** What every store of onboarding's documents does. */
public abstract class OnboardingContract {
    private final OnboardingKey session =
            OnboardingKey.session(UUID.randomUUID().toString().replace("-", ""));
    private final OnboardingKey connection =
            OnboardingKey.connection(UUID.randomUUID().toString());

    protected abstract OnboardingStore store() throws IOException;

    protected abstract TriggerQueues queues() throws IOException;

    @Test
    void changesADocumentAsAWholeAndRemovesIt() throws IOException {
        OnboardingStore store = store();
        assertThat(store.find(session)).isEmpty();
        store.update(session, nothing -> Optional.of("{\"step\":1}"));
        store.update(session, first -> first.map(json -> json.replace("1", "2")));
        assertThat(store.find(session)).contains("{\"step\":2}");
        assertThat(store.find(connection)).isEmpty();
        assertThat(store.update(session, last -> Optional.empty())).isEmpty();
        assertThat(store.find(session)).isEmpty();
        assertThat(store.update(session, nothing -> Optional.empty())).isEmpty();
    }

    @Test
    void keepsConnectionsApart() throws IOException {
        store().update(connection, nothing -> Optional.of("{\"of\":\"the tenant\"}"));
        store().update(session, nothing -> Optional.of("{}"));

        assertThat(store().find(connection)).contains("{\"of\":\"the tenant\"}");
    }

    @Test
    void losesNoChange() throws Exception {
        OnboardingStore store = store();
        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(writer -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 5; i++) {
                        try {
                            store.update(session, before -> Optional.of(before.orElse("") + "x"));
                        } catch (IOException unwritable) {
                            return; // The count below shows it.
                        }
                    }
                }))
                .toList();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(store.find(session)).contains("x".repeat(20));
    }

    @Test
    void queuesJobsForTheWorker() throws IOException {
        String job = "{\"session\":\"" + UUID.randomUUID() + "\"}";
        store().enqueue(job);

        assertThat(queues().receive(OnboardingStore.QUEUE, 32, Duration.ofMinutes(1)))
                .anyMatch(received -> received.body().equals(job));
    }
}
