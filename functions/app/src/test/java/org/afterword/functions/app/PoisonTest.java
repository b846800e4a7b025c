package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.functions.ExecutionContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.functions.mail.upkeep.Duties;
import org.afterword.functions.mail.upkeep.WakeUp;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.worker.Heartbeat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes of messages that cannot be read, and of those in the poison queues. */
@Timeout(120)
class PoisonTest {
    private static final ExecutionContext CONTEXT = new ExecutionContext() {
        @Override
        public Logger getLogger() {
            return Logger.getAnonymousLogger();
        }

        @Override
        public String getInvocationId() {
            return "1";
        }

        @Override
        public String getFunctionName() {
            return "test";
        }
    };

    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    private AppStart.State<LastResort> lastResort() {
        return new AppStart.Ready<>(new LastResort(stamp.worker, stamp.stores.queue()));
    }

    private static void nowhere(String queue, String message, Duration delay) throws IOException {
        throw new IOException("nothing is to be put back here");
    }

    private void signMail(String message) throws IOException {
        new SignMail(() -> new AppStart.Ready<>(stamp.worker), PoisonTest::nowhere).run(message, 1, CONTEXT);
    }

    /** A job as some other version might write it: with the name of the mail, and no job to us. */
    private static String unreadable(SigningJob job) {
        return "{\"version\":9,\"mail\":{\"spoolName\":\"" + job.spoolName() + "\"}}";
    }

    private void assertReturnedAsItWas() {
        assertThat(stamp.delivered(0)).endsWith("At noon?\r\n").doesNotContain("Anna Berg");
        assertThat(stamp.stores.spool().names()).isEmpty();
    }

    @Test
    void aMailWhoseJobCannotBeReadGoesBackAsItWas() throws IOException {
        signMail(unreadable(stamp.receive("ben@fabrikam.example")));
        assertReturnedAsItWas();
    }

    @Test
    void soItDoesFromThePoisonQueueAndTheOneBehindIt() throws IOException {
        for (String queue : new String[] {SigningQueue.POISON, SigningQueue.POISON_OF_POISON}) {
            try (TestStamp other = new TestStamp()) {
                SigningJob job = other.receive("ben@fabrikam.example");
                new LastResort(other.worker, other.stores.queue()).returnUnsigned("test", queue, unreadable(job));
                assertThat(other.delivered(0)).endsWith("At noon?\r\n");
                assertThat(other.stores.spool().names()).isEmpty();
            }
        }
    }

    @Test
    void aMessageThatNamesNoMailIsDroppedAndFailsNothing() {
        for (String text : new String[] {"", "{}", "no job", "\"" + "x".repeat(1000) + ".eml\"", "a/b/c.eml"}) {
            assertThatCode(() -> signMail(text)).doesNotThrowAnyException();
            assertThatCode(() -> new ReturnUnsigned(this::lastResort, PoisonTest::nowhere).run(text, CONTEXT))
                    .doesNotThrowAnyException();
            assertThatCode(() -> new ReturnPoisoned(this::lastResort, PoisonTest::nowhere).run(text, CONTEXT))
                    .doesNotThrowAnyException();
        }
        assertThat(stamp.stores.queue().jobs()).isEmpty();
    }

    /** It is there to have somebody called, so that a release sees it. */
    @Test
    void whatWakesAWorkerIsNoMailAndShowsThatTheHostCallsIt() throws Exception {
        signMail(WakeUp.MESSAGE);
        assertThat(stamp.stores.queue().jobs()).isEmpty();
        stamp.clock.advance(Duration.ofMinutes(1));
        while (stamp.stores.workers().heartbeats().stream().noneMatch(Heartbeat::worksOnMail)) {
            Thread.onSpinWait();
        }
        assertThat(QueuedJob.read(WakeUp.MESSAGE)).isEqualTo(new QueuedJob.Wake());
    }

