package org.afterword.storage.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.afterword.storage.fake.InMemoryDocuments;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.junit.jupiter.api.Test;

class DocumentWorkerRecordsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final InMemoryDocuments documents = new InMemoryDocuments();
    private final WorkerRecords records = new DocumentWorkerRecords(documents, clock);

    private Heartbeat beat(String instance) throws IOException {
        Heartbeat heartbeat = new Heartbeat(
                instance, "1", clock.instant(), clock.instant(), Optional.empty(), Optional.empty(), Optional.empty());
        records.beat(heartbeat);
        return heartbeat;
    }

    private Optional<Heartbeat> kept(String instance) throws IOException {
        return documents.find("workers", instance, Heartbeat.class);
    }

    /** As the version before wrote it, and as a later one may. */
    @Test
    void readsWhatOtherVersionsWrote() throws IOException {
        Heartbeat before = StoredJson.read("""
                {"instance":"a","version":"1","startedAt":"2026-03-01T09:00:00Z","at":"2026-03-01T10:00:00Z",
                "lastMailAt":null,"later":true}""", Heartbeat.class);
        assertThat(before.worksOnMail()).isFalse();
        assertThat(before.diskFree()).isEmpty();
        Heartbeat told = new Heartbeat(
                "a",
                "1",
                clock.instant(),
                clock.instant(),
                Optional.empty(),
                Optional.of(clock.instant()),
                Optional.of(7L));
        assertThat(StoredJson.read(StoredJson.text(told), Heartbeat.class)).isEqualTo(told);
        assertThat(told.worksOnMail()).isTrue();
    }

    @Test
    void whoListsRemovesThoseThatAreSilentForAnHour() throws IOException {
        beat("a");
        beat("b");
        clock.advance(HOUR);
        Heartbeat alive = beat("b");
        assertThat(kept("a")).isPresent();
        assertThat(records.heartbeats()).containsExactly(alive);
        assertThat(kept("a")).isEmpty();
        assertThat(kept("b")).contains(alive);
    }

    @Test
    void oneThatMayNotRemoveListsAllTheSameAndDoesNotAskEachTime() throws IOException {
        beat("a");
        beat("b");
        clock.advance(HOUR);
        Heartbeat alive = beat("c");
        documents.failNextPut("workers", 1);
        assertThat(records.heartbeats()).containsExactly(alive);
        // Now it might, but does not ask.
        assertThat(records.heartbeats()).containsExactly(alive);
        assertThat(kept("a")).isPresent();
        assertThat(kept("b")).isPresent();
        clock.advance(HOUR);
        alive = beat("c");
        assertThat(records.heartbeats()).containsExactly(alive);
        assertThat(kept("a")).isEmpty();
        assertThat(kept("b")).isEmpty();
    }

    @Test
    void aDutyWhoseWorkerDiedIsBegunByAnotherWhenItsTimeIsOver() throws IOException {
        assertThat(records.begin("sweep", Duration.ofMinutes(2))).isTrue();
        clock.advance(Duration.ofSeconds(119));
        assertThat(records.begin("sweep", Duration.ofMinutes(2))).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(records.begin("sweep", Duration.ofMinutes(2))).isTrue();
        assertThat(records.lastDone("sweep")).isEmpty();
    }

    /** The clocks of two machines are never quite the same. */
    @Test
    void aDutyThatWasBegunByAClockAheadIsBegunAndOneFarAheadIsNot() throws IOException {
        TestClock ahead = new TestClock(clock.instant().plusSeconds(5));
        assertThat(new DocumentWorkerRecords(documents, ahead).begin("sweep", Duration.ofMinutes(2)))
                .isTrue();
        assertThat(records.begin("sweep", Duration.ofMinutes(2))).isFalse();
        clock.advance(Duration.ofSeconds(-120));
        assertThat(records.begin("sweep", Duration.ofMinutes(2))).isTrue();
    }
}
