package org.afterword.engine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderSectionTest {

    private static HeaderSection parse(String header, int most) {
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        return HeaderSection.parse(bytes, 0, bytes.length, most);
    }

    @Test
    void keepsSoManyFieldsAndCountsTheOthers() {
        HeaderSection header = parse("a: 1\r\nb: 2\r\nc: 3\r\n\r\n", 2);
        assertThat(header.fields()).extracting(HeaderSection.Field::name).containsExactly("a", "b");
        assertThat(header.omitted()).isEqualTo(1);
        assertThat(header.terminated()).isTrue();
    }

    @Test
    void keepsOursWhereverTheyStand() {
        HeaderSection header =
                parse("a: 1\r\nb: 2\r\nx-afterword-AUTH: x\r\nX-Afterword-MessageProcessed: true\r\n\r\n", 1);
        assertThat(header.all(AfterwordHeaders.AUTH)).containsExactly("x");
        assertThat(header.says(AfterwordHeaders.MESSAGE_PROCESSED, "true")).isTrue();
        assertThat(header.omitted()).isEqualTo(1);
    }

    @Test
    void unfoldsAsRfc5322Says() {
        Random random = new Random(1);
        String letters = "x\r\n \t\r\n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder value = new StringBuilder("x");
            for (int j = 0; j < 12; j++) {
                value.append(letters.charAt(random.nextInt(letters.length())));
            }
            // Where a line starts with a letter the field ends.
            String folded = value.toString().replaceAll("\n(?=[x\r\n])", "\n ").replaceAll("\\s+$", "");
            String expected = folded.replaceAll("\r?\n(?=[ \t])", "").strip();
            assertThat(parse("a:" + folded + "\r\n\r\n", 10).first("a")).hasValue(expected);
        }
    }
}
