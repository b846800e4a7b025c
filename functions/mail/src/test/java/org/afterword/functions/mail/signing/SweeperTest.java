package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
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
        stamp.sweeper.sweep();
        SigningJob next = job.again(job.envelope());
        assertThat(stamp.stores.queue().jobs()).containsExactly(job, next.afterCrash());
        assertThat(stamp.stores.spool().job(job.spoolName())).contains(next);
        assertThat(stamp.runTriggers()).isEqualTo(1);
        assertThat(stamp.server.mails()).hasSize(1);
        stamp.sweeper.sweep();
        assertThat(stamp.runTriggers()).isZero();
    }

    /** It was acknowledged and its message was lost, or its gateway died before 250: nobody can know. */
    @Test
    void queuesMailAgainThatHasNoMessage() throws IOException {
        SigningJob job = storedOnly();
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
        stamp.sweeper.sweep();
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
        stamp.sweeper.sweep();
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
        assertThatThrownBy(() -> stamp.sweeper.sweep()).isInstanceOf(IOException.class);
        assertThat(stamp.stores.queue().jobs()).hasSize(2);
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs()).hasSize(3);
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
