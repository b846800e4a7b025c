package org.afterword.functions.mail.returning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EsmtpCommandsTest {
    private static final MailAddress ANNA = MailAddress.of("anna@contoso.example");
    private static final MailAddress BEN = MailAddress.of("ben@fabrikam.example");

    static Stream<Arguments> mailPassesOnWhatTheServerOffers() {
        return Stream.of(
                Arguments.of(Set.of(), Map.of("SIZE", "3", "BODY", "8BITMIME", "ENVID", "Q"), ""),
                Arguments.of(Set.of("SIZE"), Map.of("SIZE", "3"), " SIZE=7"),
                Arguments.of(Set.of("SIZE"), Map.of(), " SIZE=7"),
                Arguments.of(Set.of("8BITMIME"), Map.of("BODY", "BINARYMIME"), " BODY=8BITMIME"),
                Arguments.of(Set.of("8BITMIME"), Map.of("BODY", "7bit"), " BODY=7BIT"),
                Arguments.of(Set.of("DSN"), Map.of("RET", "HDRS", "ENVID", "Q+3D"), " ENVID=Q+3D RET=HDRS"),
                Arguments.of(Set.of("SMTPUTF8"), Map.of("SMTPUTF8", ""), " SMTPUTF8"),
                Arguments.of(Set.of("AUTH"), Map.of("AUTH", "<>"), ""),
                Arguments.of(Set.of("MT-PRIORITY"), Map.of("MT-PRIORITY", "3"), " MT-PRIORITY=3"));
    }

    @ParameterizedTest
    @MethodSource
    void mailPassesOnWhatTheServerOffers(Set<String> offered, Map<String, String> parameters, String written) {
        Envelope envelope = new Envelope(
                Optional.of(ANNA), List.of(new Recipient(BEN, EsmtpParameters.NONE)), EsmtpParameters.of(parameters));

        assertThat(new EsmtpCommands(offered::contains).mail(envelope, 7))
                .isEqualTo("MAIL FROM:<anna@contoso.example>" + written);
    }

    static Stream<Arguments> recipientPassesOnDsn() {
        return Stream.of(
                Arguments.of(Set.of(), ""),
                Arguments.of(Set.of("DSN"), " NOTIFY=NEVER ORCPT=rfc822;ben@fabrikam.example"));
    }

    @ParameterizedTest
    @MethodSource
    void recipientPassesOnDsn(Set<String> offered, String written) {
        Recipient recipient = new Recipient(
                BEN, EsmtpParameters.of(Map.of("NOTIFY", "NEVER", "ORCPT", "rfc822;ben@fabrikam.example")));

        assertThat(new EsmtpCommands(offered::contains).recipient(recipient))
                .isEqualTo("RCPT TO:<ben@fabrikam.example>" + written);
    }
}
