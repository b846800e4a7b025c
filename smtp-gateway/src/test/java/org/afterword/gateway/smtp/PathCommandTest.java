package org.afterword.gateway.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.afterword.engine.message.MailAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathCommandTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "FROM:<anna@contoso.example>| anna@contoso.example",
                "from:<anna@CONTOSO.example>| anna@contoso.example",
                "FROM: <anna@contoso.example>| anna@contoso.example",
                "FROM:<\"a>b\"@contoso.example>| \"a>b\"@contoso.example",
                "FROM:<a..b.@contoso.example>| a..b.@contoso.example",
                "FROM:<@one.example,@two.example:anna@contoso.example>| anna@contoso.example"
            })
    void readsThePath(String arguments, String address) throws Exception {
        assertThat(PathCommand.parse("FROM:", arguments).address().map(MailAddress::address))
                .contains(address);
    }

    @Test
    void readsTheNullSender() throws Exception {
        assertThat(PathCommand.parse("FROM:", "FROM:<>").address()).isEmpty();
    }

    @Test
    void keepsAllParameters() throws Exception {
        PathCommand command = PathCommand.parse(
                "FROM:",
                "FROM:<anna@contoso.example> SIZE=12 body=8BITMIME SMTPUTF8 XOORG=contoso.example ENVID=a+3Db");
        assertThat(command.parameters().values())
                .containsEntry("SIZE", "12")
                .containsEntry("BODY", "8BITMIME")
                .containsEntry("SMTPUTF8", "")
                .containsEntry("XOORG", "contoso.example")
                .containsEntry("ENVID", "a+3Db")
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "TO:<anna@contoso.example>",
                "FROM",
                "FROM:<anna@contoso.example>SIZE=1",
                "FROM:<anna@contoso.example> SIZE=1 size=2",
                "FROM:<anna@contoso.example> SIZE=",
                "FROM:<anna@contoso.example> =1",
                "FROM:<anna@contoso.example> SIZE=1\u0007"
            })
    void refusesAnotherForm(String arguments) {
        assertThat(rejection(arguments).isInAddress()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM:",
                "FROM:anna@contoso.example",
                "FROM:<anna@contoso.example",
                "FROM:<anna>",
                "FROM:<\"anna@contoso.example>",
                "FROM:<@one.example:>"
            })
    void refusesWhatIsNoAddress(String arguments) {
        assertThat(rejection(arguments).isInAddress()).isTrue();
    }

    private static PathCommand.SyntaxException rejection(String arguments) {
        return catchThrowableOfType(PathCommand.SyntaxException.class, () -> PathCommand.parse("FROM:", arguments));
    }
}
