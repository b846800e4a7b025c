package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.afterword.host.FunctionRunner;
import org.afterword.host.FunctionWorker;
import org.afterword.host.HostPolicy;
import org.afterword.host.QueueService;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An instance of the host takes messages, which hides them for ten minutes, and dies with them. */
@Timeout(60)
class HostDeathTest {
    private static final HostPolicy POLICY = HostPolicy.DEFAULT;
    private static final Duration SWEEP = Duration.ofSeconds(30);

    /** One instance, whose calls begin and come no further than its gate. */
    public static final class Instance implements FunctionWorker {
        final Semaphore begun = new Semaphore(0);
        final CountDownLatch gate = new CountDownLatch(1);
        final SigningWorker worker;

        Instance(SigningWorker worker) {
            this.worker = worker;
        }

        @Override
        public Object newObject(Class<?> type) {
            return new Sign(this);
        }

        @Override
        public void end(String why) {
            throw new AssertionError(why);
        }
    }

    /** As the app's function does it. */
    public static final class Sign {
        private final Instance instance;

        /** The host asks for one; an instance makes its own. */
        public Sign() {
            throw new IllegalStateException("an instance makes this");
        }

        Sign(Instance instance) {
            this.instance = instance;
        }

        @FunctionName("Sign")
        public void run(
                @QueueTrigger(name = "job", queueName = SigningQueue.NAME, connection = "") String job,
                @BindingName("DequeueCount") long dequeueCount)
                throws IOException, InterruptedException {
            instance.begun.release();
            instance.gate.await();
            instance.worker.work(SigningJob.parse(job), dequeueCount >= POLICY.maxDequeueCount());
        }
    }

    /** The queues in the heap as the host sees them. */
    private record Queues(TriggerQueues queues) implements QueueService {
        @Override
        public List<Message> receive(String queue, int max, Duration hidden) throws IOException {
            List<Message> messages = new ArrayList<>();
            for (Delivery taken : queues.receive(queue, max, hidden)) {
                messages.add(new Message(queue, taken.id(), taken.body(), taken.dequeueCount(), taken.receipt()));
            }
            return messages;
        }

        @Override
        public void delete(Message message) throws IOException {
            queues.delete(delivery(message));
        }

        @Override
        public void release(Message message, Duration delay) throws IOException {
            queues.release(delivery(message), delay);
        }

        @Override
        public void send(String queue, String body, Duration life) throws IOException {
            queues.send(queue, body, Duration.ZERO);
        }

        private static Delivery delivery(Message message) {
            return new Delivery(
                    message.queue(), message.id(), message.body(), message.dequeueCount(), message.receipt());
        }
    }

    private static FunctionRunner start(TestStamp stamp, Instance instance) throws IOException {
        return FunctionRunner.start(
                List.of(Sign.class), new Queues(stamp.stores.queue()), POLICY, 0, Map.of(), instance);
    }

    @Test
    void returnsWithinFourMinutesWhatAnInstanceHadTakenAndNotLeased() throws Exception {
        try (TestStamp stamp = new TestStamp()) {
            Instance dying = new Instance(stamp.worker);
            for (int i = 0; i < POLICY.batchSize(); i++) {
                stamp.receive("ben" + i + "@fabrikam.example");
            }
            FunctionRunner runner = start(stamp, dying);
            assertThat(dying.begun.tryAcquire(POLICY.batchSize(), 30, TimeUnit.SECONDS))
                    .as("it takes them all")
                    .isTrue();
            runner.kill();
            Duration gone = Duration.ZERO;
            while (!stamp.stores.spool().names().isEmpty() && gone.compareTo(Duration.ofMinutes(4)) < 0) {
                stamp.clock.advance(SWEEP);
                gone = gone.plus(SWEEP);
                stamp.sweeper.sweep();
                stamp.runTriggers();
            }
            System.out.println("an instance died with " + POLICY.batchSize() + " messages: "
                    + stamp.server.accepted().size() + " mails came back within " + gone.toSeconds() + " s");
            assertThat(stamp.server.accepted()).hasSize(POLICY.batchSize()).doesNotHaveDuplicates();

            // The copies that the dead instance hid are shown again, and are of no consequence.
            stamp.clock.advance(Duration.ofMinutes(10));
            while (stamp.runTriggers() > 0) {
                stamp.clock.advance(Duration.ofMinutes(1));
            }
            assertThat(stamp.server.accepted()).hasSize(POLICY.batchSize());
            assertThat(stamp.stores.queue().length(SigningQueue.POISON)).isZero();
        }
    }

    @Test
    void returnsOnceWhatWasInHandOfTwoInstancesOfWhichOneWasKilled() throws Exception {
        try (TestStamp stamp = new TestStamp()) {
            Instance dying = new Instance(stamp.worker);
            for (int i = 0; i < 4; i++) {
                stamp.receive("ben" + i + "@fabrikam.example");
            }
            FunctionRunner dies = start(stamp, dying);
            assertThat(dying.begun.tryAcquire(4, 30, TimeUnit.SECONDS)).isTrue();
            dies.kill();
            Instance other = new Instance(stamp.worker);
            other.gate.countDown();
            try (FunctionRunner lives = start(stamp, other)) {
                assertThat(lives.functionNames()).containsExactly("Sign");
                stamp.clock.advance(Duration.ofMinutes(10).plusSeconds(1));
                assertThat(other.begun.tryAcquire(4, 30, TimeUnit.SECONDS))
                        .as("hidden for ten minutes, and no longer")
                        .isTrue();
            }
            assertThat(stamp.server.accepted()).hasSize(4).doesNotHaveDuplicates();
            assertThat(stamp.stores.queue().length(SigningQueue.NAME)).isZero();
        }
    }
}
