package org.afterword.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The text form of the mails: the signature stands below the author's last line, and no other line changes. */
class PlacedLinesTest {
    static Stream<WrittenMail> mails() {
        return WrittenMail.all().stream().filter(mail -> !mail.name().startsWith("html-only"));
    }

    @ParameterizedTest
    @MethodSource("mails")
    void putsTheSignatureBelowTheNewLinesAndMovesNothingElse(WrittenMail mail, @TempDir Path folder)
            throws IOException {
        String earlier = Objects.requireNonNull(mail.before(folder).text());
        String later = Objects.requireNonNull(mail.after(folder).text());

        List<String> before = earlier.stripTrailing().lines().toList();
        List<String> after = later.stripTrailing().lines().toList();
        Insertion<String> change = Insertion.between(before, after);
        assertThat(change.removed())
                .as("what went")
                .allMatch(line -> line.isBlank() || !mail.tagline().isEmpty() && line.startsWith(mail.tagline()));
        assertThat(change.inserted().stream().filter(line -> !line.isBlank()))
                .containsExactly(WrittenMail.SIGNATURE_TEXT);
        int signature = after.indexOf(WrittenMail.SIGNATURE_TEXT);
        List<String> above = after.subList(0, signature);
        assertThat(above.getLast()).as("the line above the signature").isBlank();
        assertThat(String.join("\n", above).stripTrailing()).endsWith(mail.lastWords());
    }
}
