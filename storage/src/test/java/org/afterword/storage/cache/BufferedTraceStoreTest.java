package org.afterword.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.fake.InMemoryTraceStore;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.Test;

class BufferedTraceStoreTest {
    private final TenantId tenant = Samples.tenantId();
    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final InMemoryTraceStore store = new InMemoryTraceStore();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final BufferedTraceStore patient = new BufferedTraceStore(store, clock, background::add);

    private TraceRecord record() {
        return Samples.trace(tenant, clock.instant());
    }

    @Test
    void writesAtOnceWhileTheStoreAnswers() throws IOException {
        TraceRecord record = record();
        patient.add(record);
        assertThat(store.records()).containsExactly(record);
        assertThat(background).isEmpty();
    }

    @Test
    void writesTheRestInOrderWhenTheStoreIsBack() throws IOException {
        TraceRecord first = record();
        TraceRecord second = record();
        TraceRecord third = record();
        store.failNextAdd(1);
        patient.add(first);
        patient.add(second); // Backing off: the store is not asked.
        assertThat(store.records()).isEmpty();
        clock.advance(Duration.ofSeconds(6));
        patient.add(third);
        background.remove().run();
        assertThat(store.records()).containsExactly(third, first, second);
        assertThat(background).isEmpty();
    }

    @Test
    void aLookIntoTheTraceBringsTheRest() throws IOException {
        store.failNextAdd(1);
        patient.add(record());
        patient.newest(tenant, 10);
        background.remove().run();
        assertThat(patient.newest(tenant, 10)).hasSize(1);
    }

    @Test
    void goesOnWaitingWhereTheStoreFailsAgain() throws IOException {
        store.failNextAdd(1);
        patient.add(record());
        patient.newest(tenant, 10);
        store.failNextAdd(1);
        background.remove().run();
        assertThat(store.records()).isEmpty();
        clock.advance(Duration.ofSeconds(6));
        patient.newest(tenant, 10);
        background.remove().run();
        assertThat(store.records()).hasSize(1);
    }

    @Test
    void oneRecordThatIsNeverTakenKeepsNoOther() throws IOException {
        TraceRecord unfit = record();
        store.refuse(unfit).failNextAdd(1);
        patient.add(unfit);
        patient.add(record());
        clock.advance(Duration.ofSeconds(6));
        patient.newest(tenant, 10);
        background.remove().run();
        assertThat(store.records()).hasSize(1).doesNotContain(unfit);
    }

    @Test
    void holdsOnlySoMany() throws IOException {
        store.unavailable(true);
        for (int i = 0; i < BufferedTraceStore.HELD; i++) {
            patient.add(record());
        }
        assertThatThrownBy(() -> patient.add(record()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("wait for it already");
    }
}
