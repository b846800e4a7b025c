package org.afterword.functions.mail.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.afterword.functions.mail.signing.MailCounts;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DutiesTest {
    private static final Duration TICK = Duration.ofSeconds(30);

    private TestStamp stamp;
    private Duties duties;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        duties = process();
    }

    @AfterEach
    void stop() throws IOException {
        duties.close();
        stamp.close();
    }

    /** Another process of the stamp. */
    private Duties process() {
        return new Duties(
                stamp.stores.stores(), stamp.stores.queue(), TestStamp.KEEP_ASIDE, new MailCounts(), stamp.clock);
    }

    private SigningJob ofADeadWorker() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofDays(7));
        stamp.stores.spool().lease(job.spoolName());
        return job;
    }

    @Test
    void withoutATimerAnyProcessBringsTheMailOfADeadWorkerBackWithinFourMinutes() throws IOException {
        for (int ticks = 0; ticks < 5; ticks++) {
            try (TestStamp other = new TestStamp();
                    Duties idle = new Duties(
                            other.stores.stores(),
                            other.stores.queue(),
                            TestStamp.KEEP_ASIDE,
                            new MailCounts(),
                            other.clock)) {
                for (int before = 0; before < ticks; before++) {
                    other.clock.advance(TICK);
                    idle.whereTheTimerIsSilent();
                }
                SigningJob job = other.receive("ben@fabrikam.example");
                other.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofDays(7));
                other.stores.spool().lease(job.spoolName());
                Instant died = other.clock.instant();
                while (!other.stores.spool().names().isEmpty()) {
                    other.clock.advance(TICK);
                    idle.whereTheTimerIsSilent();
                    other.runTriggers();
                    assertThat(Duration.between(died, other.clock.instant()))
                            .isLessThanOrEqualTo(Duration.ofMinutes(4));
                }
                assertThat(other.server.mails()).hasSize(1);
            }
        }
    }

    @Test
    void aProcessLeavesTheDutiesToATimerThatDoesThem() throws IOException {
        for (int ticks = 0; ticks < 20; ticks++) {
            duties.run();
            Instant done = stamp.stores.workers().lastDone("sweep").orElseThrow();
            assertThat(done).isEqualTo(stamp.clock.instant());
            stamp.clock.advance(TICK);
            duties.whereTheTimerIsSilent();
            assertThat(stamp.stores.workers().lastDone("sweep")).contains(done);
        }
    }

    @Test
    void aSweepThatFailedWasNotDoneAndOthersGoOn() throws IOException {
        ofADeadWorker();
        stamp.stores.queue().send(SigningQueue.LAST_POISON, "{}", Duration.ZERO);
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.stores.spool().failNextUnattended(2);
        assertThatThrownBy(duties::run).isInstanceOf(IOException.class);
        assertThat(stamp.stores.workers().lastDone("sweep")).isEmpty();
        assertThat(stamp.stores.workers().lastDone("move-delayed")).isPresent();
        assertThat(stamp.stores.workers().lastDone("rescue-poison")).isPresent();
        stamp.clock.advance(TICK);
        duties.whereTheTimerIsSilent();
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).hasSize(1);
        stamp.clock.advance(TICK);
        duties.whereTheTimerIsSilent();
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).hasSize(2);
        assertThat(stamp.stores.workers().lastDone("sweep")).contains(stamp.clock.instant());
    }

    /** Else every process would sweep, for ever, and the alert would say that none does. */
    @Test
    void aSweepIsDoneThatFailedForOneMail() throws IOException {
        ofADeadWorker();
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.stores.queue().failNextSend(1);
        duties.run();
        assertThat(stamp.stores.workers().lastDone("sweep")).contains(stamp.clock.instant());
    }

    @Test
    void theTimerSweepsEvenIfNobodyKnowsWhoBegan() throws IOException {
        ofADeadWorker();
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.stores.workers().unavailable(true);
        duties.whereTheTimerIsSilent();
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).hasSize(1);
        assertThatThrownBy(duties::run).isInstanceOf(IOException.class);
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).hasSize(2);
    }

    /** Where the host puts what failed while the app could not start. */
    @Test
    void whatNoFunctionCouldTakeComesBack() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().receive(SigningQueue.NAME, 1, Duration.ofDays(7));
        stamp.stores.queue().send(SigningQueue.LAST_POISON, job.toJson(), Duration.ZERO);
        duties.run();
        assertThat(stamp.stores.queue().bodies(SigningQueue.LAST_POISON)).isEmpty();
        assertThat(stamp.stores.queue().bodies(SigningQueue.POISON_OF_POISON)).containsExactly(job.toJson());
    }

    @Test
    void whatFailsForEverIsRescuedOnceInFiveMinutes() throws IOException {
        stamp.stores.queue().send(SigningQueue.LAST_POISON, "{}", Duration.ZERO);
        int rescued = 0;
        for (int ticks = 0; ticks < 120; ticks++) {
            stamp.clock.advance(TICK);
            duties.run();
            process().whereTheTimerIsSilent();
            for (Delivery delivery :
                    stamp.stores.queue().receive(SigningQueue.POISON_OF_POISON, 32, Duration.ofMinutes(10))) {
                rescued++;
                stamp.stores.queue().delete(delivery);
                stamp.stores.queue().send(SigningQueue.LAST_POISON, delivery.body(), Duration.ZERO);
            }
        }
        assertThat(rescued).isBetween(10, 12);
    }

    @Test
    void delayedMailIsMovedWithoutATimerToo() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.stores.queue().send(job, Duration.ofMinutes(5));
        stamp.clock.advance(Duration.ofMinutes(5));
        duties.whereTheTimerIsSilent();
        assertThat(stamp.stores.queue().bodies(SigningQueue.LATER)).isEmpty();
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).containsExactly(job.toJson());
    }
}
