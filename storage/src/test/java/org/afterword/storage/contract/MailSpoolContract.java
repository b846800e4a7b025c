package org.afterword.storage.contract;

import static org.afterword.storage.contract.Samples.bytes;
import static org.afterword.storage.contract.Samples.mail;
import static org.afterword.storage.contract.Samples.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.MailSpool.Busy;
import org.afterword.storage.mail.MailSpool.Gone;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link MailSpool} promises. */
public abstract class MailSpoolContract {
    private MailSpool spool;

    /** A spool, empty or not. */
    protected abstract MailSpool spool() throws IOException;

    /** Lets time go on by so much, as the spool sees it; a real wait where the spool has a clock of its own. */
    protected abstract void wait(Duration time) throws Exception;

    protected Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @BeforeEach
    void openSpool() throws IOException {
        spool = spool();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50_000, 256 * 1024, 256 * 1024 + 1, 1024 * 1024 + 1, 9_000_001})
    void givesBackTheVeryBytesWithTheirJob(int size) throws IOException {
        SigningJob job = Samples.job(now());
        store(spool, job, bytes(size));
        try (Leased leased = leased(job)) {
            assertThat(leased.message().size()).isEqualTo(size);
            assertThat(mail(leased)).isEqualTo(bytes(size));
            assertThat(leased.job()).isEqualTo(job);
        }
    }

    @Test
    void keepsALargeJobWhole() throws IOException {
        SigningJob one = Samples.job(now());
        List<String> many = IntStream.range(0, 100)
                .mapToObj(number -> "recipient-" + number + "-" + "x".repeat(200) + "@fabrikam.example")
                .toList();
        SigningJob job = new SigningJob(
                one.jobId(), one.tenantId(), one.spoolName(), one.receivedAt(), 1, Envelope.of("", many));
        store(spool, job, bytes(100));
        try (Leased leased = leased(job)) {
            assertThat(leased.job()).isEqualTo(job);
        }
    }

    @Test
    void acceptsABlockLargerThanAnyBuffer() throws IOException {
        SigningJob job = Samples.job(now());
        try (MailSpool.Incoming incoming = spool.receive(job.spoolName())) {
            incoming.write('x');
            incoming.write(bytes(5_000_000));
            incoming.write(bytes(10));
            incoming.commit(job);
        }
        try (Leased leased = leased(job)) {
            assertThat(leased.message().size()).isEqualTo(5_000_011);
            assertThat(leased.message().bytes(1, 5_000_001)).isEqualTo(bytes(5_000_000));
        }
    }

    @Test
    void doesNotKnowWhatWasNotCommitted() throws IOException {
        SigningJob small = Samples.job(now());
        SigningJob large = Samples.job(now());
        try (MailSpool.Incoming incoming = spool.receive(small.spoolName())) {
            incoming.write(bytes(1000));
            assertThat(spool.lease(small.spoolName())).isInstanceOf(Gone.class);
        }
        try (MailSpool.Incoming incoming = spool.receive(large.spoolName())) {
            incoming.write(bytes(5_000_000));
        }
        assertThat(spool.lease(small.spoolName())).isInstanceOf(Gone.class);
        assertThat(spool.lease(large.spoolName())).isInstanceOf(Gone.class);
    }

    @Test
    void letsOnlyOneWorkOnAMail() throws IOException {
        SigningJob job = stored();
        try (Leased first = leased(job)) {
            assertThat(spool.lease(job.spoolName())).isInstanceOf(Busy.class);
            assertThat(first.job()).isEqualTo(job);
        }
        leased(job).close();
    }

    @Test
    void forgetsADeletedMail() throws IOException {
        SigningJob job = stored();
        try (Leased leased = leased(job)) {
            leased.delete();
        }
        assertThat(spool.lease(job.spoolName())).isInstanceOf(Gone.class);
        assertThat(spool.abandoned()).doesNotContain(job);
    }

    @Test
    void keepsTheLastNote() throws IOException {
        SigningJob job = stored();
        SigningJob again = job.again(Envelope.of("anna@contoso.example", List.of("cem@fabrikam.example")));
        SigningJob onceMore = again.again(again.envelope());
        try (Leased leased = leased(job)) {
            leased.note(again);
            assertThat(leased.job()).isEqualTo(again);
            leased.note(onceMore);
        }
        try (Leased leased = leased(job)) {
            assertThat(leased.job()).isEqualTo(onceMore);
            assertThat(mail(leased)).isEqualTo(bytes(100));
        }
    }

    @Test
    void aMailNobodyWorkedOnIsNotAbandoned() throws IOException {
        SigningJob job = stored();
        assertThat(spool.abandoned()).doesNotContain(job);
    }

    @Test
    void aMailWhoseLeaseWasGivenBackIsNotAbandoned() throws Exception {
        SigningJob job = stored();
        leased(job).close();
        assertThat(spool.abandoned()).doesNotContain(job);
    }

    @Test
    void aRenewedLeaseHolds() throws Exception {
        SigningJob job = stored();
        try (Leased leased = leased(job)) {
            wait(Duration.ofSeconds(40));
            leased.renew();
            wait(Duration.ofSeconds(40));
            assertThat(spool.lease(job.spoolName())).isInstanceOf(Busy.class);
            assertThat(spool.abandoned()).doesNotContain(job);
            leased.delete();
        }
    }

    @Test
    void aMailWhoseLeaseRanOutIsAbandonedAndTheOldHolderCanChangeNothing() throws Exception {
        SigningJob job = stored();
        try (Leased late = leased(job)) {
            late.note(job.again(job.envelope()));
            wait(Duration.ofSeconds(61));
            assertThat(spool.abandoned()).contains(job.again(job.envelope()));
            try (Leased next = leased(job)) {
                assertThat(spool.abandoned()).doesNotContain(job.again(job.envelope()));
                assertThatThrownBy(late::renew).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> late.note(job)).isInstanceOf(IOException.class);
                assertThatThrownBy(late::delete).isInstanceOf(IOException.class);
                late.close();
                assertThat(spool.lease(job.spoolName())).isInstanceOf(Busy.class);
                assertThat(next.job()).isEqualTo(job.again(job.envelope()));
            }
        }
    }

    @Test
    void removesOldMailThatWasNeverLeased() throws IOException {
        SigningJob never = stored();
        SigningJob leased = stored();
        leased(leased).close();
        LocalDate tomorrow = never.spoolName().day().plusDays(1);
        spool.removeNeverLeased(never.spoolName().day());
        leased(never).close();
        SigningJob again = stored();
        assertThat(spool.removeNeverLeased(tomorrow)).isPositive();
        assertThat(spool.lease(again.spoolName())).isInstanceOf(Gone.class);
        leased(leased).close();
        leased(never).close();
    }

    private SigningJob stored() throws IOException {
        SigningJob job = Samples.job(now());
        store(spool, job, bytes(100));
        return job;
    }

    private Leased leased(SigningJob job) throws IOException {
        MailSpool.Lease lease = spool.lease(job.spoolName());
        assertThat(lease).isInstanceOf(Leased.class);
        return (Leased) lease;
    }
}
