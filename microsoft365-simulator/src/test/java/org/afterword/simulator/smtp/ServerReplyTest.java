package org.afterword.simulator.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerReplyTest {
    @ParameterizedTest
    @CsvSource({
        "250 2.1.0 Sender OK, 250, true, false, false",
        "354 Start mail input, 354, false, false, false",
        "451 4.7.500 Server busy, 451, false, true, false",
        "550 5.7.64 TenantAttribution, 550, false, false, true",
        "250, 250, true, false, false"
    })
    void tellsItsClassByTheFirstDigit(
            String line, int code, boolean isPositive, boolean isTransient, boolean isPermanent) {
        ServerReply reply = ServerReply.of(line);

        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.isPositive()).isEqualTo(isPositive);
        assertThat(reply.isTransient()).isEqualTo(isTransient);
        assertThat(reply.isPermanent()).isEqualTo(isPermanent);
        assertThat(reply).hasToString(line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "2500", "650 unknown", "150 unknown", "250-more to come", "OK"})
    void refusesWhatIsNoReply(String line) {
        assertThatThrownBy(() -> ServerReply.of(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an SMTP reply");
    }

    @Test
    void refusesAReplyWithoutLines() {
        assertThatThrownBy(() -> new ServerReply(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void offersTheKeywordsBelowItsFirstLine() {
        ServerReply reply = new ServerReply(List.of("250-SIZE greets you", "250-8BITMIME", "250 AUTH PLAIN LOGIN"));

        assertThat(reply.offers("8bitmime")).isTrue();
        assertThat(reply.offers("AUTH")).isTrue();
        assertThat(reply.offers("AUTH PLAIN")).isTrue();
        assertThat(reply.offers("SIZE")).isFalse();
        assertThat(reply.offers("8BIT")).isFalse();
        assertThat(reply.offers("PLAIN")).isFalse();
        assertThat(reply.code()).isEqualTo(250);
        assertThat(reply.lastLine()).isEqualTo("250 AUTH PLAIN LOGIN");
    }
}