    @Test
    void whatCannotBeReturnedFromTheLastQueueIsThereAgainInAMinute() throws IOException {
        String message = unreadable(stamp.receive("ben@fabrikam.example"));
        stamp.stores.spool().failNextLease(1);
        new ReturnPoisoned(this::lastResort, PoisonTest::nowhere).run(message, CONTEXT);
        assertThat(stamp.stores.queue().bodies(SigningQueue.POISON_OF_POISON)).containsExactly(message);
        assertThat(stamp.stores.queue().delays(SigningQueue.POISON_OF_POISON)).containsExactly(Duration.ofMinutes(1));
    }

    @Test
    void aNameThatCannotBeTakenUpNowIsPutBackAndFailsNothing() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        String message = unreadable(job);
        stamp.stores.spool().lease(job.spoolName());
        run(message);
        assertPutBack(message, Duration.ofSeconds(30));
    }

    @Test
    void noMoreDoesOneThatComesToAProcessThatEnds() throws IOException {
        String message = unreadable(stamp.receive("ben@fabrikam.example"));
        stamp.worker.close();
        run(message);
        assertPutBack(message, Duration.ofSeconds(2));
    }

    /** Has it come from three queues; to the host all is well each time. */
    private void run(String message) throws IOException {
        new SignMail(() -> new AppStart.Ready<>(stamp.worker), stamp.stores.queue()::send).run(message, 1, CONTEXT);
        new ReturnUnsigned(this::lastResort, PoisonTest::nowhere).run(message, CONTEXT);
        new ReturnPoisoned(this::lastResort, PoisonTest::nowhere).run(message, CONTEXT);
    }

    private void assertPutBack(String message, Duration delay) {
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).contains(message);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME)).contains(delay);
        for (String queue : new String[] {SigningQueue.POISON, SigningQueue.POISON_OF_POISON}) {
            assertThat(stamp.stores.queue().bodies(queue)).containsExactly(message);
            assertThat(stamp.stores.queue().delays(queue)).containsExactly(delay);
        }
    }

    @Test
    void aJobFromTheLastQueueComesBack() throws IOException {
        String job = stamp.receive("ben@fabrikam.example").toJson();
        new ReturnPoisoned(this::lastResort, PoisonTest::nowhere).run(job, CONTEXT);
        assertReturnedAsItWas();
    }

    /** As where no function could start for hours. */
    @Test
    void aJobComesBackFromBehindTheLastFunctionToo() throws IOException {
        String job = stamp.receive("ben@fabrikam.example").toJson();
        stamp.stores.queue().send(SigningQueue.LAST_POISON, job, Duration.ZERO);
        try (Duties duties = new Duties(
                stamp.stores.stores(), stamp.stores.queue(), Duration.ofDays(30), stamp.worker.counts(), stamp.clock)) {
            new SweepSpool(() -> new AppStart.Ready<>(new Upkeep(List.of(log -> duties.run())))).run("", CONTEXT);
        }
        assertThat(stamp.stores.queue().bodies(SigningQueue.LAST_POISON)).isEmpty();
        assertThat(stamp.stores.queue().bodies(SigningQueue.POISON_OF_POISON)).containsExactly(job);
        new ReturnPoisoned(this::lastResort, PoisonTest::nowhere).run(job, CONTEXT);
        assertReturnedAsItWas();
    }

    @Test
    void theHostHearsOfAnErrorWhereverItComesFrom() {
        assertThatThrownBy(() -> new SignMail(
                                () -> {
                                    throw new NoClassDefFoundError("a test's");
                                },
                                PoisonTest::nowhere)
                        .run("{}", 1, CONTEXT))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
        assertThatCode(SignMail::new).as("without any setting").doesNotThrowAnyException();
        assertThatCode(ReturnUnsigned::new).doesNotThrowAnyException();
        assertThatCode(ReturnPoisoned::new).doesNotThrowAnyException();
        assertThatCode(SweepSpool::new).doesNotThrowAnyException();
        assertThatCode(ConnectTenant::new).doesNotThrowAnyException();
    }
}
