package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.Impatient;
import org.afterword.storage.mail.MailSpool.Busy;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mail that workers died with, and mail that is returned without a call that waits for it. */
@Timeout(120)
class CrashTest {
    private final CountDownLatch answer = new CountDownLatch(1);
    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        answer.countDown();
        stamp.close();
    }

    @Test
    void afterOneCrashAMailIsSignedThoughItsDeadlineIsOver() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofSeconds(95));
        stamp.worker.work(job.afterCrash(), false);
        assertThat(stamp.delivered(0)).contains("Anna Berg, Contoso");
    }

    @Test
    void afterTwoItGoesBackAsItWas() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.worker.work(job.afterCrash().afterCrash(), false);
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n").doesNotContain("Anna Berg");
        assertThat(stamp.stores.traces().records().getLast().why()).contains("did not succeed");
    }

    @Test
    void theCrashIsNotedBeforeAnythingIsDone() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.tenants().failNextFind(1);
        assertThatThrownBy(() -> stamp.worker.work(job.afterCrash(), false)).isInstanceOf(IOException.class);
        assertThat(stamp.stores.spool().job(job.spoolName()).orElseThrow().crashes())
                .isEqualTo(1);
        stamp.stores.spool().failNextNote(1);
        SigningJob twice = job.afterCrash().afterCrash();
        assertThatThrownBy(() -> stamp.worker.work(twice, false)).isInstanceOf(IOException.class);
        assertThat(stamp.server.commands()).isEmpty();
    }

    @Test
    void aCopyOfTheJobFromBeforeTheCrashesMakesNoneForgotten() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.tenants().failNextFind(1);
        assertThatThrownBy(() -> stamp.worker.work(job.afterCrash().afterCrash(), false))
                .isInstanceOf(IOException.class);
        stamp.worker.work(job, false);
        assertThat(stamp.delivered(0)).doesNotContain("Anna Berg");
    }

    @Test
    void theNextAttemptKnowsOfTheCrash() throws IOException {
        stamp.server.answer("RCPT", "451 4.3.2 later");
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.worker.work(job.afterCrash(), false);
        SigningJob next = stamp.stores.queue().jobs().getLast();
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(next.crashes()).isEqualTo(1);
    }

    private SigningWorker impatient() {
        return stamp.worker(stamp.stores.stores(), false, Impatient.of(Capacity.ofThisProcess(), Duration.ofMillis(1)));
    }

    /** Has a call end while the tenant's server has not answered yet. */
    private SigningJob leaveAlone(SigningWorker worker) throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        stamp.server.beforeAnswerToData(() -> {
            sent.countDown();
            try {
                answer.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        SigningJob job = stamp.receive("ben@fabrikam.example");
        Delivery delivery = stamp.stores
                .queue()
                .receive(SigningQueue.NAME, 1, Duration.ofMinutes(10))
                .getFirst();
        worker.work(job, false);
        stamp.stores.queue().delete(delivery);
        try {
            sent.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        assertThat(worker.counts().all()).containsEntry("now.unattended", 1L);
        assertThat(stamp.stores.spool().lease(job.spoolName())).isInstanceOf(Busy.class);
        assertThat(stamp.server.accepted()).isEmpty();
        return job;
    }

    @Test
    void aMailThatIsLeftAloneIsReturnedAndForgotten() throws IOException {
        SigningWorker worker = impatient();
        leaveAlone(worker);
        answer.countDown();
        worker.close();
        assertThat(stamp.server.accepted()).hasSize(1);
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void oneThatFailsIsQueuedAgainAtTheSameAttempt() throws IOException {
        SigningWorker worker = impatient();
        stamp.stores.spool().failNextDelete(3);
        SigningJob job = leaveAlone(worker);
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        answer.countDown();
        worker.close();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME).getFirst()).isPositive();
        assertThat(stamp.stores.spool().lease(job.spoolName())).isNotInstanceOf(Busy.class);
    }

    @Test
    void oneThatCannotEvenBeQueuedIsFoundByTheSweeper() throws IOException {
        SigningWorker worker = impatient();
        stamp.stores.spool().failNextDelete(3);
        SigningJob job = leaveAlone(worker);
        stamp.stores.queue().failNextSend(1);
        answer.countDown();
        worker.close();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs())
                .as("before the lease has run out")
                .isEmpty();
        stamp.clock.advance(Duration.ofSeconds(61));
        stamp.sweeper.sweep();
        assertThat(stamp.stores.queue().jobs()).extracting(SigningJob::jobId).containsExactly(job.jobId());
    }
}
