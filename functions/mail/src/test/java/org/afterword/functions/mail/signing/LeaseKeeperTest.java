package org.afterword.functions.mail.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.storage.mail.MailSpool.LeaseLostException;
import org.afterword.storage.mail.MailSpool.Leased;
import org.afterword.storage.mail.SigningJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaseKeeperTest {
    private final ManualTimer timer = new ManualTimer();
    private final AtomicInteger lost = new AtomicInteger();
    private TestStamp stamp;
    private Leased leased;
    private long nanoseconds;

    @BeforeEach
    void lease() throws IOException {
        stamp = new TestStamp();
        leased = leaseOne();
    }

    private Leased leaseOne() throws IOException {
        SigningJob job = stamp.receive("ben@fabrikam.example");
        return (Leased) stamp.stores.spool().lease(job.spoolName());
    }

    @AfterEach
    void stop() throws IOException {
        timer.shutdownNow();
        stamp.close();
    }

    private LeaseKeeper keeper(long asked) {
        return new LeaseKeeper(leased, timer, Runnable::run, () -> nanoseconds, asked, lost::incrementAndGet);
    }

    private void pass(Duration time) {
        nanoseconds += time.toNanos();
        stamp.clock.advance(time);
    }

    @Test
    void renewsBeforeAThirdOfTheLeaseIsOver() throws IOException {
        try (LeaseKeeper keeper = keeper(nanoseconds)) {
            for (int i = 0; i < 20; i++) {
                assertThat(timer.nextDue()).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
                pass(timer.nextDue());
                timer.run();
                assertThatCode(keeper::checkHeld).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void countsFromBeforeTheLeaseWasAskedFor() throws IOException {
        long asked = nanoseconds;
        pass(Duration.ofSeconds(45));
        try (LeaseKeeper keeper = keeper(asked)) {
            assertThat(timer.nextDue()).isEqualTo(Duration.ZERO);
            stamp.stores.spool().failNextRenew(1);
            assertThatThrownBy(keeper::checkHeld).isInstanceOf(IOException.class);
        }
    }

    @Test
    void asksAtOnceWhereTheLeaseIsInDoubt() throws IOException {
        try (LeaseKeeper keeper = keeper(nanoseconds)) {
            stamp.stores.spool().failNextRenew(1);
            timer.run();
            assertThat(timer.nextDue()).isEqualTo(Duration.ofSeconds(5));
            assertThatCode(keeper::checkHeld).as("held after all").doesNotThrowAnyException();
            stamp.stores.spool().failNextRenew(2);
            timer.run();
            assertThatThrownBy(keeper::checkHeld).hasMessageContaining("the lease may have run out");
        }
    }

    @Test
    void sendsNothingWhoseLeaseMightEndBeforeSendingBegins() throws IOException {
        try (LeaseKeeper keeper = keeper(nanoseconds)) {
            pass(Duration.ofSeconds(39));
            stamp.stores.spool().failNextRenew(1);
            assertThatCode(keeper::checkHeld).doesNotThrowAnyException();
            pass(Duration.ofSeconds(1));
            assertThatThrownBy(keeper::checkHeld).isInstanceOf(IOException.class);
        }
    }

    /** What is being sent may end for as long as the lease surely lasts, and without a call to the store. */
    @Test
    void nothingEndsUnderALeaseThatMayHaveRunOut() throws IOException {
        AtomicInteger renewals = new AtomicInteger();
        stamp.stores.spool().onRenew(renewals::incrementAndGet);
        try (LeaseKeeper keeper = keeper(nanoseconds)) {
            pass(Duration.ofSeconds(54));
            assertThat(keeper.mayEnd()).isTrue();
            pass(Duration.ofSeconds(1));
            assertThat(keeper.mayEnd()).isFalse();
            assertThat(renewals).hasValue(0);
            timer.run();
            assertThat(keeper.mayEnd()).as("renewed").isTrue();
            pass(Duration.ofSeconds(20));
            stamp.stores.spool().onRenew(() -> {
                throw new LeaseLostException(leased.job().spoolName(), null);
            });
            timer.run();
            assertThat(keeper.mayEnd()).as("lost").isFalse();
        }
    }

    /** Each holds the content of a mail. */
    @Test
    void theTimerKeepsNothingOfALeaseThatIsClosed() throws IOException {
        try (ScheduledThreadPoolExecutor usual = (ScheduledThreadPoolExecutor) LeaseKeeper.newTimer()) {
            LeaseKeeper keeper = new LeaseKeeper(leased, usual, Runnable::run, () -> 0L, 0L, lost::incrementAndGet);
            assertThat(usual.getQueue()).hasSize(1);
            keeper.close();
            assertThat(usual.getQueue()).isEmpty();
        }
    }

    @Test
    void aLeaseThatIsLostIsNotHeld() throws IOException {
        try (LeaseKeeper keeper = keeper(nanoseconds)) {
            pass(Duration.ofSeconds(61));
            Leased other = (Leased) stamp.stores.spool().lease(leased.job().spoolName());
            assertThatThrownBy(keeper::checkHeld).isInstanceOf(IOException.class);
            other.delete();
        }
    }

    /** A renewal that succeeds later would be of somebody else's lease. */
    @Test
    void aRenewalThatIsRefusedEndsTheLeaseForGood() throws IOException {
        AtomicInteger renewals = new AtomicInteger();
        stamp.stores.spool().onRenew(renewals::incrementAndGet);
        try (LeaseKeeper keeper = keeper(nanoseconds)) {
            pass(Duration.ofSeconds(61));
            ((Leased) stamp.stores.spool().lease(leased.job().spoolName())).close();
            timer.run();
            assertThat(lost).hasValue(1);
            assertThat(timer.isIdle()).isTrue();
            assertThatThrownBy(keeper::checkHeld).isInstanceOf(LeaseLostException.class);
            assertThatThrownBy(keeper::checkHeld).isInstanceOf(LeaseLostException.class);
            assertThat(renewals).as("nobody asks again").hasValue(1);
            assertThat(lost).hasValue(1);
        }
    }

    @Test
    void renewsNoMoreOnceItIsClosed() throws IOException {
        keeper(nanoseconds).close();
        stamp.stores.spool().failNextRenew(1);
        timer.run();
        assertThat(timer.isIdle()).isTrue();
        assertThatThrownBy(leased::renew).as("the failure was left for us").isInstanceOf(IOException.class);
    }

    @Test
    void noRenewalWaitsForAnother() throws Exception {
        int many = 24;
        CountDownLatch allAtOnce = new CountDownLatch(many);
        stamp.stores.spool().onRenew(() -> {
            allAtOnce.countDown();
            allAtOnce.await();
        });
        List<LeaseKeeper> keepers = new ArrayList<>();
        try (ExecutorService renewals = Executors.newCachedThreadPool()) {
            for (int i = 0; i < many; i++) {
                keepers.add(new LeaseKeeper(
                        leaseOne(), timer, renewals, () -> nanoseconds, nanoseconds, lost::incrementAndGet));
            }
            timer.run();
            assertThat(allAtOnce.await(30, TimeUnit.SECONDS)).isTrue();
            keepers.forEach(LeaseKeeper::close);
        }
    }
}
