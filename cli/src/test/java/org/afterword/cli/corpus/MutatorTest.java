package org.afterword.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutatorTest {
    private static final byte[] MAIL = "From: a@b.example\r\nSubject: Hi\r\n\r\nHello, how are you?\r\n"
            .repeat(20)
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "Zz".repeat(500).getBytes(StandardCharsets.US_ASCII);

    @Test
    void makesTheSameMailOfTheSameSeed() {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(new Mutator(seed).mutate(MAIL, OTHER)).isEqualTo(new Mutator(seed).mutate(MAIL, OTHER));
        }
    }

    @Test
    void makesManyMailsOfManySeedsAndLeavesTheOriginalAlone() {
        byte[] original = MAIL.clone();
        Set<String> mails = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            mails.add(new String(new Mutator(seed).mutate(MAIL, OTHER), StandardCharsets.ISO_8859_1));
        }
        assertThat(mails).hasSizeGreaterThan(180);
        assertThat(MAIL).isEqualTo(original);
    }

    @Test
    void losesBytesPutsWordsInAndTakesPiecesOfTheOther() {
        boolean shorter = false;
        boolean markup = false;
        boolean foreign = false;
        for (long seed = 0; seed < 200; seed++) {
            byte[] mail = new Mutator(seed).mutate(MAIL, OTHER);
            String text = new String(mail, StandardCharsets.ISO_8859_1);
            shorter |= mail.length < MAIL.length;
            markup |= text.contains("<");
            foreign |= text.contains("Zz");
        }
        assertThat(new boolean[] {shorter, markup, foreign}).containsOnly(true);
    }

    @Test
    void takesAnEmptyMail() {
        Set<Integer> lengths = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            lengths.add(new Mutator(seed).mutate(new byte[0], new byte[0]).length);
        }
        assertThat(lengths).hasSizeGreaterThan(5);
        assertThat(Arrays.stream(lengths.toArray())).contains(0);
    }
}
