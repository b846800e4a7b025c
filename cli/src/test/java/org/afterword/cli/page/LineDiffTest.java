package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {

    @Test
    void namesWhatWasTakenOutAndPutIn() {
        LineDiff diff = LineDiff.of(List.of("a", "b", "tag", "q"), List.of("a", "b", "sig", "sig2", "q", "end"));
        assertThat(diff.removed()).isEqualTo(bits(2));
        assertThat(diff.added()).isEqualTo(bits(2, 3, 5));
    }

    @Test
    void findsNothingInEqualTexts() {
        LineDiff diff = LineDiff.of(List.of("a", "b"), List.of("a", "b"));
        assertThat(diff.removed()).isEqualTo(bits());
        assertThat(diff.added()).isEqualTo(bits());
    }

    @Test
    void copesWithEmptyTexts() {
        assertThat(LineDiff.of(List.of(), List.of("x")).added()).isEqualTo(bits(0));
        assertThat(LineDiff.of(List.of("x"), List.of()).removed()).isEqualTo(bits(0));
    }

    @Test
    void marksEverythingWhereTextsHaveNothingInCommon() {
        List<String> one = IntStream.range(0, 3000).mapToObj(i -> "a" + i).toList();
        List<String> other = IntStream.range(0, 3000).mapToObj(i -> "b" + i).toList();
        assertThat(LineDiff.of(one, other).added().cardinality()).isEqualTo(3000);
        assertThat(LineDiff.of(one, other).removed().cardinality()).isEqualTo(3000);
    }

    @Test
    void leavesTheSameLinesOfBothWhateverWasChanged() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            List<String> one = words(random);
            List<String> other = words(random);
            LineDiff diff = LineDiff.of(one, other);
            assertThat(without(one, diff.removed())).isEqualTo(without(other, diff.added()));
        }
    }

    private static List<String> words(Random random) {
        return random.ints(random.nextInt(12), 'a', 'e')
                .mapToObj(Character::toString)
                .toList();
    }

    private static List<String> without(List<String> lines, BitSet changed) {
        return IntStream.range(0, lines.size())
                .filter(line -> !changed.get(line))
                .mapToObj(lines::get)
                .toList();
    }

    private static BitSet bits(int... set) {
        BitSet bits = new BitSet();
        for (int bit : set) {
            bits.set(bit);
        }
        return bits;
    }
}
