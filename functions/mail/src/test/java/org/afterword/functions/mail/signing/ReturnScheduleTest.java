package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnScheduleTest {
    private static final Instant RECEIVED = Instant.parse("2026-03-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource({"1,PT30S", "2,PT1M", "3,PT2M", "4,PT5M", "5,PT10M", "6,PT30M", "7,PT30M", "300,PT30M"})
    void waitsLongerAfterEachAttempt(int attempt, Duration delay) {
        assertThat(ReturnSchedule.delayAfter(attempt)).isEqualTo(delay);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,false,false", "PT24H,false,false", "PT24H1S,true,false", "PT120H,true,false", "PT120H1S,true,true"
    })
    void reportsAfterADayAndDropsAfterFive(Duration age, boolean givenUp, boolean dropped) {
        assertThat(ReturnSchedule.givenUp(RECEIVED, RECEIVED.plus(age))).isEqualTo(givenUp);
        assertThat(ReturnSchedule.dropped(RECEIVED, RECEIVED.plus(age))).isEqualTo(dropped);
    }
}
