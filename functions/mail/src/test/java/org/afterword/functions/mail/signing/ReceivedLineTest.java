package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceivedLineTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T10:00:00Z,false,ESMTPS,'Sun, 1 Mar 2026 10:00:00 +0000'",
        "2026-11-30T23:59:59.999Z,true,UTF8SMTPS,'Mon, 30 Nov 2026 23:59:59 +0000'"
    })
    void namesProtocolIdAndTimeAndNobody(Instant received, boolean international, String protocol, String date) {
        UUID id = UUID.fromString("0195f0a0-1111-7222-8333-944444444444");
        Envelope plain = Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example"));
        Envelope envelope = new Envelope(
                plain.reversePath(),
                plain.recipients(),
                international ? EsmtpParameters.of(Map.of("SMTPUTF8", "")) : EsmtpParameters.NONE);
        SigningJob job = new SigningJob(
                id, TestStamp.CONTOSO, SpoolName.of(TestStamp.CONTOSO, received, id), received, 1, envelope);

        assertThat(ReceivedLine.of(job, "stamp.afterword.example"))
                .isEqualTo("by stamp.afterword.example with " + protocol + " id " + id + "; " + date);
    }
}
