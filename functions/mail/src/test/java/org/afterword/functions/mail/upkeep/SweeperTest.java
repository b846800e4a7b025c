package org.afterword.functions.mail.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.afterword.functions.mail.signing.MailCounts;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweeperTest {
    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    @Test
    void queuesTheMailOfADeadWorkerAsItWasNotedLast() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofMinutes(10));
        Leased dead = (Leased) stamp.stores.spool().lease(job.spoolName());
        dead.note(job.again(job.envelope()));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweeper.sweep();
        stamp.sweepAndShow();
        SigningJob next = job.again(job.envelope());
        assertThat(stamp.stores.queue().jobs()).containsExactly(job, next.afterCrash());
        assertThat(stamp.stores.spool().job(job.spoolName())).contains(next.afterCrash());
        assertThat(stamp.runTriggers()).isEqualTo(1);
        assertThat(stamp.server.mails()).hasSize(1);
        stamp.sweeper.sweep();
        assertThat(stamp.runTriggers()).isZero();
    }

    /** It was acknowledged and its message was lost, or its gateway died before 250: nobody can know. */
    @Test
    void queuesMailAgainThatHasNoMessage() throws IOException {
        SigningJob job = storedOnly();
        ((Leased) stamp.stores.spool().lease(job.spoolName())).close();
        sweepFor(Duration.ofMinutes(119));
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        sweepFor(Duration.ofMinutes(20));
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void nothingIsForgottenWhileTheQueueIsBehindNorSoonAfter() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        sweepFor(Duration.ofHours(5));
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofMinutes(10));
        sweepFor(Duration.ofMinutes(11));
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    /** As long as its store or its tenant is away: no copies of the job gather meanwhile. */
    @Test
    void aMailThatIsTriedAgainAndAgainIsNotForgotten() throws IOException {
        stamp.receive("ben@fabrikam.example");
        stamp.stores.tenants().unavailable(true);
        for (Duration passed = Duration.ZERO;
                passed.compareTo(Duration.ofHours(6)) < 0;
                passed = passed.plusMinutes(1)) {
            stamp.clock.advance(Duration.ofMinutes(1));
            stamp.sweeper.sweep();
            stamp.runTriggers();
            for (Delivery delivery : stamp.stores.queue().receive(SigningQueue.POISON, 32, Duration.ofMinutes(10))) {
                stamp.stores.queue().delete(delivery);
                stamp.worker.returnUnsigned(SigningJob.parse(delivery.body()));
            }
            assertThat(stamp.stores.queue().jobs()).hasSizeLessThanOrEqualTo(1);
        }
        stamp.stores.tenants().unavailable(false);
        sweepFor(Duration.ofMinutes(2));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    /** Such a mail was once taken for one that was never acknowledged. */
    @Test
    void aMailWhoseLeaseWasHalfMadeComesBack() throws IOException {
        stamp.receive("ben@fabrikam.example");
        stamp.stores.spool().failNextLeaseHalfWay(1);
        stamp.runTriggers();
        assertThat(stamp.server.mails()).isEmpty();
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofDays(7));
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweepAndShow();
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void aMailWhoseJobIsNotUnderstoodComesBack() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        String later = job.toJson().replace("\"attempt\":1", "\"attempt\":[1]");
        stamp.stores.spool().replaceJob(job.spoolName(), later);
        stamp.stores.queue().delete(take());
        stamp.stores.queue().send(SigningQueue.POISON_OF_POISON, later, Duration.ZERO);
        sweepFor(Duration.ofMinutes(140));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void aMailThatNobodyCanReturnStaysForEverAndHoldsUpNoOther() throws IOException {
        SigningJob unreadable = storedOnly();
        stamp.stores.spool().replaceJob(unreadable.spoolName(), "{}");
        SigningJob other = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().delete(take());
        stamp.stores.spool().lease(other.spoolName());
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweepAndShow();
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
        for (int days = 0; days < 10; days++) {
            stamp.clock.advance(Duration.ofDays(1));
            sweepFor(Duration.ofMinutes(20));
        }
        assertThat(stamp.stores.spool().names()).containsExactly(unreadable.spoolName());
        stamp.stores.spool().replaceJob(unreadable.spoolName(), unreadable.toJson());
        sweepFor(Duration.ofMinutes(20));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(2);
    }

    @Test
    void whatCannotBeQueuedDoesNotKeepTheOthers() throws IOException {
        for (int i = 0; i < 3; i++) {
            SigningJob job = storedOnly();
            stamp.stores.spool().lease(job.spoolName());
        }
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.stores.queue().failNextSend(1);
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs()).hasSize(2);
        assertThat(stamp.worker.counts().all()).containsEntry("now.sweep_failures", 1L);
        stamp.sweeper.sweep();
        assertThat(stamp.worker.counts().all()).containsEntry("now.sweep_failures", 0L);
        assertThat(stamp.stores.queue().jobs())
                .as("while the sweeper's lease runs")
                .hasSize(2);
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs()).hasSize(3);
    }

    /** Where the disk is full it does not, and what is kept aside may be what fills it. */
    @Test
    void whatIsKeptAsideIsDeletedEvenIfTheQueueDoesNotTellHowLongJobsWait() throws IOException {
        SigningJob aside = storedOnly();
        try (Leased leased = (Leased) stamp.stores.spool().lease(aside.spoolName())) {
            leased.note(aside.keptAsideSince(stamp.clock.instant()));
        }
        stamp.clock.advance(TestStamp.KEEP_ASIDE);
        SigningJob neverLeased = storedOnly();
        stamp.clock.advance(Duration.ofMinutes(4));
        stamp.stores.queue().failNextOldestAge(1);
        assertThatThrownBy(() -> stamp.sweeper.sweep()).isInstanceOf(IOException.class);
        assertThat(stamp.stores.spool().names()).containsExactly(neverLeased.spoolName());
    }

    @Test
    void keepsDeferredMail() throws IOException {
        stamp.server.answer("MAIL", "550 5.7.64 TenantAttribution").answer("MAIL", "550 5.7.64 TenantAttribution");
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofDays(2));
        stamp.runTriggers();
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).hasSize(1);
    }

    /** Sweeps every minute. */
    private void sweepFor(Duration time) throws IOException {
        for (long minute = 0; minute < time.toMinutes(); minute++) {
            stamp.clock.advance(Duration.ofMinutes(1));
            stamp.sweeper.sweep();
        }
    }

    /** Whoever sweeps: an hour without a worker once made 120 messages of each mail. */
    @Test
    void anAbandonedMailIsQueuedOnceHoweverManySweep() throws IOException {
        SigningJob crashed = storedOnly();
        stamp.stores.spool().lease(crashed.spoolName());
        SigningJob unbegun = storedOnly();
        threeSweepInTurn(100);
        assertThat(stamp.stores.queue().jobs()).containsExactlyInAnyOrder(crashed.afterCrash(), unbegun);
    }

    @Test
    void aForgottenMailIsQueuedOnceHoweverManySweep() throws IOException {
        SigningJob forgotten = storedOnly();
        ((Leased) stamp.stores.spool().lease(forgotten.spoolName())).close();
        threeSweepInTurn(400);
        assertThat(stamp.stores.queue().jobs()).containsExactly(forgotten);
    }

    /** Every half minute, while each message is received by somebody who does nothing. */
    private void threeSweepInTurn(int sweeps) throws IOException {
        List<Sweeper> three = List.of(newSweeper(), newSweeper(), newSweeper());
        for (int sweep = 0; sweep < sweeps; sweep++) {
            stamp.clock.advance(Duration.ofSeconds(30));
            if (stamp.delays().contains(Duration.ZERO)) {
                stamp.stores.queue().receive(SigningQueue.NAME, 32, Duration.ofDays(7));
            }
            three.get(sweep % 3).sweep();
        }
    }

    @Test
    void ofSweepersAtTheSameTimeOneQueues() throws Exception {
        for (int i = 0; i < 20; i++) {
            stamp.stores.spool().lease(storedOnly().spoolName());
        }
        stamp.clock.advance(Duration.ofSeconds(61));
        List<Sweeper> sweepers = List.of(newSweeper(), newSweeper(), newSweeper());
        List<Thread> threads = sweepers.stream()
                .map(sweeper -> Thread.ofPlatform().start(() -> {
                    try {
                        sweeper.sweep();
                    } catch (IOException failed) {
                        throw new IllegalStateException(failed);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(stamp.stores.queue().jobs()).hasSize(20);
    }

    /** The host has given 16 messages to an instance that died before its workers began. */
    @Test
    void mailWhoseInstanceDiedBeforeTheLeaseIsBackWithinFourMinutes() throws IOException {
        for (int i = 0; i < 16; i++) {
            stamp.receive("ben@fabrikam.example");
        }
        assertThat(stamp.stores.queue().receive(SigningQueue.NAME, 16, Duration.ofMinutes(10)))
                .hasSize(16);
        for (int halfMinute = 0; halfMinute < 8; halfMinute++) {
            stamp.clock.advance(Duration.ofSeconds(30));
            stamp.sweeper.sweep();
            stamp.runTriggers();
        }
        assertThat(stamp.server.mails()).hasSize(16);
        assertThat(stamp.stores.spool().names()).isEmpty();
        stamp.clock.advance(Duration.ofMinutes(10));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).as("their messages are seen again").hasSize(16);
    }

    @Test
    void mailThatWaitsForItsTurnGetsNoCopy() throws IOException {
        stamp.receive("ben@fabrikam.example");
        sweepFor(Duration.ofMinutes(30));
        assertThat(stamp.stores.queue().jobs())
                .as("a job waits for half an hour")
                .hasSize(1);
        stamp.runTriggers();
        for (int i = 0; i < 49; i++) {
            storedOnly();
        }
        sweepFor(Duration.ofMinutes(30));
        assertThat(stamp.stores.queue().jobs())
                .as("more than instances can have taken")
                .isEmpty();
    }

    /** Held mail is touched by each attempt, and its job waits by the schedule. */
    @Test
    void heldMailGetsNoCopy() throws IOException {
        stamp.server.answerAlways("MAIL", "451 4.3.2 later");
        stamp.receive("ben@fabrikam.example");
        for (int minute = 0; minute < 6 * 60; minute++) {
            if (stamp.delays().contains(Duration.ZERO)) {
                stamp.runTriggers();
            }
            stamp.clock.advance(Duration.ofMinutes(1));
            stamp.sweeper.sweep();
            assertThat(stamp.stores.queue().jobs()).hasSize(1);
        }
    }

    @Test
    void tellsHowOldTheOldestMailIsThatIsNotKeptAside() throws IOException {
        assertThat(stamp.worker.counts().all()).doesNotContainKey("now.oldest_mail_seconds");
        stamp.sweeper.sweep();
        assertThat(stamp.worker.counts().all()).containsEntry("now.oldest_mail_seconds", 0L);
        SigningJob aside = storedOnly();
        stamp.clock.advance(Duration.ofSeconds(100));
        SigningJob held = storedOnly();
        stamp.clock.advance(Duration.ofSeconds(10));
        stamp.sweeper.sweep();
        assertThat(stamp.worker.counts().all()).containsEntry("now.oldest_mail_seconds", 110L);
        try (Leased leased = (Leased) stamp.stores.spool().lease(aside.spoolName())) {
            leased.note(aside.keptAsideSince(stamp.clock.instant()));
        }
        stamp.stores.spool().lease(held.spoolName());
        stamp.sweeper.sweep();
        stamp.clock.advance(Duration.ofSeconds(20));
        assertThat(stamp.worker.counts().all())
                .as("it goes on between the sweeps, and whoever holds the mail")
                .containsEntry("now.oldest_mail_seconds", 30L);
        stamp.clock.advance(Duration.ofMinutes(5));
        assertThat(stamp.worker.counts().all())
                .as("another process sweeps")
                .doesNotContainKey("now.oldest_mail_seconds");
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A worker is done with it between the list and the sweeper's lease, and its next job arrives during that lease. */
    private void sweepWhile(SigningJob job, Step settled) throws IOException {
        stamp.stores.spool().onLease(() -> {
            stamp.stores.spool().onLease(() -> {});
            settled.run();
            stamp.stores.spool().onLeased(() -> {
                stamp.stores.spool().onLeased(() -> {});
                stamp.clock.advance(Duration.ofSeconds(30));
                assertThat(stamp.runTriggers()).as("the mail's only message").isEqualTo(1);
            });
        });
        stamp.sweeper.sweep();
        assertThat(stamp.stores.spool().names()).containsExactly(job.spoolName());
        stamp.server.behave();
        stamp.clock.advance(Duration.ofSeconds(30));
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).contains("ben@fabrikam.example");
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
    }

    @Test
    void aSweepersLeaseSwallowsNoMessage() throws IOException {
        stamp.server.answerAlways("MAIL", "451 4.3.2 later");
        SigningJob job = storedOnly();
        stamp.stores.spool().lease(job.spoolName());
        stamp.clock.advance(Duration.ofSeconds(61));
        sweepWhile(job, () -> stamp.worker.work(job, false));
    }

    /** An operator has it tried again at the very moment. */
    @Test
    void norWhereAMailIsToBeDeletedThatWasKeptAside() throws IOException {
        stamp.server.answerAlways("MAIL", "451 4.3.2 later");
        SigningJob job = storedOnly();
        try (Leased leased = (Leased) stamp.stores.spool().lease(job.spoolName())) {
            leased.note(job.keptAsideSince(stamp.clock.instant()));
        }
        stamp.clock.advance(TestStamp.KEEP_ASIDE);
        sweepWhile(job, () -> {
            try (Leased leased = (Leased) stamp.stores.spool().lease(job.spoolName())) {
                leased.note(job);
                stamp.stores.queue().send(job, Duration.ofSeconds(30));
            }
        });
    }

    private Sweeper newSweeper() {
        return new Sweeper(
                stamp.stores.stores(), stamp.stores.queue(), TestStamp.KEEP_ASIDE, new MailCounts(), stamp.clock);
    }

    private Delivery take() throws IOException {
        return stamp.stores
                .queue()
                .receive(SigningQueue.NAME, 1, Duration.ofMinutes(1))
                .getFirst();
    }

    private SigningJob storedOnly() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().delete(take());
        return job;
    }
}
