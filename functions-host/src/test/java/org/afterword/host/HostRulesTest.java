package org.afterword.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the host does to workers that hang, die or are taken away. */
@Timeout(60)
class HostRulesTest {
    private static final HostPolicy PATIENT = HostPolicy.DEFAULT;
    private static final HostPolicy SHORT = new HostPolicy(Duration.ofMillis(300), 16, 8, 5, Duration.ZERO, "api");

    private final InMemoryQueueService queues = new InMemoryQueueService();
    private final List<FunctionRunner> runners = new ArrayList<>();

    /** One instance of an app, with what its functions did. */
    public static final class Instance implements FunctionWorker {
        final BlockingQueue<String> began = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        final CountDownLatch mayReturn = new CountDownLatch(1);
        final Semaphore ticks = new Semaphore(0);

        @Override
        public Object newObject(Class<?> type) {
            return new Functions(this);
        }

        @Override
        public void end(String why) {
            ended.add(why);
        }

        void awaitBegun(int calls) throws InterruptedException {
            for (int i = 0; i < calls; i++) {
                assertThat(began.poll(30, TimeUnit.SECONDS))
                        .as("call %s begins", i)
                        .isNotNull();
            }
        }
    }

    /** Functions that wait, fail, and give no answer. */
    public static final class Functions {
        private final Instance instance;

        public Functions() {
            this(new Instance());
        }

        Functions(Instance instance) {
            this.instance = instance;
        }

        @FunctionName("Work")
        public void work(@QueueTrigger(name = "text", queueName = "work", connection = "") String text)
                throws Exception {
            instance.began.add(text);
            switch (text) {
                case "error" -> throw new NoClassDefFoundError("as planned");
                case "fail" -> throw new IOException("as planned");
                case "wait" -> instance.mayReturn.await();
                default -> {}
            }
        }

        @FunctionName("Tick")
        public void tick(@TimerTrigger(name = "timer", schedule = "* * * * * *") String timer) {
            instance.ticks.release();
        }

        @FunctionName("Ask")
        public String ask(
                @HttpTrigger(name = "request", methods = HttpMethod.GET, authLevel = AuthorizationLevel.ANONYMOUS)
                        HttpRequestMessage<byte[]> request) {
            return "here";
        }
    }

    private FunctionRunner start(HostPolicy policy, Instance instance) throws IOException {
        FunctionRunner runner = FunctionRunner.start(List.of(Functions.class), queues, policy, 0, Map.of(), instance);
        runners.add(runner);
        return runner;
    }

    private void send(String text, int times) {
        for (int i = 0; i < times; i++) {
            queues.send("work", text, Duration.ofDays(1));
        }
    }

    @AfterEach
    void end() {
        runners.forEach(FunctionRunner::kill);
    }

    @Test
    void waitsInVainForTheAnswerOfAnErrorAndThenEndsTheWorkerWithAllItsCalls() throws Exception {
        Instance instance = new Instance();
        start(SHORT, instance);
        send("wait", 3);
        instance.awaitBegun(3);
        send("error", 1);
        assertThat(instance.ended.poll(30, TimeUnit.SECONDS)).isEqualTo("function Work gave no answer in time");
        instance.mayReturn.countDown();
        send("late", 1);
        assertThat(instance.ended.poll(1, TimeUnit.SECONDS)).as("a second end").isNull();
        assertThat(queues.deleted()).isEmpty();
        assertThat(instance.began).as("calls after the end").containsExactly("error");
        assertThat(queues.length("work-poison")).isZero();
    }

    @Test
    void keepsThePlacesOfCallsWithoutAnAnswer() throws Exception {
        Instance instance = new Instance();
        start(PATIENT, instance);
        send("error", 16);
        instance.awaitBegun(16);
        send("next", 1);
        assertThat(instance.began.poll(500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queues.deleted()).isEmpty();
        assertThat(instance.ended).isEmpty();
    }

    @Test
    void endsNoWorkerWhoseCallsAreAnswered() throws Exception {
        Instance instance = new Instance();
        start(SHORT, instance);
        send("fail", 1);
        instance.awaitBegun(5);
        send("good", 1);
        instance.awaitBegun(1);
        assertThat(instance.ended.poll(1, TimeUnit.SECONDS)).isNull();
        assertThat(queues.length("work-poison")).isEqualTo(1);
    }

    @Test
    void callsNothingForAMessageThatWasTakenTooOftenAlready() throws Exception {
        Instance instance = new Instance();
        queues.sendReceived("work", "survivor", 5);
        start(PATIENT, instance);
        send("next", 1);
        assertThat(instance.began.poll(30, TimeUnit.SECONDS)).isEqualTo("next");
        QueueService.Message poisoned = null;
        while (poisoned == null) {
            poisoned = queues.receive("work-poison", 1, Duration.ZERO).stream()
                    .findFirst()
                    .orElse(null);
        }
        assertThat(poisoned.body()).isEqualTo("survivor");
        assertThat(queues.lives()).containsEntry("work-poison", Duration.ofDays(7));
    }

    @Test
    void settlesNothingOfAnInstanceThatDied() throws Exception {
        Instance dying = new Instance();
        FunctionRunner runner = start(PATIENT, dying);
        send("wait", 16);
        dying.awaitBegun(16);
        runner.kill();
        dying.mayReturn.countDown();
        send("next", 1);
        Instance other = new Instance();
        start(PATIENT, other);
        assertThat(other.began.poll(30, TimeUnit.SECONDS)).isEqualTo("next");
        other.mayReturn.countDown();
        while (queues.deleted().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(queues.deleted()).extracting(QueueService.Message::body).containsExactly("next");
        assertThat(dying.ended).as("nobody ends what is dead").isEmpty();
    }

    @Test
    void settlesWhatEndsInTimeWhenItTakesAnInstanceAway() throws Exception {
        Instance instance = new Instance();
        FunctionRunner runner = start(PATIENT, instance);
        send("wait", 1);
        instance.awaitBegun(1);
        instance.mayReturn.countDown();
        runner.terminate(Duration.ofSeconds(20));
        assertThat(queues.deleted()).hasSize(1);
    }

    @Test
    void leavesWhatDoesNotEndInTimeHiddenWhenItTakesAnInstanceAway() throws Exception {
        Instance instance = new Instance();
        FunctionRunner runner = start(PATIENT, instance);
        send("wait", 1);
        instance.awaitBegun(1);
        runner.terminate(Duration.ofMillis(100));
        instance.mayReturn.countDown();
        send("next", 1);
        assertThat(instance.began.poll(500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queues.deleted()).isEmpty();
    }

    @Test
    void goesOnWithQueuesAndHttpWhenItsTimersHaveStopped() throws Exception {
        Instance instance = new Instance();
        FunctionRunner runner = start(PATIENT, instance);
        instance.ticks.acquire();
        runner.stopTimers();
        send("good", 1);
        instance.awaitBegun(1);
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI ask = URI.create("http://localhost:" + runner.httpPort().orElseThrow() + "/api/Ask");
            assertThat(client.send(HttpRequest.newBuilder(ask).build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("here");
        }
        instance.ticks.drainPermits();
        assertThat(instance.ticks.tryAcquire(1500, TimeUnit.MILLISECONDS)).isFalse();
    }
}
