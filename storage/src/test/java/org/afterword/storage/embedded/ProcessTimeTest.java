package org.afterword.storage.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.MailSpool.Busy;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTimeTest {
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void goesOnWithTheProcess() {
        ProcessTime time = new ProcessTime(START, 0);
        for (int second = 1; second <= 70; second++) {
            time.at(Duration.ofSeconds(second).toNanos());
        }
        assertThat(time.at(Duration.ofSeconds(70).toNanos())).isEqualTo(START.plusSeconds(70));
    }

    @Test
    void standsStillWhileTheProcessIsSuspended() {
        ProcessTime time = new ProcessTime(START, 0);
        time.at(Duration.ofSeconds(1).toNanos());
        assertThat(time.at(Duration.ofSeconds(3601).toNanos())).isBefore(START.plusSeconds(10));
    }

    @Test
    void neverGoesBack() {
        ProcessTime time = new ProcessTime(START, 100);
        assertThat(time.at(50)).isEqualTo(START);
        assertThat(time.at(200)).isEqualTo(START.plusNanos(100));
    }

    @Test
    void theMachinesClockMovesNoLease() throws IOException {
        TestClock wall = new TestClock(Instant.now());
        TestClock time = new TestClock(Instant.now());
        try (EmbeddedStores stores = EmbeddedStores.open(folder, wall, time)) {
            SigningJob job = Samples.job(Instant.now());
            Samples.store(stores.stores().spool(), job, Samples.bytes(10));
            Leased leased = (Leased) stores.stores().spool().lease(job.spoolName());
            wall.advance(Duration.ofHours(1));
            assertThat(stores.stores().spool().lease(job.spoolName())).isInstanceOf(Busy.class);
            wall.advance(Duration.ofDays(-1));
            leased.renew();
            leased.delete();
        }
    }

    @Test
    void aHolderWhoseTimeRanOutStillHoldsTheMailUntilSomebodyTakesIt() throws IOException {
        TestClock time = new TestClock(Instant.now());
        try (EmbeddedStores stores = EmbeddedStores.open(folder, time, time)) {
            SigningJob job = Samples.job(Instant.now());
            Samples.store(stores.stores().spool(), job, Samples.bytes(10));
            try (Leased leased = (Leased) stores.stores().spool().lease(job.spoolName())) {
                time.advance(Duration.ofMinutes(5));
                leased.note(job.again(job.envelope()));
                leased.renew();
                assertThat(stores.stores().spool().lease(job.spoolName())).isInstanceOf(Busy.class);
                leased.delete();
            }
        }
    }

    @Test
    void aClockThatWasSetBackBetweenTwoStartsFreezesNoQueue() throws IOException {
        TestClock time = new TestClock(Instant.now());
        try (EmbeddedStores stores = EmbeddedStores.open(folder, time, time)) {
            stores.queues().send(SigningQueue.NAME, "{\"at\":\"once\"}", Duration.ZERO);
            stores.queues().send(SigningQueue.NAME, "{\"in\":\"a minute\"}", Duration.ofMinutes(1));
        }
        time.advance(Duration.ofDays(-1));
        try (EmbeddedStores stores = EmbeddedStores.open(folder, time, time)) {
            assertThat(stores.queues().receive(SigningQueue.NAME, 16, Duration.ofHours(1)))
                    .hasSize(1);
            time.advance(Duration.ofMinutes(1));
            assertThat(stores.queues().receive(SigningQueue.NAME, 16, Duration.ofHours(1)))
                    .hasSize(1);
        }
    }
}
