package org.afterword.functions.onboarding.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBodyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"outer\"}};outer",
                "{\"error\":{\"message\":\"outer\",\"details\":[{\"message\":\"Ex1|Ex2| detail \"}]}};detail",
                "{\"error\":{\"message\":\"outer\",\"details\":[{\"message\":\"\"}]}};outer",
                "{\"error\":{\"details\":[{\"message\":\"detail\"}],\"innererror\":{\"internalexception\":{\"message\":\" inner \"}}}};inner"
            })
    void takesTheInnermostText(String body, String text) {
        assertThat(ErrorBody.text(body.getBytes(UTF_8))).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0", "<html>Bad gateway</html>", "{}", "{\"error\":{\"message\":\"  \"}}", "[1]"})
    void findsNothingWhereThereIsNoText(String body) {
        assertThat(ErrorBody.text(body.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void shortensALongText() {
        String body = "{\"error\":{\"message\":\"" + "x".repeat(1001) + "\"}}";

        assertThat(ErrorBody.text(body.getBytes(UTF_8))).contains("x".repeat(1000) + " …");
    }
}
