package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.afterword.storage.Stores;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeartbeatWriterTest {
    private final TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
    private final Records records = new Records();

    /** Records whose next heartbeats do as the test says before they are kept. */
    private static final class Records implements WorkerRecords {
        final BlockingQueue<Heartbeat> beats = new LinkedBlockingQueue<>();
        volatile Step before = () -> {};
        volatile int tried;
        volatile int listed;

        interface Step {
            void run() throws IOException;
        }

        @Override
        public void beat(Heartbeat heartbeat) throws IOException {
            tried++;
            before.run();
            beats.add(heartbeat);
        }

        @Override
        public List<Heartbeat> heartbeats() throws IOException {
            listed++;
            throw new IOException("the test wanted the list to fail");
        }

        @Override
        public boolean begin(String duty, Duration every) {
            throw new AssertionError("no duty is begun here");
        }

        @Override
        public void done(String duty) {
            throw new AssertionError("no duty is done here");
        }

        @Override
        public Optional<Instant> lastDone(String duty) {
            throw new AssertionError("no duty is asked for here");
        }
    }

    /** Lets so many seconds pass, with a look in each. @return how many heartbeats were written */
    private int pass(HeartbeatWriter writer, int seconds) {
        int before = records.beats.size();
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            writer.beatIfDue();
        }
        return records.beats.size() - before;
    }

    @Test
    void beatsAtTheStartAndOnceAMinuteWhereNothingHappens() {
        Instant start = clock.instant();
        try (HeartbeatWriter writer = new HeartbeatWriter(records, "2026.3", () -> 7, clock)) {
            clock.advance(Duration.ofSeconds(5));
            writer.beatIfDue();
            Heartbeat first = records.beats.remove();
            assertThat(first)
                    .isEqualTo(new Heartbeat(
                            first.instance(),
                            "2026.3",
                            start,
                            clock.instant(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(7L)));
            assertThat(first.instance()).matches("[a-z0-9-]+");
            assertThat(pass(writer, 59)).isZero();
            assertThat(pass(writer, 1)).isEqualTo(1);
            assertThat(records.beats.remove())
                    .isEqualTo(new Heartbeat(
                            first.instance(),
                            "2026.3",
                            start,
                            clock.instant(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(7L)));
            assertThat(pass(writer, 600)).isEqualTo(10);
            // By which those that are long gone are removed.
            assertThat(records.listed).isEqualTo(1);
        }
    }

    @Test
    void tellsOfMailWithinAQuarterOfAMinuteAndNoOftener() {
        try (HeartbeatWriter writer = new HeartbeatWriter(records, "1", () -> 7, clock)) {
            writer.beatIfDue();
            records.beats.clear();
            pass(writer, 30);
            Instant mailAt = clock.instant();
            writer.hadMail();
            assertThat(pass(writer, 1)).isEqualTo(1);
            assertThat(records.beats.remove().lastMailAt()).contains(mailAt);
            for (int second = 0; second < 59; second++) {
                writer.hadMail();
                pass(writer, 1);
            }
            assertThat(records.beats).hasSize(3);
            assertThat(pass(writer, 1)).isEqualTo(1);
        }
    }

    /** What it is called for first is news too. */
    @Test
    void tellsWhenItWasFirstCalledForMail() {
        try (HeartbeatWriter writer = new HeartbeatWriter(records, "1", () -> 7, clock)) {
            writer.beatIfDue();
            assertThat(records.beats.remove().worksOnMail()).isFalse();
            Instant calledAt = clock.instant();
            writer.called();
            assertThat(pass(writer, 15)).isEqualTo(1);
            assertThat(records.beats.remove().calledAt()).contains(calledAt);
            writer.called();
            assertThat(pass(writer, 60)).isEqualTo(1);
            assertThat(records.beats.remove().calledAt()).contains(calledAt);
        }
    }

    @Test
    void aMailThatIsInHandForLongIsNewsUntilItIsPutDown() {
        try (HeartbeatWriter writer = new HeartbeatWriter(records, "1", () -> 7, clock)) {
            writer.beatIfDue();
            records.beats.clear();
            writer.takesUp();
            writer.takesUp();
            writer.putsDown();
            assertThat(pass(writer, 600)).isEqualTo(40);
            assertThat(records.beats)
                    .allSatisfy(beat -> assertThat(beat.lastMailAt()).contains(beat.at()));
            writer.putsDown();
            Instant putDown = clock.instant();
            records.beats.clear();
            pass(writer, 60);
            assertThat(records.beats)
                    .allSatisfy(beat -> assertThat(beat.lastMailAt()).contains(putDown));
        }
    }

    @Test
    void triesAgainAQuarterOfAMinuteAfterAFailureOfAnyKind() {
        try (HeartbeatWriter writer = new HeartbeatWriter(records, "1", () -> 7, clock)) {
            records.before = () -> {
                throw new IOException("the store is away");
            };
            writer.beatIfDue();
            pass(writer, 60);
            assertThat(records.tried).isEqualTo(5);
            records.before = () -> {
                throw new NoClassDefFoundError("for a test");
            };
            pass(writer, 60);
            assertThat(records.tried).isEqualTo(9);
            records.before = () -> {};
            assertThat(pass(writer, 15)).isEqualTo(1);
            assertThat(pass(writer, 59)).isZero();
        }
    }

    private SigningWorker workerOver(TestStamp stamp) {
        Stores stores = stamp.stores.stores();
        return stamp.worker(
                new Stores(
                        stores.spool(),
                        stores.queue(),
                        stores.tenants(),
                        stores.signatures(),
                        stores.people(),
                        stores.traces(),
                        stores.closedRoutes(),
                        records),
                false);
    }

    @Test
    void aStoreThatHangsDelaysNoMail() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        records.before = () -> {
            asked.countDown();
            try {
                hangs.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        };
        try (TestStamp stamp = new TestStamp();
                SigningWorker worker = workerOver(stamp)) {
            asked.await();
            worker.work(stamp.receive("ben@fabrikam.example"), false);
            assertThat(stamp.server.mails()).hasSize(1);
            assertThat(records.beats).isEmpty();
            stamp.clock.advance(Duration.ofSeconds(15));
            hangs.countDown();
            assertThat(records.beats.take().lastMailAt()).isEmpty();
            assertThat(records.beats.take().lastMailAt()).isPresent();
        }
    }

    /** What became of the mail does not count, but that a store failed is no sign that anybody works. */
    @Test
    void mailWasInHandWhenACallEndedWithItAndNotWhenAStoreFailed() throws Exception {
        try (TestStamp stamp = new TestStamp();
                SigningWorker worker = workerOver(stamp)) {
            assertThat(records.beats.take().lastMailAt()).isEmpty();

            SigningJob job = stamp.receive("ben@fabrikam.example");
            stamp.stores.spool().failNextLease(1);
            assertThatThrownBy(() -> worker.work(job, false)).isInstanceOf(IOException.class);
            assertThat(next(stamp)).isEmpty();

            Instant returned = stamp.clock.instant();
            worker.work(job, false);
            assertThat(next(stamp)).contains(returned);

            Instant deferred = stamp.clock.instant();
            stamp.server.answer("RCPT", "451 4.3.2 later");
            worker.work(stamp.receive("ben@fabrikam.example"), false);
            assertThat(next(stamp)).contains(deferred);

            Instant byLastResort = stamp.clock.instant();
            stamp.stores.spool().failNextLease(1);
            worker.returnUnsigned(stamp.receive("ben@fabrikam.example"));
            assertThat(next(stamp)).contains(byLastResort);

            Instant unreadable = stamp.clock.instant();
            stamp.stores.spool().failNextLease(1);
            SigningJob held = stamp.receive("ben@fabrikam.example");
            assertThatThrownBy(() -> worker.returnUnsigned(held.spoolName())).isInstanceOf(IOException.class);
            assertThat(next(stamp)).contains(unreadable);
        }
    }

    @Test
    void itIsCalledForMailByWhateverTakesOneAndByWhatOnlyAsks() throws Exception {
        try (TestStamp stamp = new TestStamp();
                SigningWorker worker = workerOver(stamp)) {
            assertThat(records.beats.take().worksOnMail()).isFalse();
            stamp.stores.spool().failNextLease(1);
            SigningJob job = stamp.receive("ben@fabrikam.example");
            assertThatThrownBy(() -> worker.work(job, false)).isInstanceOf(IOException.class);
            stamp.clock.advance(Duration.ofSeconds(60));
            assertThat(records.beats.take().worksOnMail()).isTrue();
        }
        try (TestStamp stamp = new TestStamp();
                SigningWorker worker = workerOver(stamp)) {
            assertThat(records.beats.take().worksOnMail()).isFalse();
            worker.called();
            stamp.clock.advance(Duration.ofSeconds(60));
            Heartbeat told = records.beats.take();
            assertThat(told.worksOnMail()).isTrue();
            assertThat(told.lastMailAt()).isEmpty();
            assertThat(told.diskFree().orElseThrow()).isPositive();
        }
    }

    /** When mail was in hand by the next heartbeat. */
    private Optional<Instant> next(TestStamp stamp) throws InterruptedException {
        stamp.clock.advance(Duration.ofSeconds(60));
        return records.beats.take().lastMailAt();
    }
}
