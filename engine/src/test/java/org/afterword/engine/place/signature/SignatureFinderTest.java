package org.afterword.engine.place.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.afterword.engine.place.lines.Line;
import org.afterword.engine.place.lines.TextLines;
import org.afterword.engine.place.thread.MailThread;
import org.junit.jupiter.api.Test;

class SignatureFinderTest {

    @Test
    void namesWhatGoesAndCountsItsWords() {
        SignatureFinder finder = found("Fine.\n\n-- \nAnn Invented\nContoso\n\nSent from my iPhone\n", true);

        assertThat(finder.replaced())
                .containsOnly(Map.entry(Replaced.DEVICE_TAGLINE, 4), Map.entry(Replaced.DELIMITED_SIGNATURE, 3));
        assertThat(finder.lastOfAuthor()).isZero();
    }

    @Test
    void takesNothingByItsFormWhereTheThreadIsInDoubt() {
        assertThat(found("Fine.\n\n-- \nAnn\n\nSent from my iPhone\n", false).replaced())
                .isEmpty();
    }

    @Test
    void aTaglineMayStandByItselfAboveTheLinesOfASignature() {
        assertThat(found("Fine.\n\nSent from my MacBook Air\n\nPhone: +41 31 555 01 17\n", true)
                        .replaced())
                .containsKey(Replaced.DEVICE_TAGLINE);
        assertThat(found("Fine.\n\nSent from my MacBook Air\n\nwas what it said. Ann\n", true)
                        .replaced())
                .isEmpty();
    }

    @Test
    void twoTextsLoseTheSameOrNothing() {
        SignatureFinder one = found("Fine.\n\nSent from my iPhone\n", true);
        SignatureFinder other = found("Fine.\n\nSent from my iPhone\n\nand not from here. Ann\n", true);

        SignatureFinder.agree(one, other);

        assertThat(one.removed().isEmpty()).isTrue();
        assertThat(one.replaced()).isEmpty();
    }

    @Test
    void knownSignaturesAreMatchedLineByLine() {
        KnownSignatures known = new KnownSignatures(List.of("Ann Invented\nHead of * | Contoso AG"));

        assertThat(known.coveredFrom(words("Ann Invented\nHead of Sales | Contoso AG\n"), 0))
                .isEqualTo(2);
        assertThat(known.coveredFrom(words("Ann Invented\nContoso AG\n"), 0)).isZero();
    }

    private static KnownSignatures.Words words(String text) {
        return new KnownSignatures.Words(TextLines.read(text));
    }

    private static SignatureFinder found(String text, boolean certain) {
        List<Line> lines = TextLines.read(text);
        SignatureFinder finder = new SignatureFinder(
                lines, new MailThread(lines.size(), MailThread.Form.NONE, true, ""), List.of(), false);
        finder.find(List.of(), certain);
        return finder;
    }
}
