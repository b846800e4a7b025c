package org.afterword.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimerScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "*/30 * * * * *,      2026-01-31T23:59:31, 2026-02-01T00:00:00",
        "0 */5 * * * *,       2026-01-01T00:05:00, 2026-01-01T00:10:00",
        "0 0 2 * * *,         2026-01-01T02:00:00, 2026-01-02T02:00:00",
        "0 30 9-17/2 * * *,   2026-01-01T11:31:00, 2026-01-01T13:30:00",
        "0 0 0 1 JAN *,       2026-06-01T00:00:00, 2027-01-01T00:00:00",
        "0 0 8 * * Mon-Fri,   2026-01-02T09:00:00, 2026-01-05T08:00:00",
        "'5,10 0 0 29 2 *',   2026-01-01T00:00:00, 2028-02-29T00:00:05",
        "0 0 0 13 * 5,        2026-01-01T00:00:00, 2026-02-13T00:00:00",
    })
    void namesTheNextTime(String expression, LocalDateTime from, LocalDateTime next) {
        assertThat(TimerSchedule.parse(expression).next(from)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"* * * * *", "60 * * * * *", "* * * 0 * *", "x * * * * *", "*/0 * * * * *", "00:00:30"})
    void refusesWhatTheHostWouldNotRead(String expression) {
        assertThatThrownBy(() -> TimerSchedule.parse(expression))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(expression);
    }

    @Test
    void knowsNamesInATurkishLocale() {
        assertThat(TimerSchedule.parse("0 0 0 * * FRI").next(LocalDateTime.parse("2026-01-01T00:00")))
                .isEqualTo(LocalDateTime.parse("2026-01-02T00:00"));
    }
}
