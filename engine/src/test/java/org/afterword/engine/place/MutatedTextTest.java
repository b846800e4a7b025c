package org.afterword.engine.place;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.afterword.engine.splice.TextEdit;
import org.jsoup.Jsoup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes the text of mails at random: attributions, labels, wraps, quotes, dashes, taglines moved among the author's words.
 * Nothing throws, and no word goes that is not named.
 */
class MutatedTextTest {
    private static final String AUTHOR = "The barges leave at noon.";

    /** What the text is made of where it may be taken for something else. */
    private static final List<String> PIECES = List.of(
            "\n",
            "\n\n",
            "> ",
            ">",
            ">:",
            ":",
            "@",
            "<",
            ">",
            "--\n",
            "-- \n",
            "\n--\n",
            "____________\n",
            "Von: ",
            "De: ",
            "Fecha: ",
            "日期：",
            "От: ",
            " wrote:",
            " schrieb:",
            " a écrit :",
            "のメール:",
            "ben@fabrikam.example",
            "<ben@fabrikam.example>",
            "3 May 2027 10:12",
            "3. Mai 2027",
            "2027年5月3日",
            "Sent from my iPhone",
            "Von meinem Huawei gesendet",
            "Gönderildi",
            "\u00a0",
            "\u200b",
            "\u202e",
            "\ud83d\ude00",
            "\ud83d",
            "\r",
            "\t",
            "{EMAILSIGNATURE}",
            "On ",
            "Am ",
            "Le ");

    static Stream<Long> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofPlainText(long seed) {
        Random random = new Random(seed);
        for (Language language : Language.all()) {
            for (String structure : TextStructures.ALL.keySet()) {
                for (String thread : Objects.requireNonNull(TextStructures.ALL.get(structure))
                        .apply(language)) {
                    String text = mutated(AUTHOR + "\n\n" + thread + "\n", random);
                    Placement placement = Fixture.placer(Optional.empty(), Optional.of(text), random.nextBoolean())
                            .place(Fixture.SIGNATURE, Hints.none());
                    if (placement instanceof Placed placed && placed.replaced().isEmpty()) {
                        assertThat(TextEdit.applied(placed.text(), text)
                                        .replaceFirst("Ann Invented", "")
                                        .replaceAll("[\\s-]", ""))
                                .isEqualTo(text.replaceAll("[\\s-]", ""));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void ofHtml(long seed) {
        Random random = new Random(seed);
        List<Language> languages = Language.all();
        for (String structure : HtmlStructures.ALL.keySet()) {
            Language language = languages.get(random.nextInt(languages.size()));
            for (String thread :
                    Objects.requireNonNull(HtmlStructures.ALL.get(structure)).apply(language)) {
                String html = mutated("<div>" + AUTHOR + "</div><div><br></div>" + thread, random);
                Placement placement = Fixture.placer(Optional.of(html), Optional.empty(), false)
                        .place(Fixture.SIGNATURE, Hints.none());
                if (placement instanceof Placed placed && placed.replaced().isEmpty()) {
                    assertThat(words(TextEdit.applied(placed.html(), html)).replaceFirst("AnnInvented", ""))
                            .isEqualTo(words(html));
                }
            }
        }
    }

    private static String words(String html) {
        return Jsoup.parse(html).text().replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static String mutated(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && mutated.length() > 1; i++) {
            int at = random.nextInt(mutated.length());
            int end = Math.min(mutated.length(), at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(at, end);
                case 1 -> mutated.insert(at, mutated.substring(at, end));
                case 2 -> {
                    String moved = mutated.substring(at, end);
                    mutated.delete(at, end).insert(random.nextInt(mutated.length() + 1), moved);
                }
                case 3 -> mutated.setLength(at);
                default -> mutated.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return mutated.toString();
    }
}
