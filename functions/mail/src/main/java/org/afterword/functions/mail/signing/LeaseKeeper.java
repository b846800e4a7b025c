package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.afterword.storage.mail.MailSpool.Leased;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease while its mail is worked on: every 15 s, so that three renewals may fail before the 60 s of the lease
 * are over. A worker that crashes stops renewing, and the sweeper queues the mail again.
 */
final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration LASTS = Duration.ofSeconds(60);

    private final Leased leased;
    private final ScheduledFuture<?> renewal;
    private final LongSupplier nanoTime;
    private volatile long renewedAt;

    LeaseKeeper(Leased leased, ScheduledExecutorService scheduler) {
        this(leased, scheduler, System::nanoTime);
    }

    LeaseKeeper(Leased leased, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.leased = leased;
        this.nanoTime = nanoTime;
        renewedAt = nanoTime.getAsLong();
        renewal = scheduler.scheduleWithFixedDelay(
                this::renew, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renew() {
        long asked = nanoTime.getAsLong();
        try {
            leased.renew();
            renewedAt = asked;
        } catch (IOException | RuntimeException failed) {
            LOG.warn("a lease could not be renewed: {}", failed.getClass().getName());
        }
    }

    /**
     * To be asked before the mail is sent.
     *
     * @throws IOException if the lease may have run out, so that somebody else may be working on the mail
     */
    void checkHeld() throws IOException {
        if (nanoTime.getAsLong() - renewedAt >= LASTS.toNanos()) {
            throw new IOException("the lease ran out while the mail was worked on");
        }
    }

    @Override
    public void close() {
        renewal.cancel(false);
    }
}
