package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.functions.ExecutionContext;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.afterword.functions.mail.signing.SigningWorker;
import org.afterword.functions.mail.signing.TestStamp;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.mail.TriggerQueues.Delivery;
import org.afterword.storage.onboarding.OnboardingStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of mail where the function app cannot start. */
@Timeout(120)
class NoAppTest {
    private static final String LAST = SigningQueue.POISON_OF_POISON + "-poison";

    private TestStamp stamp;
    private boolean started;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    private static <T> AppStart.State<T> notYet() {
        return new AppStart.NotYet<>("the vault is away", Duration.ofSeconds(3));
    }

    private <T> AppStart.State<T> state(Supplier<T> part) {
        return started ? new AppStart.Ready<>(part.get()) : notYet();
    }

    private static ExecutionContext context(Logger log) {
        return (ExecutionContext) Proxy.newProxyInstance(
                NoAppTest.class.getClassLoader(),
                new Class<?>[] {ExecutionContext.class},
                (proxy, method, arguments) -> log);
    }

    private static final ExecutionContext CONTEXT = context(Logger.getAnonymousLogger());

    @FunctionalInterface
    private interface Function {
        void run(Delivery delivery) throws Exception;
    }

    private void signMail(Delivery delivery) throws IOException {
        new SignMail(() -> state(() -> stamp.worker), stamp.stores.queue()::send)
                .run(delivery.body(), delivery.dequeueCount(), CONTEXT);
    }

    private void returnUnsigned(Delivery delivery) throws IOException {
        new ReturnUnsigned(() -> state(this::lastResort), stamp.stores.queue()::send).run(delivery.body(), CONTEXT);
    }

    private void returnPoisoned(Delivery delivery) throws IOException {
        new ReturnPoisoned(() -> state(this::lastResort), stamp.stores.queue()::send).run(delivery.body(), CONTEXT);
    }

    private LastResort lastResort() {
        return new LastResort(stamp.worker, stamp.stores.queue());
    }

    /** What one instance of the host does with a queue once. */
    private int poll(String queue, Function function) throws IOException {
        int count = 0;
        if (stamp.stores.queue().length(queue) == 0) {
            return count;
        }
        for (Delivery delivery : stamp.stores.queue().receive(queue, 16, Duration.ofMinutes(10))) {
            count++;
            try {
                function.run(delivery);
                stamp.stores.queue().delete(delivery);
            } catch (Exception failed) {
                if (delivery.dequeueCount() >= HostBindings.MAX_DEQUEUE_COUNT) {
                    stamp.stores.queue().send(queue + "-poison", delivery.body(), Duration.ZERO);
                    stamp.stores.queue().delete(delivery);
                } else {
                    stamp.stores.queue().release(delivery, Duration.ofSeconds(10));
                }
            }
        }
        return count;
    }

    private void pollAll() throws IOException {
        poll(SigningQueue.NAME, this::signMail);
        poll(SigningQueue.NAME, this::signMail);
        poll(SigningQueue.POISON, this::returnUnsigned);
        poll(SigningQueue.POISON_OF_POISON, this::returnPoisoned);
        stamp.clock.advance(Duration.ofSeconds(10));
    }

