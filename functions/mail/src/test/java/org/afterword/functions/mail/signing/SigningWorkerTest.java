package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.storage.fake.InMemorySigningQueue;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class SigningWorkerTest {
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
    void signsAndReturnsAMailAndForgetsIt() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofMillis(1500));
        assertThat(stamp.runTriggers()).isEqualTo(1);
        assertThat(stamp.delivered(0))
                .startsWith("Received: by stamp.afterword.example with ESMTPS id " + job.jobId()
                        + "; Sun, 1 Mar 2026 10:00:00 +0000\r\n")
                .contains("X-Afterword-MessageProcessed: true\r\n", "At noon?", "Anna Berg, Contoso")
                .doesNotContain("X-Afterword-Auth");
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        TraceRecord trace = stamp.stores.traces().records().getLast();
        assertThat(trace.decision()).isEqualTo("signed");
        assertThat(trace.why()).isEqualTo("Everybody");
        assertThat(trace.outcome()).isEqualTo("accepted");
        assertThat(trace.senderDomain()).isEqualTo("contoso.example");
        assertThat(trace.senderHash()).hasSize(64);
        assertThat(trace.milliseconds()).containsEntry("queued", 1500L).containsKeys("signed", "returned");
        assertThat(trace.toString()).doesNotContain("anna", "ben@", "Lunch");
    }

    @Test
    void findsThePersonBySenderWhereFromIsNobodyOfOurs() throws IOException {
        stamp.receive(
                TestStamp.MAIL.replace(
                        "From: Anna <anna@contoso.example>",
                        "From: Board <board@contoso.example>\r\nSender: Anna <anna@contoso.example>"),
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")));
        stamp.runTriggers();
        assertThat(stamp.delivered(0)).contains("Anna Berg, Contoso");
    }

    @ParameterizedTest
    @EnumSource(value = Tenant.State.class, names = "CONNECTED", mode = EnumSource.Mode.EXCLUDE)
    void returnsTheMailOfATenantThatIsNotConnectedAsItWas(Tenant.State state) throws IOException {
        stamp.tenant(state);
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n").doesNotContain("Anna Berg");
        assertThat(stamp.stores.traces().records().getLast().why()).contains("paused, suspended or not yet");
    }

    @Test
    void returnsEverythingAsItWasWhenTheStampIsToldSo() throws IOException {
        stamp.receive("ben@fabrikam.example");
        try (SigningWorker switched = stamp.worker(stamp.stores.stores(), true)) {
            stamp.runTriggers(worker -> switched);
        }
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n");
    }

    @Test
    void triesAgainWhenAStoreFailsAndSignsThen() throws IOException {
        stamp.stores.signatures().failNextCatalog(1);
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.server.mails()).isEmpty();
        stamp.clock.advance(Duration.ofSeconds(11));
        stamp.runTriggers();
        assertThat(stamp.delivered(0)).contains("Anna Berg, Contoso");
    }

    @Test
    void returnsTheOriginalOnceTheDeadlineHasPassed() throws IOException {
        stamp.stores.signatures().failNextCatalog(100);
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.runTriggers();
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n");
        assertThat(stamp.stores.traces().records().getLast().why()).contains("could not be read in time");
    }

    @Test
    void returnsTheOriginalAtTheLastTry() throws IOException {
        stamp.stores.people().failNextFind(100);
        SigningJob job = stamp.receive("ben@fabrikam.example");
        assertThatThrownBy(() -> stamp.worker.work(job, false)).isInstanceOf(IOException.class);
        stamp.worker.work(job, true);
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n");
    }

    @Test
    void signsAMailThatWaitedLongerThanTheDeadline() throws IOException {
        stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofMinutes(10));
        stamp.runTriggers();
        assertThat(stamp.delivered(0)).contains("Anna Berg, Contoso");
    }

    @Test
    void returnsTheOriginalFromThePoisonQueue() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.worker.returnUnsigned(job);
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void queuesTheMailOnceMoreWhenEvenThatFails() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.tenants().failNextFind(1);
        InMemorySigningQueue queue = stamp.stores.queue();
        stamp.worker.returnUnsigned(job);
        assertThat(queue.delays(SigningQueue.NAME)).contains(Duration.ofMinutes(1));
        stamp.clock.advance(Duration.ofMinutes(2));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    /** It may be the only message: whoever has the mail may be about to give it back, and to have queued just this. */
    @Test
    void looksAgainWhenSomebodyElseHasTheMail() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        try (MailSpool.Leased other = (MailSpool.Leased) stamp.stores.spool().lease(job.spoolName())) {
            assertThat(stamp.runTriggers()).isEqualTo(1);
            assertThat(other.job()).isEqualTo(job);
        }
        assertThat(stamp.server.mails()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.clock.advance(Duration.ofSeconds(30));
        assertThat(stamp.runTriggers()).isEqualTo(1);
        assertThat(stamp.server.mails()).hasSize(1);
        assertThat(stamp.stores.queue().jobs()).isEmpty();
    }

    @Test
    void looksAgainForAMailOfWhichItKnowsTheNameAlone() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        try (MailSpool.Leased other = (MailSpool.Leased) stamp.stores.spool().lease(job.spoolName())) {
            assertThat(stamp.worker.returnUnsigned(job.spoolName())).contains(Duration.ofSeconds(30));
            assertThat(other.job()).isEqualTo(job);
        }
        assertThat(stamp.worker.returnUnsigned(job.spoolName())).isEmpty();
        assertThat(stamp.server.mails()).hasSize(1);
        assertThat(stamp.worker.returnUnsigned(job.spoolName())).isEmpty();
    }

    /** While a worker is at it for ten minutes. */
    @Test
    void copiesOfAMailThatIsHeldDoNotGrowInNumberAndEndWithIt() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().send(job, Duration.ZERO);
        stamp.stores.queue().send(job.afterCrash(), Duration.ZERO);
        MailSpool.Leased other = (MailSpool.Leased) stamp.stores.spool().lease(job.spoolName());
        for (int look = 1; look <= 20; look++) {
            assertThat(stamp.runTriggers()).isEqualTo(3);
            assertThat(stamp.stores.queue().jobs()).containsExactlyInAnyOrder(job, job, job.afterCrash());
            assertThat(stamp.stores.queue().delays(SigningQueue.NAME)).containsOnly(Duration.ofSeconds(30));
            stamp.clock.advance(Duration.ofSeconds(30));
            other.renew();
        }
        assertThat(stamp.worker.counts().all()).containsEntry("put_back.held", 60L);
        other.delete();
        stamp.runTriggers();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        assertThat(stamp.stores.queue().length(SigningQueue.POISON)).isZero();
        assertThat(stamp.server.mails()).isEmpty();
    }

    /** Else it might take the lease of a dead worker from the sweeper, and give it back with nothing queued. */
    @Test
    void aStaleCopyOfAMailThatIsHeldEnds() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        MailSpool.Leased other = (MailSpool.Leased) stamp.stores.spool().lease(job.spoolName());
        other.note(job.again(job.envelope()));
        stamp.runTriggers();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweepAndShow();
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void aJobIsNotShownBeforeItsLeaseIsGivenBack() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.spool().onMessage(() -> {
            throw new MailSpool.NoDiskRoomException(null);
        });
        for (int i = 0; i < 20; i++) {
            stamp.worker.work(job, false);
        }
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME)).hasSize(21);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME).stream().filter(Duration::isPositive))
                .hasSize(20)
                .allMatch(delay -> delay.compareTo(Settlement.ONCE_GIVEN_BACK) >= 0);
    }

    @Test
    void returnsAMailOnceThoughItsJobIsDeliveredTwice() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().send(job, Duration.ZERO);
        assertThat(stamp.runTriggers()).isEqualTo(2);
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void endsAStaleCopyOfAJob() throws IOException {
        stamp.server.answer("RCPT", "451 4.3.2 later");
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        stamp.worker.work(job, false);
        assertThat(stamp.server.commands("MAIL")).hasSize(1);
        stamp.clock.advance(Duration.ofSeconds(31));
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
    }

    @Test
    void finishesTheMailThoughItsTraceIsLost() throws IOException {
        stamp.stores.traces().failNextAdd(1);
        stamp.receive("ben@fabrikam.example");
        assertThatCode(stamp::runTriggers).doesNotThrowAnyException();
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void notesWhatIsDoneThoughTheSpoolStumblesTwice() throws IOException {
        stamp.stores.spool().failNextDelete(2);
        stamp.receive("ben@fabrikam.example");
        stamp.runTriggers();
        assertThat(stamp.server.mails()).hasSize(1);
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void aMailThatWaitsForItsTurnIsQueuedAgainAtTheSameAttemptAndLeavesNoTrace() throws IOException {
        Capacity here = Capacity.ofThisProcess();
        Capacity full = new Capacity(
                here.ofOneTenant(),
                here.patience(),
                here.unattended(),
                here.unattendedOfOneTenant(),
                here.quickThreads(),
                here.quickSteps(),
                here.quickTime(),
                here.slowThreads(),
                0,
                0,
                here.slowSteps(),
                here.slowTime(),
                1,
                here.slowMemory(),
                here.runaways(),
                here.farewell());
        SigningJob job = stamp.receive("ben@fabrikam.example");
        try (SigningWorker slow = stamp.worker(stamp.stores.stores(), false, full)) {
            for (int delivery = 1; delivery <= 9; delivery++) {
                assertThat(stamp.runTriggers(worker -> slow)).isEqualTo(1);
                assertThat(stamp.stores.queue().jobs()).containsExactly(job);
                assertThat(stamp.stores.queue().delays(SigningQueue.NAME).getFirst())
                        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(9));
                stamp.clock.advance(Duration.ofSeconds(6).plusMillis(600));
                while (stamp.stores.queue().delays(SigningQueue.NAME).getFirst().isPositive()) {
                    stamp.clock.advance(Duration.ofMillis(1));
                }
            }
            assertThat(stamp.stores.traces().records()).isEmpty();
            assertThat(slow.counts().all()).containsEntry("put_back.slow_pool", 9L);
            stamp.clock.advance(Duration.ofSeconds(5));
            stamp.runTriggers(worker -> slow);
        }
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n");
        assertThat(stamp.stores.traces().records().getLast().why()).contains("longer than one mail may hold up others");
    }
}
