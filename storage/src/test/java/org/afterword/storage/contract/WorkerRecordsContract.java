package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.junit.jupiter.api.Test;

/** What the records of workers and duties promise. */
interface WorkerRecordsContract extends StoresContract {
    Duration LONG = Duration.ofDays(1);

    @Test
    default void theLastSignOfLifeOfEachProcessIsKept() throws IOException {
        WorkerRecords records = stores().workers();
        Heartbeat one = heartbeat(Optional.empty());
        Heartbeat other = heartbeat(Optional.of(now()));
        assertThat(records.heartbeats()).doesNotContain(one, other);

        records.beat(one);
        records.beat(other);
        assertThat(records.heartbeats()).contains(one, other);

        Heartbeat later = new Heartbeat(
                one.instance(),
                one.version(),
                one.startedAt(),
                one.at().plusSeconds(60),
                Optional.of(now()),
                Optional.of(now()),
                Optional.of(1L << 40));
        records.beat(later);
        assertThat(records.heartbeats()).contains(later, other).doesNotContain(one);
    }

    @Test
    default void whoSaidNothingForADayIsNotListed() throws IOException {
        WorkerRecords records = stores().workers();
        Instant longAgo = now().minus(Duration.ofHours(25));
        Heartbeat silent = new Heartbeat(
                UUID.randomUUID().toString(),
                "1",
                longAgo,
                longAgo,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Heartbeat alive = heartbeat(Optional.empty());
        records.beat(silent);
        records.beat(alive);
        assertThat(records.heartbeats()).contains(alive).doesNotContain(silent);

        Heartbeat back = new Heartbeat(
                silent.instance(),
                silent.version(),
                silent.startedAt(),
                now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        records.beat(back);
        assertThat(records.heartbeats()).contains(alive, back);
    }

    @Test
    default void aDutyIsBegunOnceWithinItsTime() throws IOException {
        WorkerRecords records = stores().workers();
        String duty = duty();
        assertThat(records.begin(duty, LONG)).isTrue();
        assertThat(records.begin(duty, LONG)).isFalse();
        assertThat(records.begin(duty(), LONG)).isTrue();
        // Its time is over at once.
        assertThat(records.begin(duty, Duration.ZERO)).isTrue();
    }

    @Test
    default void oneOfSeveralBeginsADuty() throws Exception {
        WorkerRecords records = stores().workers();
        String duty = duty();
        AtomicInteger first = new AtomicInteger();
        StoresContract.race(() -> records.begin(duty, LONG) ? first.incrementAndGet() : first.get());
        assertThat(first).hasValue(1);

        AtomicInteger second = new AtomicInteger();
        records.done(duty);
        StoresContract.race(() -> records.begin(duty, LONG) ? second.incrementAndGet() : second.get());
        assertThat(second).hasValue(0);
    }

    @Test
    default void whenADutyWasDoneIsKeptWhileItIsBegunAgain() throws IOException {
        WorkerRecords records = stores().workers();
        String duty = duty();
        assertThat(records.lastDone(duty)).isEmpty();
        assertThat(records.begin(duty, LONG)).isTrue();
        assertThat(records.lastDone(duty)).isEmpty();
        records.done(duty);
        Instant done = records.lastDone(duty).orElseThrow();
        assertThat(Duration.between(done, Instant.now())).isBetween(Duration.ofSeconds(-1), Duration.ofMinutes(5));
        assertThat(records.begin(duty, Duration.ZERO)).isTrue();
        assertThat(records.lastDone(duty)).contains(done);
    }

    private static Heartbeat heartbeat(Optional<Instant> lastMailAt) {
        return new Heartbeat(
                UUID.randomUUID().toString(),
                "2026.11.30-é",
                now(),
                now(),
                lastMailAt,
                Optional.empty(),
                Optional.empty());
    }

    private static String duty() {
        return "duty-" + UUID.randomUUID();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
