package org.afterword.storage.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The values that all ports share. */
class PreconditionFailedExceptionTest {
    @Test
    void saysWhatWasInTheWay() {
        assertThat(PreconditionFailedException.of(new Precondition.Absent())).hasMessage("it is there already");
        assertThat(PreconditionFailedException.of(new Precondition.Matches("1")))
                .hasMessageContaining("was changed")
                .hasMessageNotContaining("1");
    }

    @Test
    void tellsHowLargeAValueIsAndMayBe() {
        assertThat(new TooLargeException(3_000_000, 2_000_000))
                .hasMessageContaining("3000000")
                .hasMessageContaining("2000000");
    }

    @Test
    void aPageDoesNotChangeWithTheListItWasMadeOf() {
        List<String> items = new ArrayList<>(List.of("a"));
        Page<String> page = new Page<>(items, Optional.of("next"));

        items.add("b");

        assertThat(page.items()).containsExactly("a");
        assertThat(page.next()).contains("next");
    }
}
