package org.afterword.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"token\":\"+RID:~abc==#RT:1\",\"range\":{\"min\":\"\",\"max\":\"FF\"}}",
                "x",
                "\u0130\u00e9 \r\n",
                ""
            })
    void comesBackAndCanStandInAnAddress(String token) {
        String next = Continuation.fromCosmos(token);

        assertThat(next).matches("[A-Za-z0-9_-]*");
        assertThat(Continuation.toCosmos(next)).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"token\":1}", "a+b", "a/b", "a b", "\u00e9"})
    void refusesWhatItDidNotGive(String next) {
        assertThatThrownBy(() -> Continuation.toCosmos(next)).isInstanceOf(IllegalArgumentException.class);
    }
}
