package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.afterword.functions.onboarding.exchange.Value;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final ExistingObject RULE = States.rule("Disclaimer", 3);

    @Test
    void showsTheOldAndTheNewValue() {
        Difference difference = Difference.of("Priority", RULE, Value.of(0));

        assertThat(difference.shownOld()).isEqualTo("3");
        assertThat(difference.shownNew()).isEqualTo("0");
    }

    @Test
    void aParameterThatTheObjectLacksIsUnset() {
        assertThat(Difference.of("FromScope", RULE, Value.of("InOrganization"))
                        .is()
                        .isNull())
                .isTrue();
    }

    @Test
    void showsNeitherASecretNorWhatStandsInItsPlace() {
        Difference difference =
                Difference.of("Name", RULE, new Value.Hidden(Value.of("0123456789ab"), Stamp.HIDDEN_CODE));

        assertThat(difference.shownOld()).isEqualTo("(another value)");
        assertThat(difference.shownNew()).isEqualTo(Stamp.HIDDEN_CODE);
    }
}
