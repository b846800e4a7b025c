package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.afterword.storage.contract.OnboardingContract;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.onboarding.OnboardingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteOnboardingStoreTest extends OnboardingContract {
    private static final OnboardingKey SESSION = OnboardingKey.session("0123456789abcdef");
    private static final OnboardingKey CONNECTION = OnboardingKey.connection("0123456789abcdef");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock(Instant.now());
    private EmbeddedStores stores;

    @BeforeEach
    void open() throws IOException {
        stores = EmbeddedStores.open(folder, clock, clock);
    }

    @AfterEach
    void close() throws IOException {
        stores.close();
    }

    @Override
    protected OnboardingStore store() {
        return stores.onboarding();
    }

    @Override
    protected TriggerQueues queues() {
        return stores.queues();
    }

    @Test
    void forgetsSessionsAfterADayAndKeepsConnections() throws IOException {
        store().update(SESSION, nothing -> Optional.of("{}"));
        store().update(CONNECTION, nothing -> Optional.of("{}"));
        clock.advance(Duration.ofHours(25));
        close();
        open();
        assertThat(store().find(SESSION)).isEmpty();
        assertThat(store().find(CONNECTION)).contains("{}");
    }
}