    @Test
    void allMailWaitsInItsQueueAndGoesBackOnceTheAppIsThere() throws IOException {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(stamp.receive("ben@fabrikam.example").toJson());
        }
        for (int i = 0; i < 60; i++) {
            pollAll();
        }
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME))
                .as("the same texts, each once")
                .containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(stamp.stores.queue().delays(SigningQueue.NAME))
                .allMatch(delay -> delay.compareTo(Duration.ofMinutes(1)) <= 0);
        for (String poison : List.of(SigningQueue.POISON, SigningQueue.POISON_OF_POISON, LAST)) {
            assertThat(stamp.stores.queue().length(poison)).as(poison).isZero();
        }
        started = true;
        for (int i = 0; i < 3; i++) {
            pollAll();
        }
        assertThat(stamp.server.mails()).hasSize(20);
        assertThat(stamp.stores.spool().names()).isEmpty();
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).isEmpty();
    }

    @Test
    void soDoesWhatStandsInEachQueueOfOurs() throws Exception {
        stamp.stores.queue().send(SigningQueue.POISON, "a", Duration.ZERO);
        stamp.stores.queue().send(SigningQueue.POISON_OF_POISON, "b", Duration.ZERO);
        stamp.stores.queue().send(OnboardingStore.QUEUE, "c", Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            pollAll();
            poll(
                    OnboardingStore.QUEUE,
                    delivery -> new ConnectTenant(NoAppTest::notYet, stamp.stores.queue()::send)
                            .run(delivery.body(), CONTEXT));
        }
        assertThat(stamp.stores.queue().bodies(SigningQueue.POISON)).containsExactly("a");
        assertThat(stamp.stores.queue().bodies(SigningQueue.POISON_OF_POISON)).containsExactly("b");
        assertThat(stamp.stores.queue().bodies(OnboardingStore.QUEUE)).containsExactly("c");
    }

    /** The queue is away too: there is nothing left to do but to let the host count. */
    @Test
    void theCallFailsWhereTheMessageCannotBePutBack() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.queue().failNextSend(1);
        Delivery delivery = stamp.stores
                .queue()
                .receive(SigningQueue.NAME, 1, Duration.ofMinutes(10))
                .getFirst();
        assertThatThrownBy(() -> signMail(delivery)).isInstanceOf(IOException.class);
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).containsExactly(job.toJson());
    }

    /** The broken one has places for 24 calls, which each wait for ten seconds before they put their message back. */
    @Test
    void oneInstanceOfThreeThatCannotStartHoldsUpNoMailBeyondItsDeadline() throws IOException {
        List<List<Delivery>> held = new ArrayList<>();
        int received = 0;
        int second = 0;
        while (second < 20 || !stamp.stores.queue().bodies(SigningQueue.NAME).isEmpty()) {
            if (second < 20) {
                for (int i = 0; i < 4; i++) {
                    stamp.receive("ben@fabrikam.example");
                    received++;
                }
            }
            held.add(second % 3 == 0 ? broken(held) : List.of());
            started = false;
            if (held.size() > 10) {
                for (Delivery delivery : held.removeFirst()) {
                    signMail(delivery);
                    stamp.stores.queue().delete(delivery);
                }
            }
            started = true;
            poll(SigningQueue.NAME, this::signMail);
            poll(SigningQueue.NAME, this::signMail);
            stamp.clock.advance(Duration.ofSeconds(1));
            second++;
        }
        assertThat(stamp.server.mails()).hasSize(received);
        assertThat(stamp.server.mails().stream().map(mail -> new String(mail, StandardCharsets.ISO_8859_1)))
                .as("signed, so within the deadline")
                .allMatch(mail -> mail.contains("Anna Berg, Contoso"));
        assertThat(stamp.stores.queue().length(SigningQueue.POISON)).isZero();
    }

    /** Polls first in each third second, and takes as many as the host takes at once. */
    private List<Delivery> broken(List<List<Delivery>> held) throws IOException {
        int free = 24 - held.stream().mapToInt(List::size).sum();
        int max = Math.min(16, free);
        return max == 0
                        || stamp.stores.queue().delays(SigningQueue.NAME).stream()
                                .noneMatch(Duration::isZero)
                ? List.of()
                : stamp.stores.queue().receive(SigningQueue.NAME, max, Duration.ofMinutes(10));
    }

    @Test
    void theTimerSaysThatThereIsNoAppAndForHowLong() throws IOException {
        List<String> said = new ArrayList<>();
        new SweepSpool(NoAppTest::notYet).run("{}", context(log(said)));
        assertThat(said).containsExactly("metrics app.not.started.seconds=3 why=the vault is away");
    }

    /** The host may run it in a process in which there is no timer. */
    @Test
    void soDoesWhateverIsCalledForAMessageOnceInHalfAMinute() throws Exception {
        List<String> said = new ArrayList<>();
        ExecutionContext context = context(log(said));
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);
        NotStarted notStarted = new NotStarted(nanos::get);
        for (int seconds = 0; seconds < 90; seconds++) {
            HostCall.onMessage(
                    NoAppTest::<SigningWorker>notYet,
                    stamp.stores.queue()::send,
                    SigningQueue.NAME,
                    "{}",
                    context,
                    worker -> {},
                    notStarted);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertThat(said).hasSize(3).containsOnly("metrics app.not.started.seconds=3 why=the vault is away");
        assertThat(stamp.stores.queue().bodies(SigningQueue.NAME)).hasSize(90);
    }

    /** It would go round for as long as a setting is wrong, and nobody would hear of it. */
    @Test
    void theCallForATenantFailsWhereOnlyThatPartIsNotThere() {
        ConnectTenant function = new ConnectTenant(
                () -> new AppStart.Ready<>(() -> {
                    throw new IOException("no certificate");
                }),
                stamp.stores.queue()::send);
        assertThatThrownBy(() -> function.run("c", CONTEXT)).hasMessage("no certificate");
        assertThat(stamp.stores.queue().bodies(OnboardingStore.QUEUE)).isEmpty();
    }

    @Test
    void whatFailsAtATickKeepsNoneOfTheRest() {
        List<String> done = new ArrayList<>();
        Upkeep upkeep = new Upkeep(List.of(
                log -> {
                    throw new IOException("first");
                },
                log -> log.accept("second"),
                log -> {
                    throw new IllegalStateException("third");
                }));
        assertThatThrownBy(() -> upkeep.run(done::add))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("first");
        assertThat(done).containsExactly("second");
    }

    private static Logger log(List<String> said) {
        Logger log = Logger.getAnonymousLogger();
        log.addHandler(new Handler() {
            @Override
            public void publish(LogRecord logged) {
                said.add(logged.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return log;
    }
}
