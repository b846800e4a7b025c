package org.afterword.storage.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.afterword.storage.contract.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracePositionTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456789Z");
    private static final UUID JOB = UUID.fromString("019352d9-0c00-7abc-8def-0123456789ab");
    private static final UUID LATER_JOB = UUID.fromString("019352d9-0c00-7abc-8def-0123456789ac");

    @Test
    void comesBackFromItsText() {
        TracePosition position = new TracePosition(AT, JOB, 3);

        assertThat(position).hasToString(AT + "~" + JOB + "~3");
        assertThat(TracePosition.parse(position.toString())).isEqualTo(position);
        assertThat(position.toString()).matches("[!-~]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "~",
                "~~",
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:00:00Z~019352d9-0c00-7abc-8def-0123456789ab",
                "2026-01-01T00:00:00Z~019352d9-0c00-7abc-8def-0123456789ab~",
                "2026-01-01T00:00:00Z~019352d9-0c00-7abc-8def-0123456789ab~x",
                "2026-01-01T00:00:00Z~019352d9-0c00-7abc-8def-0123456789ab~1~",
                "2026-01-01T00:00:00Z~secret~1",
                "yesterday~019352d9-0c00-7abc-8def-0123456789ab~1"
            })
    void refusesAnotherTextAndDoesNotRepeatIt(String text) {
        assertThatThrownBy(() -> TracePosition.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not the position of a page of the trace")
                .hasNoCause();
    }

    @Test
    void ordersByTimeThenJobThenAttemptNewestFirst() {
        List<TracePosition> ordered = List.of(
                new TracePosition(AT.plusNanos(1), JOB, 1),
                new TracePosition(AT, LATER_JOB, 1),
                new TracePosition(AT, JOB, 2),
                new TracePosition(AT, JOB, 1),
                new TracePosition(AT.minusSeconds(1), LATER_JOB, 9));
        List<TracePosition> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));

        shuffled.sort(TracePosition.NEWEST_FIRST);

        assertThat(shuffled).isEqualTo(ordered);
    }

    @Test
    void isBeforeTheRecordsOfLaterPagesAndNotBeforeItsOwn() {
        TraceRecord record = Samples.trace(Samples.tenantId(), AT);
        TracePosition own = TracePosition.of(record);

        assertThat(own).isEqualTo(new TracePosition(AT, record.jobId(), record.attempt()));
        assertThat(own.isBefore(record)).isFalse();
        assertThat(new TracePosition(AT.plusNanos(1), record.jobId(), record.attempt()).isBefore(record))
                .isTrue();
        assertThat(new TracePosition(AT, record.jobId(), record.attempt() + 1).isBefore(record))
                .isTrue();
        assertThat(new TracePosition(AT.minusNanos(1), record.jobId(), record.attempt()).isBefore(record))
                .isFalse();
    }
}
