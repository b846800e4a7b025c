package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnResult;
import org.afterword.functions.mail.returning.VirtualServer;
import org.afterword.functions.mail.returning.VirtualServer.Ended;
import org.afterword.functions.mail.returning.VirtualServer.UnderWay;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When much mail of one tenant comes back whose server was away, or is slow: in virtual time, by the real rules. */
class ReturnStormTest {
    private static final int WORKERS = 24;
    private static final Duration LEASE_AND_SIGN = Duration.ofMillis(10);

    /** The mail of one tenant, the workers, and its server. */
    private static final class Simulation {
        private final PriorityQueue<Event> events =
                new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
        private final Deque<Mail> due = new ArrayDeque<>();
        private final List<Mail> mails = new ArrayList<>();
        private final TreeMap<Long, Integer> putBackBySecond = new TreeMap<>();
        private final VirtualServer server;
        private final Random random;
        private final Duration service;
        private final Duration failing;
        private final long upAt;
        private long now;
        private long number;
        private int freeWorkers = WORKERS;
        private int failures;

        Simulation(long seed, Duration service, Duration upAt, Duration failing) {
            this.random = new Random(seed);
            this.server = new VirtualServer(() -> now, seed);
            this.service = service;
            this.upAt = upAt.toNanos();
            this.failing = failing;
        }

        private record Event(long at, long number, Runnable action) {}

        private static final class Mail {
            private final long receivedAt;
            private int attempt = 1;
            private long returnedAt = -1;

            Mail(long receivedAt) {
                this.receivedAt = receivedAt;
            }
        }

        void receive(Duration at) {
            Mail mail = new Mail(at.toNanos());
            mails.add(mail);
            after(at, () -> queue(mail));
        }

        void run() {
            for (Event event = events.poll(); event != null; event = events.poll()) {
                now = event.at();
                event.action().run();
            }
        }

        private void after(Duration delay, Runnable action) {
            events.add(new Event(now + delay.toNanos(), number++, action));
        }

        private void queue(Mail mail) {
            due.add(mail);
            work();
        }

        private void work() {
            while (freeWorkers > 0 && !due.isEmpty()) {
                Mail mail = due.removeFirst();
                freeWorkers--;
                after(LEASE_AND_SIGN, () -> begin(mail));
            }
        }

        private void begin(Mail mail) {
            switch (server.begin()) {
                case Ended ended -> {
                    putBackBySecond.merge(now / 1_000_000_000, 1, Integer::sum);
                    settle(mail, ended.result());
                }
                case UnderWay underWay -> {
                    boolean up = now >= upAt;
                    failures += up ? 0 : 1;
                    after(up ? service : failing, () -> settle(mail, server.end(underWay, up)));
                }
            }
        }

        private void settle(Mail mail, ReturnResult result) {
            if (!result.recipients(Accepted.class).isEmpty()) {
                mail.returnedAt = now;
            } else {
                Duration age = Duration.ofNanos(now - mail.receivedAt);
                after(ReturnSchedule.delay(result, mail.attempt, age, random.nextDouble()), () -> queue(mail));
                mail.attempt += result.attempted() ? 1 : 0;
            }
            freeWorkers++;
            work();
        }

        Duration lastReturned() {
            return Duration.ofNanos(
                    mails.stream().mapToLong(mail -> mail.returnedAt).max().orElseThrow());
        }

        Duration longestWait() {
            return Duration.ofNanos(mails.stream()
                    .mapToLong(mail -> mail.returnedAt - mail.receivedAt)
                    .max()
                    .orElseThrow());
        }

        int putBack() {
            return putBackBySecond.values().stream().mapToInt(i -> i).sum();
        }

        int mostPutBackInASecond() {
            return putBackBySecond.values().stream().mapToInt(i -> i).max().orElse(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"124,1,45", "124,10000,45", "2000,1,75", "2000,10000,75"})
    void afterAnOutageAllMailIsBackSoonAndTheServerWasLeftInPeace(int count, long failingMillis, long seconds) {
        for (long seed = 1; seed <= 20; seed++) {
            Duration up = Duration.ofSeconds(125);
            Simulation simulation = new Simulation(seed, Duration.ofMillis(50), up, Duration.ofMillis(failingMillis));
            for (int i = 0; i < count; i++) {
                simulation.receive(up.multipliedBy(i).dividedBy(count));
            }
            simulation.run();
            assertThat(simulation.lastReturned().minus(up)).isLessThan(Duration.ofSeconds(seconds));
            assertThat(simulation.failures).isLessThan(15);
            assertThat(simulation.mostPutBackInASecond()).isLessThan(250);
        }
    }

    /** Four connections and four seconds a mail: one mail in a second. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.8})
    void everyMailOfATenantWithASlowServerHasItsTurn(double moreInASecond) {
        for (long seed = 1; seed <= 20; seed++) {
            Simulation simulation = new Simulation(seed, Duration.ofSeconds(4), Duration.ZERO, Duration.ZERO);
            for (int i = 0; i < 200; i++) {
                simulation.receive(Duration.ZERO);
            }
            for (double at = 0; moreInASecond > 0 && at < 900; at += 1 / moreInASecond) {
                simulation.receive(Duration.ofMillis((long) (at * 1000)));
            }
            simulation.run();
            // One after the other, as they came, would be 200 s.
            assertThat(simulation.longestWait()).isLessThan(Duration.ofSeconds(moreInASecond > 0 ? 600 : 230));
            assertThat(simulation.putBack()).isLessThan(20 * simulation.mails.size());
        }
    }
}
