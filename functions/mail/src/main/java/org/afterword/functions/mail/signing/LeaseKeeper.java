package org.afterword.functions.mail.signing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.afterword.storage.mail.MailSpool.LeaseLostException;
import org.afterword.storage.mail.MailSpool.Leased;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease while its mail is worked on, and says whether it is held. A worker that crashes stops renewing, and the
 * sweeper queues the mail again. Safe for use by several threads.
 *
 * <p>The policy: a renewal begins a third of the lease's 60 s after the last one began, or up to a quarter earlier, so that
 * those of many mails do not come together; after one that failed, 5 s later. Each runs on a thread of its own: on a slow
 * store one may take 25 s. A lease counts from before the request for it, since the store counts from some moment behind that.
 * One that the store says is lost stays lost: what could be renewed later would be another worker's.
 */
final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration LASTS = Duration.ofSeconds(60);
    private static final Duration EVERY = LASTS.dividedBy(3);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);
    /** What sending takes to begin: a connection, TLS, the envelope. */
    private static final Duration TO_BEGIN = Duration.ofSeconds(20);
    /** What the final dot takes on its way to the server. */
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final Leased leased;
    private final ScheduledExecutorService timer;
    private final Executor renewals;
    private final LongSupplier nanoTime;
    private final Runnable whenLost;
    private volatile long heldSince;
    private volatile boolean inDoubt;
    private volatile boolean lost;
    private volatile boolean closed;
    private volatile @Nullable ScheduledFuture<?> next;

    /**
     * @param timer says when a renewal is due
     * @param renewals runs each of them without waiting for others
     * @param asked when the lease was asked for, by {@code nanoTime}
     * @param whenLost called once, if the lease is lost while it is kept
     */
    LeaseKeeper(
            Leased leased,
            ScheduledExecutorService timer,
            Executor renewals,
            LongSupplier nanoTime,
            long asked,
            Runnable whenLost) {
        this.leased = leased;
        this.whenLost = whenLost;
        this.timer = timer;
        this.renewals = renewals;
        this.nanoTime = nanoTime;
        heldSince = asked;
        schedule();
    }

    /** A timer for many leases, which forgets at once what is cancelled: it would keep the mail in memory. */
    static ScheduledExecutorService newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("lease-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private void schedule() {
        long due = inDoubt
                ? AFTER_A_FAILURE.toNanos()
                : heldSince
                        + (long) (EVERY.toNanos()
                                * (1 - ThreadLocalRandom.current().nextDouble() / 4))
                        - nanoTime.getAsLong();
        try {
            next = timer.schedule(() -> renewals.execute(this::renewInTime), Math.max(0, due), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException processEnds) {
            LOG.debug("a lease is renewed no more: the process ends");
        }
        if (closed) {
            cancelNext();
        }
    }

    private void cancelNext() {
        ScheduledFuture<?> due = next;
        if (due != null) {
            due.cancel(false);
        }
    }

    private void renewInTime() {
        renew();
        if (!closed && !lost) {
            schedule();
        }
    }

    private synchronized void renew() {
        if (closed || lost) {
            return;
        }
        long asked = nanoTime.getAsLong();
        try {
            leased.renew();
            heldSince = asked;
            inDoubt = false;
        } catch (LeaseLostException ended) {
            lost = true;
            if (!closed) {
                LOG.warn("a lease was lost: another worker may have its mail");
                whenLost.run();
            }
        } catch (IOException | RuntimeException failed) {
            inDoubt = true;
            if (!closed) {
                LOG.warn("a lease could not be renewed: {}", failed.getClass().getName());
            }
        }
    }

    /**
     * To be asked before the mail is sent. Where the last renewal failed, or is so long ago that the lease might run out
     * before sending begins, it is renewed first.
     *
     * @throws LeaseLostException if it is known to be lost
     * @throws IOException if the lease may have been lost, so that somebody else may be working on the mail
     */
    void checkHeld() throws IOException {
        if (!surelyHeld()) {
            renew();
        }
        if (lost) {
            throw new LeaseLostException(leased.job().spoolName(), null);
        }
        if (!surelyHeld()) {
            throw new IOException("the lease may have run out while the mail was worked on");
        }
    }

    private boolean surelyHeld() {
        return !lost && !inDoubt && heldFor(TO_BEGIN);
    }

    /** Whether nobody else can have the mail when its final dot arrives that is sent now. Asks no store and waits for nothing. */
    boolean mayEnd() {
        return !lost && heldFor(TO_END);
    }

    private boolean heldFor(Duration atLeast) {
        return nanoTime.getAsLong() - heldSince < LASTS.minus(atLeast).toNanos();
    }

    /** Renews no more. A renewal that is under way may still end. */
    @Override
    public void close() {
        closed = true;
        cancelNext();
    }
}
