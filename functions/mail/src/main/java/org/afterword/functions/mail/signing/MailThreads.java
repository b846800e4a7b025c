package org.afterword.functions.mail.signing;

import io.opentelemetry.context.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.afterword.functions.mail.capacity.Shares;
import org.afterword.functions.mail.returning.SendingLimit;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that see mails through, and the host's calls that wait for them. Safe for use by several threads.
 *
 * <p>The policy: a call waits for its mail, and fails as the work on the mail fails, so that the host gives the job out
 * again. If after the patience of {@link Capacity} the mail still waits for its tenant's server, the call ends well, the
 * host deletes the job's message, and the work goes on unattended, under its lease, which goes on being renewed. From then on
 * the note on the mail and the lease are all that knows of it: work that fails queues the job itself before it gives the
 * lease back, or leaves the lease to run out, by which the sweeper finds it, as it does when the process dies. So many may
 * be left alone at a time, and so many of a tenant; beyond that the call waits on.
 *
 * <p>All that is sent for one mail has a {@link SendingLimit}, which knows whether a call waits: so no call lasts for longer than the
 * host allows, however many wait on, and a large mail on a slow line is seen through without one.
 *
 * <p>The end of the process ends all work at once where the tenant's server has nothing of the mail yet, so that its job is
 * queued and its lease given back. What is past its final dot is waited for, for a bounded time, and then counts as not answered.
 */
final class MailThreads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MailThreads.class);

    /** For what was not answered to be noted and queued. */
    private static final Duration TO_NOTE = Duration.ofSeconds(1);

    private final Capacity capacity;
    private final Shares unattended;
    private final LongSupplier nanoTime;
    /** Guards {@link #ending} too: work is either in here when the end begins, or does not begin. */
    private final Set<Attendance> inHand = new HashSet<>();

    private boolean ending;
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("mail-", 0).daemon().factory());

    MailThreads(Capacity capacity, LongSupplier nanoTime) {
        this.capacity = capacity;
        this.nanoTime = nanoTime;
        this.unattended = new Shares(capacity.unattended(), capacity.unattendedOfOneTenant());
    }

    /** What is done for one mail. */
    @FunctionalInterface
    interface Work {
        void run(Attendance attendance) throws IOException;
    }

    /** The process ends: this mail is another's to work on. */
    static final class Ending extends IOException {
        private static final long serialVersionUID = 1L;

        Ending() {
            super("the process ends and takes no more mail");
        }
    }

    /** Between the work on a mail, the call that waits for it, and the end of the process. */
    static final class Attendance {
        private final SendingLimit sending;
        private @Nullable Thread stoppable;
        private boolean stopped;
        private boolean mayBeLeft;
        private boolean left;
        private boolean ended;

        Attendance(SendingLimit sending) {
            this.sending = sending;
        }

        /** For how long the mail may be sent. */
        SendingLimit sending() {
            return sending;
        }

        /**
         * The calling thread has the mail's lease: until it waits for the server it can be interrupted. (Before, a lease might be
         * taken that nobody knows of.)
         */
        synchronized void holdsLease() throws Ending {
            goesOn();
            stoppable = Thread.currentThread();
        }

        /** From now on the work waits for the tenant's server, and can be left alone. */
        synchronized void waitsForServer() throws Ending {
            goesOn();
            stoppable = null;
            mayBeLeft = true;
            sending.begin();
        }

        private void goesOn() throws Ending {
            if (stopped) {
                throw new Ending();
            }
        }

        /** Has the work end, unless it is past the final dot. */
        private void stop() {
            synchronized (this) {
                stopped = true;
                if (stoppable != null) {
                    stoppable.interrupt();
                }
            }
            sending.breakOff();
        }

        /** The calling thread is interrupted no more: its mail's lease is to be given back. */
        synchronized void endsUninterrupted() {
            stoppable = null;
            if (stopped) {
                Thread.interrupted();
            }
        }

        /** Whether the process ends. */
        synchronized boolean stopped() {
            return stopped;
        }

        /** Ends the attendance: answers whether the call will hear how the work ends. To be asked before a failure is thrown. */
        synchronized boolean endAttended() {
            ended = true;
            return !left;
        }

        private synchronized boolean leave() {
            left = mayBeLeft && !ended;
            if (left) {
                sending.leftAlone();
            }
            return left;
        }

        private synchronized boolean mayBeLeft() {
            return mayBeLeft && !ended;
        }
    }

    /**
     * Does the work on a thread of its own and waits for it, or leaves it alone.
     *
     * @throws Ending if the process ends and nothing was begun
     * @throws IOException as the work does
     */
    void attend(TenantId tenant, Work work) throws IOException {
        Attendance attendance = new Attendance(new SendingLimit(SendingLimit.USUAL, nanoTime));
        synchronized (inHand) {
            if (ending) {
                throw new Ending();
            }
            inHand.add(attendance);
        }
        Future<?> future;
        try {
            future = threads.submit(Context.current().wrap(() -> {
                run(tenant, work, attendance);
                return true;
            }));
        } catch (RejectedExecutionException closed) {
            forget(attendance);
            throw new Ending();
        }
        while (!ended(future)) {
            if (attendance.mayBeLeft() && unattended.take(tenant)) {
                if (attendance.leave()) {
                    return;
                }
                unattended.giveBack(tenant);
            }
        }
    }

    private void run(TenantId tenant, Work work, Attendance attendance) throws IOException {
        try {
            work.run(attendance);
        } catch (Throwable failed) {
            ProcessHealth.examine(failed);
            if (!attendance.endAttended()) {
                LOG.warn(
                        "a mail that was left alone was not returned: {}",
                        failed.getClass().getName());
            }
            throw failed;
        } finally {
            if (!attendance.endAttended()) {
                unattended.giveBack(tenant);
            }
            forget(attendance);
        }
    }

    private void forget(Attendance attendance) {
        synchronized (inHand) {
            inHand.remove(attendance);
        }
    }

    private List<Attendance> inHand() {
        synchronized (inHand) {
            return List.copyOf(inHand);
        }
    }

    /** Waits for as long as patience lasts. */
    private boolean ended(Future<?> future) throws IOException {
        try {
            future.get(capacity.patience().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("stopped while a mail was worked on", stopped);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException again -> throw again;
                case RuntimeException fault -> throw fault;
                // An Error that ends a call is never answered to the host, which would wait until its own timeout.
                case null, default ->
                    throw new IllegalStateException("an error ended the work on a mail", failed.getCause());
            }
        }
    }

    /** Something else that may take its time, on a thread of the same kind. */
    <T> Future<T> submit(Callable<T> task) {
        return threads.submit(Context.current().wrap(task));
    }

    /** How many mails are being returned without a call that waits for them. */
    int unattended() {
        return unattended.taken();
    }

    @Override
    public void close() {
        synchronized (inHand) {
            ending = true;
        }
        inHand().forEach(Attendance::stop);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(capacity.farewell().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the process ends while mail waits for its tenants' servers; it will be sent again");
                inHand().forEach(attendance -> attendance.sending().giveUp());
                threads.awaitTermination(TO_NOTE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
