package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.afterword.engine.Decision;
import org.afterword.engine.SignatureEngine;
import org.afterword.engine.model.Reason;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.SigningPools;
import org.afterword.functions.mail.capacity.SigningPools.NoRoom;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.afterword.storage.tenant.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SignerTest {
    private final SignatureEngine engine = new SignatureEngine();
    private TestStamp stamp;

    @BeforeEach
    void start() throws IOException {
        stamp = new TestStamp();
    }

    @AfterEach
    void stop() throws IOException {
        stamp.close();
    }

    private Decision sign(SigningJob job, boolean lastTry, boolean leaveAllAlone) throws IOException {
        try {
            return sign(job, lastTry, leaveAllAlone, Capacity.ofThisProcess());
        } catch (NoRoom full) {
            throw new AssertionError(full);
        }
    }

    private Decision sign(SigningJob job, boolean lastTry, boolean leaveAllAlone, Capacity capacity)
            throws IOException, NoRoom {
        SigningPolicy policy =
                new SigningPolicy("stamp.afterword.example", Duration.ofSeconds(60), leaveAllAlone, capacity);
        Tenant tenant = stamp.stores.tenants().find(TestStamp.CONTOSO).orElseThrow();
        try (MailThreads threads = new MailThreads(capacity, System::nanoTime);
                SigningPools pools = new SigningPools(capacity);
                Leased leased = (Leased) stamp.stores.spool().lease(job.spoolName())) {
            return new Signer(stamp.stores.stores(), engine, policy, pools, threads, stamp.clock)
                    .sign(leased.message(), job, tenant, "by us", lastTry)
                    .copies()
                    .getFirst()
                    .result()
                    .decision();
        }
    }

    /** With so much memory in bytes, and so many places in the slow pool. */
    private static Capacity capacity(long quickMemory, long slowMemory, int slowPlaces) {
        return new Capacity(
                6,
                Duration.ofSeconds(10),
                8,
                8,
                1,
                20_000_000,
                Duration.ofSeconds(10),
                1,
                slowPlaces,
                slowPlaces,
                1_000_000_000,
                Duration.ofSeconds(20),
                quickMemory,
                slowMemory,
                8,
                Duration.ofSeconds(1));
    }

    @Test
    void whatIsTooMuchForTheQuickPoolIsSignedInTheSlowOne() throws IOException, NoRoom {
        SigningJob job = stamp.receive("ben@fabrikam.example");

        assertThat(sign(job, false, false, capacity(1, 1 << 20, 1))).isInstanceOf(Decision.Sign.class);
    }

    @Test
    void whatNeedsMoreMemoryThanThereIsGoesBackAsItWas() throws IOException, NoRoom {
        SigningJob job = stamp.receive("ben@fabrikam.example");

        assertThat(sign(job, false, false, capacity(1, 1, 1))).isEqualTo(new Decision.PassThrough(Reason.OVER_BUDGET));
    }

    @Test
    void waitsForItsTurnInTheSlowPoolUntilTheDeadline() throws IOException, NoRoom {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        Capacity full = capacity(1, 1 << 20, 0);

        assertThatThrownBy(() -> sign(job, true, false, full)).isInstanceOf(NoRoom.class);
        stamp.clock.advance(Duration.ofSeconds(60));
        assertThat(sign(job, true, false, full)).isEqualTo(new Decision.PassThrough(Reason.OVER_BUDGET));
    }

    @Test
    void aMailThatAWorkerDiedWithHasLongerForThat() throws IOException, NoRoom {
        SigningJob job = stamp.receive("ben@fabrikam.example").afterCrash();
        Capacity full = capacity(1 << 20, 1 << 20, 0);
        stamp.clock.advance(Duration.ofSeconds(299));

        assertThatThrownBy(() -> sign(job, false, false, full)).isInstanceOf(NoRoom.class);
        stamp.clock.advance(Duration.ofSeconds(1));
        assertThat(sign(job, false, false, full)).isEqualTo(new Decision.PassThrough(Reason.OVER_BUDGET));
    }

    @ParameterizedTest
    @CsvSource({"CONNECTED,false,true", "CONNECTED,true,false", "PAUSED,false,false", "PENDING,false,false"})
    void signsForConnectedTenantsUnlessSwitchedOff(Tenant.State state, boolean leaveAllAlone, boolean signed)
            throws IOException {
        stamp.tenant(state);

        Decision decision = sign(stamp.receive("ben@fabrikam.example"), false, leaveAllAlone);

        assertThat(decision instanceof Decision.Sign).isEqualTo(signed);
        if (!signed) {
            assertThat(decision).isEqualTo(new Decision.PassThrough(Reason.NOT_CONNECTED));
        }
    }

    @Test
    void aMailThatWaitedBeyondTheDeadlineIsStillSigned() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.clock.advance(Duration.ofHours(1));

        assertThat(sign(job, false, false)).isInstanceOf(Decision.Sign.class);
    }

    @Test
    void isTriedAgainWhileThereIsTime() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.signatures().unavailable(true);
        stamp.clock.advance(Duration.ofSeconds(59));

        assertThatThrownBy(() -> sign(job, false, false)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"60,false", "0,true"})
    void theOriginalGoesBackAtTheDeadlineOrAfterTheLastTry(long seconds, boolean lastTry) throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        stamp.stores.signatures().unavailable(true);
        stamp.clock.advance(Duration.ofSeconds(seconds));

        assertThat(sign(job, lastTry, false)).isEqualTo(new Decision.PassThrough(Reason.STORE_UNAVAILABLE));
    }
}
