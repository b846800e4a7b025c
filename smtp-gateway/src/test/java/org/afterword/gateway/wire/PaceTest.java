package org.afterword.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong now = new AtomicLong(1234);
    private final Pace pace = new Pace(
            new SessionLimits(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(30),
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    1024,
                    20),
            now::get);

    @Test
    void givesACommandFiveMinutesHoweverItsBytesCome() {
        pace.trust();
        pace.awaitCommand();
        for (int i = 0; i < 149; i++) {
            pass(Duration.ofSeconds(2));
            pace.received(1);
        }
        assertThat(pace.left()).isEqualTo(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(2));
        assertThat(pace.left()).isZero();
    }

    @Test
    void wantsAMessageAtTheMinimumRateAfterAMinute() {
        pace.trust();
        pace.awaitMessage();
        pass(Duration.ofSeconds(30));
        pace.received(30 * 1024);
        // What was sent has earned thirty seconds on top of the minute.
        assertThat(pace.left()).isCloseTo(Duration.ofSeconds(60), Duration.ofMillis(1));
        pass(Duration.ofSeconds(61));
        assertThat(pace.left()).isNegative();
    }

    @Test
    void doesNotForgiveSilenceAfterAFastStart() {
        pace.trust();
        pace.awaitMessage();
        pace.received(100_000_000);
        pass(Duration.ofMinutes(5));
        assertThat(pace.left()).isZero();
    }

    @Test
    void doesNotTimeTheClientWhileItIsOurTurn() {
        pace.ourTurn();
        pass(Duration.ofDays(1));
        assertThat(pace.left()).isPositive();
    }

    @Test
    void endsUnauthenticatedSessionsSoonerThanThoseOfExchange() {
        pace.awaitCommand();
        assertThat(pace.left()).isEqualTo(Duration.ofMinutes(1));
        pace.trust();
        assertThat(pace.left()).isEqualTo(Duration.ofMinutes(5));
        pass(Duration.ofMinutes(59));
        pace.awaitCommand();
        assertThat(pace.left()).isEqualTo(Duration.ofMinutes(1));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /**
     * A mail is stored between {@code ourTurn} and {@code reply}. Whatever the session does while the watch looks, and
     * whenever the watch looks while the session goes on: a session that stores its mail is not ended before its reply.
     */
    @Test
    void neverEndsASessionWhoseMailIsStored() {
        int cuts = 0;
        for (int before = 0; before < 5; before++) {
            for (int during = before; during <= 5; during++) {
                Slow slow = new Slow();
                slow.run(0, before);
                slow.becomeOverdue();
                int from = before;
                int to = during;
                slow.atNextLookAtTheClock(() -> slow.run(from, to));
                boolean cut = slow.pace.endIfOverdue(Duration.ofSeconds(2));
                slow.run(during, 5);
                slow.assertWhole(cut);
                cuts += cut ? 1 : 0;
            }
        }
        assertThat(cuts).isPositive();
    }

    @Test
    void storesNoMailOfASessionThatIsEndedMeanwhile() {
        for (int step = 0; step < 5; step++) {
            Slow slow = new Slow();
            slow.run(0, step);
            slow.becomeOverdue();
            boolean[] cut = {false};
            slow.atNextLookAtTheClock(() -> cut[0] = slow.pace.endIfOverdue(Duration.ofSeconds(2)));
            slow.run(step, 5);
            slow.assertWhole(cut[0]);
        }
    }

    @Test
    void endsASessionBetweenCommandsAndNoOther() {
        assertThat(pace.endIfAwaitingCommand()).isTrue();
        assertThat(pace.hasEnded()).isTrue();
        assertThat(pace.awaitMessage()).isFalse();
        assertThat(pace.ourTurn()).isFalse();
        Slow slow = new Slow();
        slow.run(0, 2);
        assertThat(slow.pace.endIfAwaitingCommand()).isFalse();
        slow.run(2, 5);
        slow.assertWhole(false);
    }

    /** A slow upload, step by step. */
    private static final class Slow {
        private long time;
        private Runnable next = () -> {};
        private boolean stored;
        private boolean answered;
        private final Pace pace = new Pace(SessionLimits.DEFAULT, () -> {
            Runnable meanwhile = next;
            next = () -> {};
            meanwhile.run();
            return time;
        });

        void atNextLookAtTheClock(Runnable meanwhile) {
            next = meanwhile;
        }

        void becomeOverdue() {
            time += Duration.ofMinutes(10).toNanos();
        }

        void run(int from, int to) {
            for (int step = from; step < to; step++) {
                switch (step) {
                    case 0 -> pace.trust();
                    case 1 -> pace.awaitMessage();
                    case 2 -> pace.received(1);
                    case 3 -> stored = pace.ourTurn();
                    default -> answered = pace.reply();
                }
            }
        }

        void assertWhole(boolean cut) {
            assertThat(answered).isEqualTo(stored);
            assertThat(cut && stored).isFalse();
        }
    }
}
