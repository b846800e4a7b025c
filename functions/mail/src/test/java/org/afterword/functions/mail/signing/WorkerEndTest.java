package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.Impatient;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends a worker in an orderly way at each step of a mail; no sweeper helps. */
@Timeout(120)
class WorkerEndTest {
    private static final String BEN = "ben@fabrikam.example";

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService host = Executors.newVirtualThreadPerTaskExecutor();
    private TestStamp stamp;
    private SigningWorker ending;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
        ending = stamp.worker(stamp.stores.stores(), false);
    }

    @AfterEach
    void stop() throws IOException {
        ended.countDown();
        ending.close();
        host.shutdownNow();
        stamp.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The worker meets this and hears nothing until it has ended. */
    private void silence() throws IOException {
        reached.countDown();
        await(ended);
        throw new IOException("too late");
    }

    /** Ends the worker when it has reached the step, and answers what is queued then. */
    private SigningJob endAtTheStep() throws Exception {
        Future<Integer> call = host.submit(() -> stamp.runTriggers(usual -> ending));
        await(reached);
        ending.close();
        ended.countDown();
        assertThat(call.get()).isEqualTo(1);
        List<SigningJob> queued = stamp.stores.queue().jobs();
        assertThat(queued)
                .as("the call of the host ended well, and left one job")
                .hasSize(1);
        return queued.getFirst();
    }

    private void othersReturnIt(SigningJob job) throws IOException {
        stamp.server.behave();
        stamp.server.beforeAnswerToData(() -> {});
        stamp.clock.advance(Duration.ofSeconds(1));
        assertThat(stamp.runTriggers()).as("at once").isEqualTo(1);
        assertThat(stamp.server.accepted()).containsExactly(BEN);
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.traces().records().getLast().attempt()).isEqualTo(job.attempt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA"})
    void whatTheServerHasNothingOfIsLeftToOthersAtOnce(String step) throws Exception {
        SigningJob job = stamp.receive(BEN);
        stamp.server.misbehave(step, (out, usual) -> silence());
        assertThat(endAtTheStep()).isEqualTo(job);
        assertThat(ending.counts().all()).containsEntry("put_back.ending", 1L);
        othersReturnIt(job);
    }

    @Test
    void amidTheDataToo() throws Exception {
        SigningJob job = stamp.receive(
                TestStamp.MAIL + "0123456789\r\n".repeat(1_000_000), Envelope.of("anna@contoso.example", List.of(BEN)));
        stamp.server.misbehave("DATA", (out, usual) -> {
            out.write("354 go ahead\r\n".getBytes(US_ASCII));
            out.flush();
            silence();
        });
        assertThat(endAtTheStep()).isEqualTo(job);
        othersReturnIt(job);
    }

    @Test
    void whileTheMailIsReadToo() throws Exception {
        SigningJob job = stamp.receive(BEN);
        stamp.stores.spool().onMessage(() -> {
            reached.countDown();
            ended.await();
        });
        assertThat(endAtTheStep()).isEqualTo(job);
        assertThat(stamp.server.connections()).isZero();
        othersReturnIt(job);
    }

    @Test
    void whileItIsLeasedToo() throws Exception {
        SigningJob job = stamp.receive(BEN);
        CountDownLatch stopping = new CountDownLatch(1);
        stamp.stores.spool().onLease(() -> {
            reached.countDown();
            stopping.await();
        });
        Future<Integer> call = host.submit(() -> stamp.runTriggers(usual -> ending));
        await(reached);
        Future<?> closing = closing();
        stopping.countDown();
        assertThat(call.get()).isEqualTo(1);
        closing.get();
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        stamp.stores.spool().onLease(() -> {});
        othersReturnIt(job);
    }

    /** Begins to close the worker; answers when it waits for what is in hand. */
    private Future<?> closing() {
        Thread[] thread = new Thread[1];
        CountDownLatch begun = new CountDownLatch(1);
        Future<?> closing = host.submit(() -> {
            thread[0] = Thread.currentThread();
            begun.countDown();
            ending.close();
        });
        await(begun);
        while (thread[0].getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return closing;
    }

    @Test
    void whatIsPastItsFinalDotHasTimeForItsAnswerAndIsNotDoubled() throws Exception {
        stamp.receive(BEN);
        CountDownLatch answer = new CountDownLatch(1);
        stamp.server.beforeAnswerToData(() -> {
            reached.countDown();
            await(answer);
        });
        Future<Integer> call = host.submit(() -> stamp.runTriggers(usual -> ending));
        await(reached);
        Future<?> closing = closing();
        answer.countDown();
        closing.get();
        assertThat(call.get()).isEqualTo(1);
        assertThat(stamp.server.accepted()).containsExactly(BEN);
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().jobs()).isEmpty();
    }

    @Test
    void whatIsNotAnsweredThenIsQueuedAsUncertainAndNotHeld() throws Exception {
        ending = stamp.worker(
                stamp.stores.stores(),
                false,
                Impatient.of(Capacity.ofThisProcess(), Duration.ofMinutes(1), Duration.ofMillis(1)));
        SigningJob job = stamp.receive(BEN);
        stamp.server.beforeAnswerToData(() -> {
            reached.countDown();
            await(ended);
        });
        SigningJob queued = endAtTheStep();
        assertThat(queued.attempt()).isEqualTo(2);
        assertThat(queued.crashes()).isZero();
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME).getLast())
                .isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
        assertThat(stamp.stores.spool().lease(job.spoolName())).isInstanceOf(Leased.class);
    }

    @Test
    void whatComesAfterTheEndIsShownAgainSoonAndCostsNoDelivery() throws IOException {
        SigningJob job = stamp.receive(BEN);
        ending.close();
        for (int i = 0; i < 10; i++) {
            assertThat(stamp.runTriggers(usual -> ending)).isEqualTo(1);
            assertThat(stamp.stores.queue().delays(SigningQueue.NAME))
                    .as("the host that is ending does not get it at once")
                    .containsExactly(Duration.ofSeconds(2));
            stamp.clock.advance(Duration.ofSeconds(2));
        }
        assertThat(stamp.stores.queue().jobs()).containsExactly(job);
        ending.returnUnsigned(job);
        assertThat(stamp.stores.queue().jobs()).containsExactly(job, job);
        assertThat(ending.returnUnsigned(job.spoolName()))
                .as("the caller has the message with the name")
                .contains(Duration.ofSeconds(2));
        assertThat(stamp.stores.queue().length(SigningQueue.POISON)).isZero();
        stamp.clock.advance(Duration.ofSeconds(2));
        stamp.runTriggers();
        assertThat(stamp.server.accepted()).containsExactly(BEN);
    }

    @Test
    void endsTwiceAsOnce() throws IOException {
        ending.close();
        ending.close();
        assertThat(stamp.receive(BEN).attempt()).isEqualTo(1);
    }
}
