package org.afterword.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderOnboardingStoreTest {
    private static final OnboardingKey SESSION = OnboardingKey.session("0123456789abcdef");
    private static final OnboardingKey CONNECTION = OnboardingKey.connection("0123456789abcdef");

    @TempDir
    Path folder;

    @Test
    void changesADocumentAsAWholeAndRemovesIt() throws IOException {
        try (FolderStores stores = FolderStores.open(folder)) {
            OnboardingStore onboarding = stores.onboarding();
            assertThat(onboarding.find(SESSION)).isEmpty();
            onboarding.update(SESSION, nothing -> Optional.of("{\"step\":1}"));
            onboarding.update(SESSION, first -> first.map(json -> json.replace("1", "2")));
            assertThat(onboarding.find(SESSION)).contains("{\"step\":2}");
            assertThat(onboarding.find(CONNECTION)).isEmpty();
            assertThat(onboarding.update(SESSION, last -> Optional.empty())).isEmpty();
            assertThat(onboarding.find(SESSION)).isEmpty();
        }
    }

    @Test
    void losesNoChange() throws Exception {
        try (FolderStores stores = FolderStores.open(folder)) {
            List<Thread> writers = IntStream.range(0, 4)
                    .mapToObj(writer -> Thread.ofPlatform().start(() -> {
                        for (int i = 0; i < 5; i++) {
                            try {
                                stores.onboarding().update(SESSION, before -> Optional.of(before.orElse("") + "x"));
                            } catch (IOException unwritable) {
                                return; // The count below shows it.
                            }
                        }
                    }))
                    .toList();
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(stores.onboarding().find(SESSION)).contains("x".repeat(20));
        }
    }

    @Test
    void forgetsSessionsAfterADayAndKeepsConnections() throws IOException {
        try (FolderStores stores = FolderStores.open(folder)) {
            stores.onboarding().update(SESSION, nothing -> Optional.of("{}"));
            stores.onboarding().update(CONNECTION, nothing -> Optional.of("{}"));
        }
        try (var files = Files.list(folder.resolve("onboarding"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
            }
        }
        try (FolderStores stores = FolderStores.open(folder)) {
            assertThat(stores.onboarding().find(SESSION)).isEmpty();
            assertThat(stores.onboarding().find(CONNECTION)).contains("{}");
        }
    }

    @Test
    void queuesJobsForTheWorker() throws IOException {
        try (FolderStores stores = FolderStores.open(folder)) {
            stores.onboarding().enqueue("{\"session\":\"x\"}");
            assertThat(stores.queues().receive(OnboardingStore.QUEUE, 1, Duration.ofMinutes(1)))
                    .hasSize(1)
                    .allMatch(job -> job.body().equals("{\"session\":\"x\"}"));
        }
    }
}
