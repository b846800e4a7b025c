package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseKeeperTest {
    private final Renewals scheduler = new Renewals();
    private TestStamp stamp;
    private Leased leased;
    private long nanoseconds;

    @BeforeEach
    void lease() throws IOException {
        stamp = new TestStamp();
        SigningJob job = stamp.receive("ben@fabrikam.example");
        leased = (Leased) stamp.stores.spool().lease(job.spoolName());
    }

    @AfterEach
    void stop() throws IOException {
        scheduler.shutdownNow();
        stamp.close();
    }

    private void pass(Duration time) {
        nanoseconds += time.toNanos();
        stamp.clock.advance(time);
    }

    @Test
    void holdsTheLeaseForSixtySecondsAfterTheLastRenewal() throws IOException {
        try (LeaseKeeper keeper = new LeaseKeeper(leased, scheduler, () -> nanoseconds)) {
            pass(Duration.ofSeconds(59));
            assertThatCode(keeper::checkHeld).doesNotThrowAnyException();
            scheduler.renew();
            pass(Duration.ofSeconds(59));
            assertThatCode(keeper::checkHeld).doesNotThrowAnyException();
            pass(Duration.ofSeconds(1));
            assertThatThrownBy(keeper::checkHeld).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRenewalThatFailsDoesNotCount() throws IOException {
        try (LeaseKeeper keeper = new LeaseKeeper(leased, scheduler, () -> nanoseconds)) {
            leased.delete();
            pass(Duration.ofSeconds(30));
            scheduler.renew();
            pass(Duration.ofSeconds(30));
            assertThatThrownBy(keeper::checkHeld).hasMessage("the lease ran out while the mail was worked on");
        }
    }

    /** Runs the renewal when a test says so. */
    private static final class Renewals extends ScheduledThreadPoolExecutor {
        private final List<Runnable> renewals = new ArrayList<>();

        Renewals() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable renewal, long first, long between, TimeUnit unit) {
            renewals.add(renewal);
            return super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        void renew() {
            renewals.forEach(Runnable::run);
        }
    }
}
