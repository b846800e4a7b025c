package org.afterword.storage.contract;

import static org.afterword.storage.contract.Samples.bytes;
import static org.afterword.storage.contract.Samples.mail;
import static org.afterword.storage.contract.Samples.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.afterword.engine.message.Envelope;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.MailSpool.Busy;
import org.afterword.storage.mail.MailSpool.Gone;
import org.afterword.storage.mail.MailSpool.LeaseLostException;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.mail.SpoolName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link MailSpool} promises. */
public abstract class MailSpoolContract {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration QUIET = Duration.ofSeconds(40);
    private static final Duration FOREVER = Duration.ofDays(1000);

    private MailSpool spool;

    /** A spool, empty or not. */
    protected abstract MailSpool spool() throws IOException;

    /** Lets time go on by so much, as the spool sees it; a real wait where the spool has a clock of its own. */
    protected abstract void wait(Duration time) throws Exception;

    /** So much time as this spool's {@link #wait} lets pass for it. */
    protected Duration time(Duration waited) {
        return waited;
    }

    /** Writes other JSON in the place of a mail's job, as another version or a fault may have done. */
    protected abstract void replaceJob(SpoolName name, String json) throws IOException;

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
    void tellsWhatIsNotedWhoeverHoldsTheLease() throws IOException {
        SigningJob job = Samples.job(now());
        assertThat(spool.noted(job.spoolName())).isEmpty();
        store(spool, job, bytes(100));
        assertThat(spool.noted(job.spoolName())).contains(job);
        Leased leased = leased(job);
        SigningJob next = job.again(job.envelope());
        leased.note(next);
        assertThat(spool.noted(job.spoolName())).contains(next);
        leased.delete();
        assertThat(spool.noted(job.spoolName())).isEmpty();
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
        assertThat(crashed()).doesNotContain(job);
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
    void noWorkerCrashedWithAMailThatNobodyWorkedOn() throws IOException {
        SigningJob job = stored();
        assertThat(crashed()).doesNotContain(job);
    }

    @Test
    void noWorkerCrashedWithAMailThatWasGivenBack() throws Exception {
        SigningJob job = stored();
        leased(job).close();
        assertThat(crashed()).doesNotContain(job);
    }

    @Test
    void aRenewedLeaseHolds() throws Exception {
        SigningJob job = stored();
        try (Leased leased = leased(job)) {
            wait(Duration.ofSeconds(40));
            leased.renew();
            wait(Duration.ofSeconds(40));
            assertThat(spool.lease(job.spoolName())).isInstanceOf(Busy.class);
            assertThat(crashed()).doesNotContain(job);
            leased.delete();
        }
    }

    @Test
    void theLeaseOfAMailThatIsGoneIsLost() throws Exception {
        SigningJob job = stored();
        try (Leased late = leased(job)) {
            wait(Duration.ofSeconds(61));
            try (Leased next = leased(job)) {
                next.delete();
            }
            assertThatThrownBy(late::renew).isInstanceOf(LeaseLostException.class);
        }
    }

    /** The bytes may come long after the lease; it is renewed by then. */
    @Test
    void aMailCanBeReadLongAfterItWasLeased() throws Exception {
        SigningJob job = Samples.job(now());
        store(spool, job, bytes(3_000_000));
        try (Leased leased = leased(job)) {
            wait(Duration.ofSeconds(40));
            leased.renew();
            wait(Duration.ofSeconds(40));
            assertThat(crashed()).doesNotContain(job);
            assertThat(mail(leased)).isEqualTo(bytes(3_000_000));
            leased.delete();
        }
    }

    @Test
    void aWorkerWhoseLeaseRanOutHasCrashedAndCanChangeNothing() throws Exception {
        SigningJob job = stored();
        try (Leased late = leased(job)) {
            late.note(job.again(job.envelope()));
            wait(Duration.ofSeconds(61));
            assertThat(crashed()).contains(job.again(job.envelope()));
            try (Leased next = leased(job)) {
                assertThat(crashed()).doesNotContain(job.again(job.envelope()));
                assertThatThrownBy(late::renew).isInstanceOf(LeaseLostException.class);
                assertThatThrownBy(() -> late.note(job)).isInstanceOf(LeaseLostException.class);
                assertThatThrownBy(late::delete).isInstanceOf(LeaseLostException.class);
                late.close();
                assertThat(spool.lease(job.spoolName())).isInstanceOf(Busy.class);
                assertThat(next.job()).isEqualTo(job.again(job.envelope()));
            }
        }
    }

    @Test
    void aMailThatNobodyHasTouchedForLongIsForgottenAndStays() throws Exception {
        SigningJob never = stored();
        SigningJob givenBack = stored();
        SigningJob noted = stored();
        SigningJob held = stored();
        assertThat(forgotten()).doesNotContain(never, givenBack, noted, held);
        wait(LONG);
        leased(givenBack).close();
        SigningJob next = noted.again(noted.envelope());
        try (Leased leased = leased(noted)) {
            leased.note(next);
        }
        try (Leased leased = leased(held)) {
            assertThat(forgotten()).contains(never).doesNotContain(givenBack, noted, next, held);
        }
        wait(LONG);
        assertThat(forgotten()).contains(never, givenBack, next, held);
        assertThat(crashed()).doesNotContain(never, givenBack, next, held);
        for (SigningJob job : List.of(never, givenBack, noted, held)) {
            try (Leased leased = leased(job)) {
                leased.delete();
            }
        }
        assertThat(forgotten()).doesNotContain(never, givenBack, next, held);
    }

    /** As after the death of an instance that had received its message and had not begun. */
    @Test
    void tellsWhichMailHasSurelyHadNoLease() throws Exception {
        SigningJob never = stored();
        SigningJob givenBack = stored();
        SigningJob crashed = stored();
        assertThat(neverLeased()).doesNotContain(never, givenBack, crashed);
        wait(Duration.ofSeconds(10));
        leased(givenBack).close();
        leased(crashed);
        wait(LONG);
        assertThat(neverLeased()).contains(never).doesNotContain(givenBack, crashed);
        wait(LONG);
        assertThat(neverLeased()).contains(never).doesNotContain(givenBack, crashed);
        MailSpool.Unattended late = spool.unattended(time(QUIET), time(QUIET));
        assertThat(late.neverLeased()).as("forgotten already").doesNotContain(never);
        assertThat(late.forgotten()).contains(never);
        for (SigningJob job : List.of(never, givenBack, crashed)) {
            try (Leased leased = leased(job)) {
                assertThat(neverLeased()).doesNotContain(job);
                leased.delete();
            }
        }
    }

    @Test
    void aLeaseWithoutTheBytesIsALease() throws Exception {
        SigningJob job = stored();
        wait(Duration.ofSeconds(10));
        SigningJob next = job.again(job.envelope());
        try (Leased unread = (Leased) spool.leaseUnread(job.spoolName())) {
            assertThat(unread.job()).isEqualTo(job);
            assertThat(spool.lease(job.spoolName())).isInstanceOf(Busy.class);
            assertThat(spool.leaseUnread(job.spoolName())).isInstanceOf(Busy.class);
            unread.renew();
            unread.note(next);
        }
        try (Leased leased = leased(job)) {
            assertThat(leased.job()).isEqualTo(next);
            assertThat(mail(leased)).isEqualTo(bytes(100));
        }
        ((Leased) spool.leaseUnread(job.spoolName())).delete();
        assertThat(spool.leaseUnread(job.spoolName())).isInstanceOf(Gone.class);
    }

    /** Whoever works on it, or nobody; what is kept aside does not count. */
    @Test
    void tellsHowOldTheOldestMailIs() throws Exception {
        SigningJob first = stored();
        wait(Duration.ofSeconds(10));
        SigningJob second = stored();
        Instant firstOldest = oldest();
        try (Leased leased = leased(first)) {
            assertThat(oldest()).isEqualTo(firstOldest);
            leased.note(first.keptAsideSince(now()));
        }
        Instant secondOldest = oldest();
        assertThat(secondOldest).isAfterOrEqualTo(firstOldest);
        try (Leased leased = leased(second)) {
            leased.delete();
        }
        try (Leased leased = leased(first)) {
            leased.delete();
        }
    }

    /** Its job says so; it is listed by itself, and is there whole for whoever asks for it by its name. */
    @Test
    void aMailThatIsKeptAsideIsListedAndStaysWhole() throws Exception {
        SigningJob job = stored();
        SigningJob large = Samples.job(now());
        store(spool, large, bytes(300_000));
        SigningJob aside = job.keptAsideSince(now());
        SigningJob largeAside = large.keptAsideSince(now());
        try (Leased leased = leased(job);
                Leased other = leased(large)) {
            leased.note(aside);
            other.note(largeAside);
        }
        wait(LONG);
        wait(LONG);
        MailSpool.Unattended found = spool.unattended(time(QUIET), FOREVER);
        assertThat(found.keptAside()).contains(aside, largeAside);
        assertThat(found.forgotten()).doesNotContain(aside, largeAside);
        assertThat(found.crashed()).doesNotContain(aside, largeAside);
        try (Leased leased = leased(job);
                Leased other = leased(large)) {
            assertThat(leased.job()).isEqualTo(aside);
            assertThat(mail(leased)).isEqualTo(bytes(100));
            assertThat(other.job()).isEqualTo(largeAside);
            assertThat(mail(other)).isEqualTo(bytes(300_000));
            leased.delete();
            other.delete();
        }
        assertThat(spool.unattended(time(QUIET), FOREVER).keptAside()).doesNotContain(aside, largeAside);
        assertThat(spool.lease(job.spoolName())).isInstanceOf(Gone.class);
    }

    /** A later version may write what this one does not understand; what a mail needs to go back is its envelope. */
    @Test
    void aJobThatIsNotUnderstoodStillSaysToWhomTheMailGoes() throws Exception {
        SigningJob job = stored();
        String later = job.toJson().replace("\"attempt\":1", "\"attempt\":{\"number\":1}");
        assertThatThrownBy(() -> SigningJob.parse(later)).isInstanceOf(IllegalArgumentException.class);
        replaceJob(job.spoolName(), later);
        wait(LONG);
        assertThat(forgotten()).contains(job);
        try (Leased leased = leased(job)) {
            assertThat(leased.job()).isEqualTo(job);
            assertThat(mail(leased)).isEqualTo(bytes(100));
            leased.delete();
        }
        assertThat(spool.lease(job.spoolName())).isInstanceOf(Gone.class);
    }

    @Test
    void aMailWithoutAnEnvelopeIsHeldAndNamedAndHidesNoOther() throws Exception {
        SigningJob unreadable = stored();
        SigningJob other = stored();
        SigningJob crashed = stored();
        replaceJob(unreadable.spoolName(), "{\"mail\":\"" + unreadable.jobId() + "\"}");
        assertThatThrownBy(() -> spool.lease(unreadable.spoolName())).isInstanceOf(IOException.class);
        wait(LONG);
        leased(crashed);
        wait(Duration.ofSeconds(61));
        MailSpool.Unattended found = spool.unattended(time(QUIET), FOREVER);
        assertThat(found.forgotten()).contains(other);
        assertThat(found.crashed()).contains(crashed);
        assertThat(found.unreadable()).anySatisfy(mail -> {
            assertThat(mail.name()).isEqualTo(unreadable.spoolName());
            assertThat(mail.why()).isNotBlank().doesNotContain("example");
        });
        replaceJob(unreadable.spoolName(), unreadable.toJson());
        for (SigningJob job : List.of(unreadable, other, crashed)) {
            try (Leased leased = leased(job)) {
                assertThat(leased.job()).isEqualTo(job);
                leased.delete();
            }
        }
    }

    private List<SigningJob> crashed() throws IOException {
        return spool.unattended(time(QUIET), FOREVER).crashed();
    }

    private List<SigningJob> forgotten() throws IOException {
        return spool.unattended(time(QUIET), FOREVER).forgotten();
    }

    private List<SigningJob> neverLeased() throws IOException {
        return spool.unattended(FOREVER, time(QUIET)).neverLeased();
    }

    private Instant oldest() throws IOException {
        return spool.unattended(FOREVER, FOREVER).oldest().orElseThrow();
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
