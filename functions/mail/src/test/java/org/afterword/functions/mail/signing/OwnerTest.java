package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.message.Envelope;
import org.afterword.functions.mail.returning.ReturnDestination;
import org.afterword.storage.fake.InMemoryTenantStore;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final SmtpEndpoint INBOUND = new SmtpEndpoint("contoso.mail.example", 25);

    private final InMemoryTenantStore tenants = new InMemoryTenantStore();

    private static SigningJob job(Optional<SmtpEndpoint> inbound) {
        UUID id = SigningJob.newId(NOW);
        return new SigningJob(
                id,
                TestStamp.CONTOSO,
                SpoolName.of(TestStamp.CONTOSO, NOW, id),
                NOW,
                1,
                Envelope.of("anna@contoso.example", List.of("ben@fabrikam.example")),
                inbound);
    }

    @Test
    void isTheTenantOfTheRecord() throws IOException {
        Tenant contoso = new Tenant(
                TestStamp.CONTOSO,
                "Contoso",
                Tenant.State.PAUSED,
                Set.of("contoso.example"),
                "",
                new SmtpEndpoint("new.mail.example", 25));
        tenants.put(contoso);

        assertThat(Owner.of(job(Optional.of(INBOUND)), tenants, true)).isEqualTo(new Owner.Known(contoso));
    }

    @Test
    void isUnknownWhereThereIsNoRecordWhateverTheJobSays() throws IOException {
        assertThat(Owner.of(job(Optional.of(INBOUND)), tenants, false)).isEqualTo(new Owner.Unknown());
    }

    @Test
    void isWhatTheJobSaysWhenTheRecordCannotBeReadInTime() throws IOException {
        tenants.unavailable(true);

        assertThat(Owner.of(job(Optional.of(INBOUND)), tenants, false))
                .isEqualTo(new Owner.Unread(new ReturnDestination(TestStamp.CONTOSO, INBOUND)));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,false"})
    void isTriedAgainWhileThereIsTimeOrWhereTheJobDoesNotSay(boolean mayWait, boolean jobSays) {
        tenants.unavailable(true);
        SigningJob job = job(jobSays ? Optional.of(INBOUND) : Optional.empty());

        assertThatThrownBy(() -> Owner.of(job, tenants, mayWait)).isInstanceOf(IOException.class);
    }
}
