package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TextMutationsTest {
    @Test
    void nothingThrowsAndNoWordOfTheAuthorsGoes() {
        assertThat(LongStream.range(0, 20_000)
                        .mapToObj(seed -> new TextMutations(seed).check())
                        .flatMap(Optional::stream)
                        .limit(5))
                .isEmpty();
    }
}
