package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.afterword.storage.mail.SigningQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortDelayTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 375, 625",
        "4, 375, 625",
        "8, 750, 1250",
        "80, 7500, 12500",
        "360, 33750, 56250",
        "599, 33750, 56250",
        "600, 67500, 112500",
        "99999, 67500, 112500"
    })
    void growsWithWhatTheMailHasWaited(long seconds, long least, long most) {
        Instant now = RECEIVED.plusSeconds(seconds);
        assertThat(ShortDelay.of(RECEIVED, now, 0)).isEqualTo(Duration.ofMillis(least));
        assertThat(ShortDelay.of(RECEIVED, now, 1)).isEqualTo(Duration.ofMillis(most));
        assertThat(ShortDelay.of(RECEIVED, now)).isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
    }

    @ParameterizedTest
    @CsvSource({"-5", "0", "80", "599", "600", "99999"})
    void whatSomethingIsKeptForComesSoonHoweverOldItIs(long seconds) {
        Instant now = RECEIVED.plusSeconds(seconds);
        assertThat(ShortDelay.soon(RECEIVED, now, 1)).isLessThan(SigningQueue.SOON);
        assertThat(ShortDelay.soon(RECEIVED, now)).isPositive().isLessThan(SigningQueue.SOON);
    }

    @ParameterizedTest
    @CsvSource({"-5"})
    void aClockThatWasSetBackDoesNoHarm(long seconds) {
        assertThat(ShortDelay.of(RECEIVED, RECEIVED.plusSeconds(seconds), 0)).isPositive();
    }
}
