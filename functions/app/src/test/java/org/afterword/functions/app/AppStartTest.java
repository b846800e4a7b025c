package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.afterword.functions.app.AppStart.NotYet;
import org.afterword.functions.app.AppStart.Ready;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AppStartTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final AtomicLong now = new AtomicLong();
    /** The pauses that the thread asked for. */
    private final BlockingQueue<Duration> asked = new LinkedBlockingQueue<>();
    /** Ends a pause. */
    private final SynchronousQueue<Boolean> over = new SynchronousQueue<>();

    private void pause(Duration time) throws InterruptedException {
        asked.add(time);
        over.take();
        now.addAndGet(time.toNanos());
    }

    private <T> AppStart<T> start(Supplier<T> maker) {
        return new AppStart<>(maker, this::pause, now::get);
    }

    private static UncheckedIOException away(String what) {
        return new UncheckedIOException(what, new IOException(what));
    }

    @Test
    void triesAgainAndAgainWithPausesOfASecondToAMinute() throws InterruptedException {
        AtomicInteger tries = new AtomicInteger();
        AppStart<String> start = start(() -> {
            if (tries.incrementAndGet() < 9) {
                throw away("the vault is away");
            }
            return "app";
        });
        start.now();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            pauses.add(asked.take().toSeconds());
            assertThat(start.now())
                    .isInstanceOfSatisfying(
                            NotYet.class, notYet -> assertThat(notYet.why()).isEqualTo("the vault is away"));
            over.put(true);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        assertThat(start.within(LONG)).isEqualTo(new Ready<>("app"));
        assertThat(start.now()).isEqualTo(new Ready<>("app"));
        assertThat(tries).hasValue(9);
    }

    @Test
    void oneThreadTriesHoweverManyAsk() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch silence = new CountDownLatch(1);
        AppStart<String> start = start(() -> {
            tries.incrementAndGet();
            try {
                silence.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            return "app";
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AppStart.State<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                calls.add(callers.submit(() -> start.within(LONG)));
            }
            assertThat(start.now()).as("at once").isInstanceOf(NotYet.class);
            assertThat(start.afterFirstTry(SHORT)).isInstanceOf(NotYet.class);
            silence.countDown();
            for (Future<AppStart.State<String>> call : calls) {
                assertThat(call.get()).isEqualTo(new Ready<>("app"));
            }
        }
        assertThat(tries).hasValue(1);
    }

    @Test
    void whoWaitsForTheFirstTryAloneHearsOfItsFailureAtOnce() {
        AppStart<String> start = start(() -> {
            throw away("the vault is away");
        });
        assertThat(start.afterFirstTry(LONG)).isEqualTo(new NotYet<>("the vault is away", Duration.ZERO));
        assertThat(start.within(SHORT)).isInstanceOf(NotYet.class);
        now.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(start.now()).isEqualTo(new NotYet<>("the vault is away", Duration.ofSeconds(7)));
    }

    /** A class that is missing, or a text that may hold anything. */
    @Test
    void tellsOfAForeignFaultOnlyWhatItIs() {
        for (Supplier<RuntimeException> fault :
                List.<Supplier<RuntimeException>>of(() -> new IllegalArgumentException("anna@contoso.example"), () -> {
                    throw new NoClassDefFoundError("anna@contoso.example");
                })) {
            AppStart<String> start = start(() -> {
                throw fault.get();
            });
            assertThat(start.afterFirstTry(LONG))
                    .isInstanceOfSatisfying(
                            NotYet.class,
                            notYet -> assertThat(notYet.why())
                                    .startsWith("java.lang.")
                                    .contains(" at ")
                                    .doesNotContain("anna"));
        }
    }

    @Test
    void saysEachCauseOnceAndThenOnceAMinute() throws InterruptedException {
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                String line = logged.getMessage();
                if (line.contains("the vault is away") || line.contains("the certificate is missing")) {
                    said.add(line + (logged.getThrown() == null ? "" : " with a trace"));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(AppStart.class.getName());
        log.addHandler(listener);
        try {
            AtomicInteger tries = new AtomicInteger();
            AppStart<String> start = start(() -> {
                throw away(tries.incrementAndGet() <= 2 ? "the vault is away" : "the certificate is missing");
            });
            start.now();
            for (int i = 0; i < 8; i++) { // At 0, 1, 3, 7, 15, 31, 63, 123 s.
                asked.take();
                over.put(true);
            }
            asked.take();
            assertThat(said).as("at 0 s, and at 3, 63, 123 and 183 s").hasSize(5);
            assertThat(said.getFirst()).endsWith("the vault is away");
            assertThat(said.subList(1, 5)).allMatch(line -> line.endsWith("the certificate is missing"));
        } finally {
            log.removeHandler(listener);
        }
    }

    @Test
    void anotherWayToStartEndsTheTries() throws InterruptedException {
        AppStart<String> start = start(() -> {
            throw away("no settings");
        });
        start.now();
        asked.take();
        assertThat(start.startBy(() -> "local")).isEqualTo("local");
        assertThat(start.now()).isEqualTo(new Ready<>("local"));
        assertThatThrownBy(() -> start.startBy(() -> "second")).hasMessageContaining("started already");
        start.forget("another");
        assertThat(start.now()).isEqualTo(new Ready<>("local"));
        start.forget("local");
        assertThat(start.afterFirstTry(LONG)).isInstanceOf(NotYet.class);
    }
}
