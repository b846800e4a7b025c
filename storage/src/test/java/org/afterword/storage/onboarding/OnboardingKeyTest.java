package org.afterword.storage.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnboardingKeyTest {
    @Test
    void namesSessionsAndConnectionsApart() {
        String id = "0f6c1e7a-1111-4222-8333-944444444444";

        assertThat(OnboardingKey.session(id).name()).isEqualTo("session-" + id);
        assertThat(OnboardingKey.connection(id).name()).isEqualTo("connection-" + id);
        assertThat(OnboardingKey.session(id)).isNotEqualTo(OnboardingKey.connection(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/b",
                "..",
                "a b",
                "a_b",
                "\u00e9",
                "a\n",
                "x123456789x123456789x123456789x123456789x123456789x123456789x1234"
            })
    void refusesAnIdThatIsNoFileName(String id) {
        assertThatThrownBy(() -> OnboardingKey.session(id)).isInstanceOf(IllegalArgumentException.class);
    }
}
