package org.afterword.engine.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.afterword.engine.TestMail;
import org.junit.jupiter.api.Test;

class SubjectEditsTest {

    @Test
    void leavesOneSpaceBetweenTheWordsAroundAKeyword() {
        Random random = new Random(1);
        String letters = "aAbB \t\u00e4";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder subject = new StringBuilder();
            for (int j = random.nextInt(16); j >= 0; j--) {
                subject.append(letters.charAt(random.nextInt(letters.length())));
            }
            for (String keyword : List.of("a", "ab", "a b", "\u00c4")) {
                String expected = Pattern.compile(
                                "(\\s*)" + Pattern.quote(keyword) + "(\\s*)",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(subject)
                        .replaceAll(found ->
                                found.group(1).isEmpty() || found.group(2).isEmpty()
                                        ? found.group(1) + found.group(2)
                                        : " ")
                        .strip();
                assertThat(SubjectEdits.without(subject.toString(), List.of(keyword)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void leavesASubjectThatNobodyReadsToItsEnd() throws IOException {
        ParsedMessage message = ParsedMessage.read(TestMail.mail("Subject: {sig}" + " x".repeat(20_000), "", "Hello"));
        assertThat(SubjectEdits.without(message, List.of("{sig}"))).isEmpty();
    }
}
