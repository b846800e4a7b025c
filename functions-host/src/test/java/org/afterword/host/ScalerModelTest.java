package org.afterword.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalerModelTest {
    private static final HostPolicy EIGHT_AND_EIGHT =
            new HostPolicy(Duration.ofMinutes(30), 8, 8, 5, Duration.ZERO, "api");

    /** The first three are the host's own (QueueTargetScalerTests.cs). */
    @ParameterizedTest
    @CsvSource({
        "160,   true,  10",
        "150,   true,  10",
        "144,   true,  9",
        "1,     true,  1",
        "0,     false, 0",
        "10000, false, 0",
        "10000, true,  40"
    })
    void wantsAnInstanceForAsManyMessagesAsOneTakes(int length, boolean anyVisible, int instances) {
        assertThat(new ScalerModel(EIGHT_AND_EIGHT, 40).instances(length, anyVisible))
                .isEqualTo(instances);
    }
}
