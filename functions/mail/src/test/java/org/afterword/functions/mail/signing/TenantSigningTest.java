package org.afterword.functions.mail.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.RawMessage;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.mime.ParsedMessage;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SenderField;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.fake.InMemoryPersonStore;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSigningTest {
    private static final String AUTHOR = "anna@contoso.example";
    private static final String SENDER = "sam@contoso.example";
    private static final Tenant CONTOSO = new Tenant(
            TestStamp.CONTOSO,
            "Contoso",
            Tenant.State.CONNECTED,
            Set.of("contoso.example"),
            "",
            new SmtpEndpoint("contoso.mail.example", 25));

    private final InMemoryPersonStore people = new InMemoryPersonStore();
    private final SignatureEngine engine = new SignatureEngine();

    @ParameterizedTest
    @CsvSource({
        "FROM,anna sam,anna@contoso.example",
        "SENDER,anna sam,sam@contoso.example",
        "FROM,sam,sam@contoso.example",
        "SENDER,anna,anna@contoso.example",
        "FROM,'',",
        "SENDER,'',"
    })
    void signsForWhomTheRulesNameElseForTheOther(SenderField field, String known, String signed) throws IOException {
        for (String address : List.of(AUTHOR, SENDER)) {
            if (known.contains(address.substring(0, address.indexOf('@')))) {
                people.put(TestStamp.CONTOSO, new Person(MailAddress.of(address), Map.of()));
            }
        }
        ParsedMessage message = engine.read(
                RawMessage.of(("From: " + AUTHOR + "\r\nSender: " + SENDER + "\r\n\r\nHello\r\n").getBytes(US_ASCII)));

        for (String own : new String[] {SENDER, "anna@mail.contoso.example", ""}) {
            assertThat(signed(message, own, field)).as(own).isEqualTo(signed);
        }
    }

    /** Exchange has vouched for such a mail, and nobody for its Sender field. */
    @ParameterizedTest
    @CsvSource({
        "FROM,anna sam,anna@contoso.example",
        "SENDER,anna sam,anna@contoso.example",
        "FROM,sam,",
        "SENDER,sam,",
        "FROM,'',"
    })
    void signsForTheAuthorAloneWhereTheEnvelopeIsOfAnotherDomain(SenderField field, String known, String signed)
            throws IOException {
        for (String address : List.of(AUTHOR, SENDER)) {
            if (known.contains(address.substring(0, address.indexOf('@')))) {
                people.put(TestStamp.CONTOSO, new Person(MailAddress.of(address), Map.of()));
            }
        }
        ParsedMessage message = engine.read(
                RawMessage.of(("From: " + AUTHOR + "\r\nSender: " + SENDER + "\r\n\r\nHello\r\n").getBytes(US_ASCII)));

        assertThat(signed(message, "bounce@mailer.example", field)).isEqualTo(signed);
    }

    private @Nullable String signed(ParsedMessage message, String reversePath, SenderField field) throws IOException {
        Envelope envelope = new Envelope(
                MailAddress.parse(reversePath), List.of(Recipient.of("ben@fabrikam.example")), EsmtpParameters.NONE);
        return new TenantSigning(engine, people)
                .person(message, envelope, CONTOSO, SigningRules.of(List.of()).with(field))
                .map(person -> person.mail().address())
                .orElse(null);
    }
}
