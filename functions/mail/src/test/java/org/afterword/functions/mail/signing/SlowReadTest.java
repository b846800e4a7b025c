package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.mail.DiskRoom;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.MailSpool.NoDiskRoomException;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mail whose bytes take long to come, or do not fit on the disk. */
@Timeout(120)
class SlowReadTest {
    private static final int LARGE = 20_000;

    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    /** Of the worker that reads, since the other gets none of its renewals. */
    @Test
    void aMailThatTakesLongerToReadThanALeaseLastsIsReturnedOnce() throws IOException {
        ManualTimer leases = new ManualTimer();
        AtomicBoolean once = new AtomicBoolean();
        stamp.receive("ben@fabrikam.example");
        stamp.stores.spool().onMessage(() -> {
            if (once.getAndSet(true)) {
                return;
            }
            for (int i = 0; i < 5; i++) {
                stamp.clock.advance(Duration.ofSeconds(20));
                CountDownLatch renewed = new CountDownLatch(1);
                stamp.stores.spool().onRenew(renewed::countDown);
                leases.run();
                renewed.await();
                while (leases.isIdle()) {
                    Thread.onSpinWait(); // The next renewal is due when the last one has ended.
                }
                stamp.sweeper.sweep();
                stamp.runTriggers();
            }
        });
        try (SigningWorker slow = stamp.worker(System::nanoTime, leases)) {
            stamp.runTriggers(usual -> slow);
        }
        assertThat(stamp.server.accepted()).containsExactly("ben@fabrikam.example");
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
    }

    /** What a mail has for its way back begins when it sets out. */
    @Test
    void theTimeOfReadingIsNotTakenFromThatOfSending() throws IOException {
        AtomicLong nanoseconds = new AtomicLong();
        stamp.receive("ben@fabrikam.example");
        stamp.stores
                .spool()
                .onMessage(() -> nanoseconds.set(Duration.ofMinutes(11).toNanos()));
        try (SigningWorker slow = stamp.worker(nanoseconds::get, new ManualTimer())) {
            stamp.runTriggers(usual -> slow);
        }
        assertThat(stamp.server.accepted()).containsExactly("ben@fabrikam.example");
    }

    private SigningJob receiveLarge(int number) throws IOException {
        return stamp.receive(
                TestStamp.MAIL + "x".repeat(60).concat("\r\n").repeat(LARGE / 62),
                Envelope.of("anna@contoso.example", List.of("large" + number + "@fabrikam.example")));
    }

    @Test
    void largeMailWaitsForRoomOnTheDiskAndSmallMailDoesNot() throws IOException {
        stamp.stores.spool().room(new DiskRoom(64_000), LARGE / 2);
        Leased[] inOtherHands = new Leased[3];
        for (int i = 0; i < inOtherHands.length; i++) {
            inOtherHands[i] =
                    (Leased) stamp.stores.spool().lease(receiveLarge(i).spoolName());
            assertThat(inOtherHands[i].message().size()).isGreaterThan(LARGE);
        }
        for (int i = 3; i < 24; i++) {
            receiveLarge(i);
        }
        for (int i = 0; i < 200; i++) {
            stamp.receive("small" + i + "@fabrikam.example");
        }
        Instant before = stamp.clock.instant();
        while (stamp.runTriggers() > 0) {
            assertThat(stamp.clock.instant()).isEqualTo(before);
        }
        assertThat(stamp.server.accepted()).hasSize(200).allMatch(address -> address.startsWith("small"));
        assertThat(stamp.worker.counts().all()).containsEntry("put_back.disk", 21L);
        for (Leased held : inOtherHands) {
            stamp.stores.queue().send(held.job(), Duration.ZERO);
            held.close();
        }
        for (int i = 0; i < 100 && !stamp.stores.spool().names().isEmpty(); i++) {
            stamp.clock.advance(Duration.ofSeconds(2));
            stamp.runTriggers();
        }
        assertThat(stamp.server.accepted()).hasSize(224).doesNotHaveDuplicates();
        assertThat(stamp.stores.queue().length(SigningQueue.POISON)).isZero();
        assertThat(stamp.stores.traces().records())
                .as("each in its first attempt")
                .allMatch(record -> record.attempt() == 1);
    }

    /** Room is kept for it until then, and no longer. */
    @Test
    void oneThatWaitsForRoomComesAgainWithinAMinuteHoweverOldItIs() throws IOException {
        SigningJob job = receiveLarge(1);
        stamp.stores.spool().onMessage(() -> {
            throw new NoDiskRoomException(null);
        });
        stamp.clock.advance(Duration.ofHours(3));
        for (int i = 0; i < 20; i++) {
            stamp.worker.work(job, false);
        }
        assertThat(stamp.worker.counts().all()).containsEntry("put_back.disk", 20L);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME)).hasSize(21);
        assertThat(stamp.stores.queue().length(SigningQueue.LATER)).isZero();
    }

    @Test
    void oneThatIsLargerThanTheDiskMayHoldIsReturnedAlone() throws IOException {
        stamp.stores.spool().room(new DiskRoom(1_000), LARGE / 2);
        receiveLarge(1);
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).hasSize(1);
    }

    @Test
    void aFullDiskIsNoFailureOfTheMail() throws IOException {
        SigningJob job = receiveLarge(1);
        stamp.stores.spool().onMessage(() -> {
            throw new NoDiskRoomException(new IOException("No space left on device"));
        });
        for (int i = 0; i < 20; i++) {
            assertThat(stamp.runTriggers()).isEqualTo(1);
            stamp.clock.advance(Duration.ofSeconds(10));
        }
        assertThat(stamp.stores.queue().length(SigningQueue.POISON)).isZero();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        assertThat(stamp.worker.counts().all()).containsEntry("put_back.disk_full", 20L);
        stamp.stores.spool().onMessage(() -> {});
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).hasSize(1);
    }
}
