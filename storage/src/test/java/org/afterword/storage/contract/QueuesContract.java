package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link SigningQueue} and {@link TriggerQueues} promise. */
public abstract class QueuesContract {
    private static final Duration HIDDEN = Duration.ofMinutes(10);

    private SigningQueue queue;
    private TriggerQueues queues;

    /** A signing queue that is empty. */
    protected abstract SigningQueue queue() throws IOException;

    /** The same queue as triggers see it. */
    protected abstract TriggerQueues queues() throws IOException;

    /** Lets time go on by so much, as the queue sees it; a real wait where the queue has a clock of its own. */
    protected abstract void wait(Duration time) throws Exception;

    @BeforeEach
    void openQueues() throws IOException {
        queue = queue();
        queues = queues();
    }

    @Test
    void givesTheJobToTheTrigger() throws IOException {
        SigningJob job = Samples.job(Instant.now());
        queue.send(job, Duration.ZERO);
        Delivery delivery = receiveOne(SigningQueue.NAME);
        assertThat(SigningJob.parse(delivery.body())).isEqualTo(job);
        assertThat(delivery.queue()).isEqualTo(SigningQueue.NAME);
        assertThat(delivery.dequeueCount()).isEqualTo(1);
    }

    @Test
    void givesNothingWhenEmpty() throws IOException {
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).isEmpty();
    }

    @Test
    void tellsHowManyMessagesThereAre() throws IOException {
        int before = queues.length(SigningQueue.POISON);
        queues.send(SigningQueue.POISON, "{}", Duration.ZERO);
        assertThat(queues.length(SigningQueue.POISON)).isEqualTo(before + 1);
        receiveOne(SigningQueue.POISON);
        assertThat(queues.length(SigningQueue.POISON)).isEqualTo(before + 1);
        assertThat(queues.length("never-made")).isZero();
    }

    @Test
    void hidesAMessageThatWasReceived() throws IOException {
        queues.send(SigningQueue.NAME, "{}", Duration.ZERO);
        receiveOne(SigningQueue.NAME);
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).isEmpty();
    }

    @Test
    void forgetsAMessageThatWasDeleted() throws Exception {
        queues.send(SigningQueue.NAME, "{}", Duration.ZERO);
        queues.delete(receive(SigningQueue.NAME, Duration.ofSeconds(1)));
        wait(Duration.ofSeconds(2));
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).isEmpty();
    }

    @Test
    void showsAMessageAgainWhenItsTimeRanOut() throws Exception {
        queues.send(SigningQueue.NAME, "{}", Duration.ZERO);
        Delivery first = receive(SigningQueue.NAME, Duration.ofSeconds(1));
        wait(Duration.ofSeconds(2));
        Delivery second = receiveOne(SigningQueue.NAME);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.dequeueCount()).isEqualTo(2);
    }

    @Test
    void aReceiptIsWorthlessOnceTheMessageWasReceivedAgain() throws Exception {
        queues.send(SigningQueue.NAME, "{}", Duration.ZERO);
        Delivery first = receive(SigningQueue.NAME, Duration.ofSeconds(1));
        wait(Duration.ofSeconds(2));
        Delivery second = receive(SigningQueue.NAME, Duration.ofSeconds(1));
        queues.delete(first);
        queues.release(first, Duration.ZERO);
        wait(Duration.ofSeconds(2));
        Delivery third = receiveOne(SigningQueue.NAME);
        assertThat(third.id()).isEqualTo(second.id());
        assertThat(third.dequeueCount()).isEqualTo(3);
        queues.delete(third);
    }

    @Test
    void showsAReleasedMessageAfterTheDelay() throws Exception {
        queues.send(SigningQueue.NAME, "{}", Duration.ZERO);
        queues.release(receiveOne(SigningQueue.NAME), Duration.ofSeconds(1));
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).isEmpty();
        wait(Duration.ofSeconds(2));
        assertThat(receiveOne(SigningQueue.NAME).dequeueCount()).isEqualTo(2);
    }

    @Test
    void holdsADelayedMessageBack() throws Exception {
        queue.send(Samples.job(Instant.now()), Duration.ofSeconds(1));
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).isEmpty();
        wait(Duration.ofSeconds(2));
        assertThat(receiveOne(SigningQueue.NAME).dequeueCount()).isEqualTo(1);
    }

    /** The host takes delayed messages of a triggering queue for work that waits. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 59_999, 60_000, 60_001, 61_000, 3_600_000, 86_400_000})
    void whatIsNotDueWithinAMinuteWaitsInAQueueThatNobodyIsCalledFor(long milliseconds) throws IOException {
        int before = queues.length(SigningQueue.NAME);
        int laterBefore = queues.length(SigningQueue.LATER);
        queue.send(Samples.job(Instant.now()), Duration.ofMillis(milliseconds));
        int later = milliseconds > 60_000 ? 1 : 0;
        assertThat(queues.length(SigningQueue.NAME)).isEqualTo(before + 1 - later);
        assertThat(queues.length(SigningQueue.LATER)).isEqualTo(laterBefore + later);
    }

    /**
     * The host counts hidden messages as soon as one can be seen, and wants an instance for each 24 (its QueueTargetScaler, with a
     * batch of 16 and a new one at 8).
     */
    @Test
    void heldMailOfATenantStartsNoInstances() throws IOException {
        int before = queues.length(SigningQueue.NAME);
        int laterBefore = queues.length(SigningQueue.LATER);
        for (int held = 0; held < 1000; held++) {
            queue.send(Samples.job(Instant.now()), Duration.ofSeconds(75));
        }
        queue.send(Samples.job(Instant.now()), Duration.ZERO);
        assertThat(Math.ceilDiv(queues.length(SigningQueue.NAME) - before, 16 + 8))
                .isEqualTo(1);
        assertThat(queues.length(SigningQueue.LATER)).isEqualTo(laterBefore + 1000);
    }

    @Test
    void keepsQueuesApart() throws IOException {
        queues.send(SigningQueue.POISON, "poison \u20ac", Duration.ZERO);
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).isEmpty();
        assertThat(receiveOne(SigningQueue.POISON).body()).isEqualTo("poison \u20ac");
    }

    @Test
    void givesEachMessageOnceAndNoMoreThanAskedFor() throws IOException {
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            sent.add("{\"number\":" + i + "}");
            queues.send(SigningQueue.NAME, "{\"number\":" + i + "}", Duration.ZERO);
        }
        List<String> received = new ArrayList<>();
        while (received.size() < sent.size()) {
            List<Delivery> some = queues.receive(SigningQueue.NAME, 16, HIDDEN);
            assertThat(some).isNotEmpty().hasSizeLessThanOrEqualTo(16);
            some.forEach(delivery -> received.add(delivery.body()));
        }
        assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void takesTheLargestJob() throws IOException {
        String body = "x".repeat(SigningJob.MAX_JSON_BYTES);
        queues.send(SigningQueue.NAME, body, Duration.ZERO);
        assertThat(receiveOne(SigningQueue.NAME).body()).isEqualTo(body);
    }

    @Test
    void wakesAReceiverThatWaits() throws Exception {
        CompletableFuture<Delivery> received = new CompletableFuture<>();
        Thread receiver = Thread.ofVirtual().start(() -> {
            try {
                received.complete(receiveOne(SigningQueue.NAME));
            } catch (IOException | RuntimeException | Error wrong) {
                received.completeExceptionally(wrong);
            }
        });
        queues.send(SigningQueue.NAME, "{}", Duration.ZERO);
        receiver.join();
        assertThat(received.get().body()).isEqualTo("{}");
    }

    @Test
    void tellsHowLongTheOldestJobHasWaited() throws Exception {
        assertThat(queue.oldestAge()).isZero();
        queue.send(Samples.job(Instant.now()), Duration.ofSeconds(1));
        queue.send(Samples.job(Instant.now()), Duration.ofMinutes(10));
        assertThat(queue.oldestAge()).isZero();
        wait(Duration.ofSeconds(4));
        assertThat(queue.oldestAge()).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        receiveOne(SigningQueue.NAME);
        assertThat(queue.oldestAge()).isZero();
    }

    /** One that was taken and not dealt with waits as one that nobody took. */
    @Test
    void aJobThatWasTakenAndShownAgainStillWaits() throws Exception {
        queue.send(Samples.job(Instant.now()), Duration.ZERO);
        wait(Duration.ofSeconds(1));
        Delivery taken = receiveOne(SigningQueue.NAME);
        assertThat(queue.oldestAge()).isZero();
        queues.release(taken, Duration.ZERO);
        wait(Duration.ofSeconds(2));
        assertThat(queue.oldestAge()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    /** As those that wait for their turn: what one tenant's mail waits for says nothing of the others. */
    @Test
    void aJobThatIsQueuedAgainWaitsAnew() throws Exception {
        Instant longAgo = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MILLIS);
        SigningJob first = Samples.job(longAgo);
        queue.send(first, Duration.ofSeconds(1));
        assertThat(queue.oldestReceived()).isEmpty();
        wait(Duration.ofSeconds(2));
        assertThat(queue.oldestAge()).isLessThan(Duration.ofMinutes(1));
        assertThat(queue.oldestReceived()).contains(longAgo);
        queues.delete(receiveOne(SigningQueue.NAME));
        assertThat(queue.oldestReceived()).isEmpty();
    }

    @Test
    void onlyFirstAttemptsTellWhenTheOldestMailCameIn() throws Exception {
        Instant recently = Instant.now().minus(Duration.ofMinutes(3)).truncatedTo(ChronoUnit.MILLIS);
        SigningJob earlier = Samples.job(recently.minus(Duration.ofHours(3)));
        queue.send(earlier.again(earlier.envelope()), Duration.ZERO);
        queues.send(SigningQueue.NAME, "no job", Duration.ZERO);
        queues.send(SigningQueue.POISON, earlier.toJson(), Duration.ZERO);
        assertThat(queue.oldestReceived()).isEmpty();
        queue.send(Samples.job(recently), Duration.ZERO);
        queue.send(Samples.job(recently.plusSeconds(1)), Duration.ZERO);
        assertThat(queue.oldestReceived()).contains(recently);
        assertThat(queues.receive(SigningQueue.NAME, 16, HIDDEN)).hasSize(4);
    }

    private Delivery receiveOne(String name) throws IOException {
        return receive(name, HIDDEN);
    }

    private Delivery receive(String name, Duration hidden) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            List<Delivery> deliveries = queues.receive(name, 16, hidden);
            if (!deliveries.isEmpty()) {
                assertThat(deliveries).hasSize(1);
                return deliveries.getFirst();
            }
        }
        throw new AssertionError("nothing came out of the queue " + name);
    }
}
