package org.afterword.storage.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageValuesTest {
    record Message(MailAddress from, List<MailAddress> to, EsmtpParameters parameters) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna@contoso.example",
                "a..b@example.com",
                "\"two words\"@contoso.example",
                "\u0130pek.o'Neil@contoso.example"
            })
    void writesAnAddressAsItsWholeText(String address) throws IOException {
        MailAddress value = MailAddress.of(address);

        assertThat(StoredJson.tree(value).asText()).isEqualTo(value.address());
        assertThat(StoredJson.read(StoredJson.text(value), MailAddress.class)).isEqualTo(value);
    }

    @Test
    void writesParametersAsAnObject() throws IOException {
        EsmtpParameters parameters = EsmtpParameters.of(Map.of("BODY", "8BITMIME", "SMTPUTF8", ""));
        Message message = new Message(MailAddress.of("a@b.example"), List.of(), parameters);

        String json = StoredJson.text(message);

        assertThat(StoredJson.tree(parameters).path("BODY").asText()).isEqualTo("8BITMIME");
        assertThat(StoredJson.tree(parameters).path("SMTPUTF8").isTextual()).isTrue();
        assertThat(StoredJson.read(json, Message.class)).isEqualTo(message);
    }

    @Test
    void readsAbsentParametersAsNone() throws IOException {
        assertThat(StoredJson.read("{\"from\":\"a@b.example\"}", Message.class))
                .isEqualTo(new Message(MailAddress.of("a@b.example"), List.of(), EsmtpParameters.NONE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from\":\"secret\"}",
                "{\"from\":\"\"}",
                "{\"from\":{}}",
                "{\"to\":[]}",
                "{\"from\":\"a@b.example\",\"to\":[\"secret\"]}",
                "{\"from\":\"a@b.example\",\"parameters\":\"secret\"}"
            })
    void refusesWhatIsNoAddressAndDoesNotRepeatIt(String json) {
        assertThatThrownBy(() -> StoredJson.read(json, Message.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the JSON of a Message: the fault is at /")
                .hasMessageNotContaining("secret");
    }
}
