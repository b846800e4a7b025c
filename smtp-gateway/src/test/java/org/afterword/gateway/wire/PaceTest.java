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
}
