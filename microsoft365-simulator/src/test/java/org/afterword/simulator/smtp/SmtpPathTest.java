package org.afterword.simulator.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpPathTest {
    @ParameterizedTest
    @CsvSource({
        "FROM:<a@b.example>, a@b.example",
        "from:<a@b.example>, a@b.example",
        "TO: <a@b.example>, a@b.example",
        "FROM:<>, ''",
        "'TO:<\"two words\"@b.example>', '\"two words\"@b.example'",
        "TO:<postmaster>, postmaster"
    })
    void readsTheArgumentOfMailAndRcpt(String argument, String address) {
        assertThat(SmtpPath.parse(argument)).isEqualTo(SmtpPath.of(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FROM:",
                "FROM:a@b.example",
                "FROM:<a@b.example",
                "<a@b.example>",
                "FROM:<<a@b.example>>",
                "FROM:<a>SIZE=1"
            })
    void refusesOtherArguments(String argument) {
        assertThat(SmtpPath.parse(argument)).isNull();
    }

    @Test
    void keepsParametersInTheirOrderWithKeywordsInUpperCase() {
        SmtpPath path =
                Objects.requireNonNull(SmtpPath.parse("FROM:<a@b.example> size=10  BODY=8bitmime smtputf8 ENVID=a=b"));

        assertThat(path.parameters())
                .containsExactly(
                        Map.entry("SIZE", "10"),
                        Map.entry("BODY", "8bitmime"),
                        Map.entry("SMTPUTF8", ""),
                        Map.entry("ENVID", "a=b"));
        assertThat(path).hasToString("<a@b.example> SIZE=10 BODY=8bitmime SMTPUTF8 ENVID=a=b");
        assertThat(SmtpPath.parse("FROM:" + path)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"a@B.Example, b.example", "'\"a@x\"@b.example', b.example", "postmaster, ''", "'', ''"})
    void takesTheDomainAfterTheLastAt(String address, String domain) {
        assertThat(SmtpPath.of(address).domain()).isEqualTo(domain);
    }

    @Test
    void doesNotChangeWithTheMapItWasMadeOf() {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("SIZE", "10"));
        SmtpPath path = new SmtpPath("a@b.example", parameters);

        parameters.put("BODY", "7BIT");

        assertThat(path.parameters()).containsExactly(Map.entry("SIZE", "10"));
    }
}
