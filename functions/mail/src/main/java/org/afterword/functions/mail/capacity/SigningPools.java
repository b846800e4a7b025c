package org.afterword.functions.mail.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.afterword.engine.budget.Budget;
import org.afterword.engine.budget.OverBudgetException;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read and sign. Quick mail has a pool of its own, with a small budget each; what needs more goes to the slow
 * pool, where big and slow mails queue behind each other and not in front of small ones. In the quick pool large mail leaves one
 * thread to small mail, and only a few wait for the others. Safe for use by several threads.
 *
 * <p>Work that is stopped ends at its next step. One that takes no steps goes on; then its pool has one thread more until it
 * ends, so that nobody waits for it, and when there are too many such works the process counts as ill.
 */
public final class SigningPools implements AutoCloseable {
    /** How long after its time a work that takes no steps is waited for. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private static final Duration WAIT_FOR_MEMORY = Duration.ofSeconds(5);

    private final Capacity capacity;
    private final Pool quick;
    private final Pool slow;
    private final Turns turns;
    private final Shares largePlaces;
    private final Semaphore largeTurns;
    private final Shares slowPlaces;
    private final MemoryPermits quickMemory;
    private final MemoryPermits slowMemory;
    private int runaways;

    public SigningPools(Capacity capacity) {
        this.capacity = capacity;
        quick = new Pool("signing-", capacity.quickThreads());
        slow = new Pool("signing-slow-", capacity.slowThreads());
        turns = new Turns(capacity.quickThreads());
        int largePlacesOfAll = capacity.largeAtOnce() + Capacity.LARGE_WAITING;
        largePlaces = new Shares(largePlacesOfAll, largePlacesOfAll - 1);
        largeTurns = new Semaphore(capacity.largeAtOnce(), true);
        slowPlaces = new Shares(capacity.slowPlaces(), capacity.slowOfOneTenant());
        quickMemory = new MemoryPermits(capacity.quickMemory());
        slowMemory = new MemoryPermits(capacity.slowMemory());
    }

    /** The work asks for more steps, time or memory than it may. */
    public static final class TooMuch extends Exception {
        private static final long serialVersionUID = 1L;

        public TooMuch(String why) {
            super(why);
        }
    }

    /** As many slow or large mails are there as may be, or as the tenant may have of them. */
    public static final class NoRoom extends Exception {
        private static final long serialVersionUID = 1L;

        NoRoom() {
            super("the pool has its fill");
        }
    }

    /** Work whose memory is admitted while it goes on. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Memory memory) throws Exception;
    }

    /** What a work says about the memory that it needs next, before it takes it. */
    @FunctionalInterface
    public interface Memory {
        /**
         * Waits until so many bytes may be used, for the rest of the work, in place of what was asked for before.
         *
         * @throws TooMuch if there are never so many
         * @throws NoRoom if there are not so many now
         */
        void need(long bytes) throws TooMuch, NoRoom, InterruptedException;
    }

    /**
     * Does the work with the budget of quick mail. The tenants take turns.
     *
     * @param size of the mail, in bytes
     * @param atMost how long to wait for it, its turn included
     * @throws TooMuch if it is for the slow pool, or came too late
     * @throws NoRoom if a mail that is signed alone kept it from its turn, or it is large and others wait already
     * @throws ExecutionException with what the work threw
     */
    public <T> T quickly(TenantId tenant, long size, Duration atMost, Work<T> work)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        if (size < Capacity.LARGE) {
            return inTurn(tenant, end, work);
        }
        if (!largePlaces.take(tenant)) {
            throw new NoRoom();
        }
        try {
            if (!largeTurns.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            try {
                return inTurn(tenant, end, work);
            } finally {
                largeTurns.release();
            }
        } finally {
            largePlaces.giveBack(tenant);
        }
    }

    private <T> T inTurn(TenantId tenant, long end, Work<T> work)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        if (!turns.enter(tenant, until(end))) {
            throw late();
        }
        try {
            return quickly(until(end), work);
        } finally {
            turns.leave(tenant);
        }
    }

    private static Duration until(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private static TooMuch late() {
        return new TooMuch("more time than there was until its turn");
    }

    private <T> T quickly(Duration atMost, Work<T> work)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        return run(quick, atMost, new Task<>(work, capacity.quickSteps(), capacity.quickTime()) {
            @Override
            void takeMemory() throws NoRoom, InterruptedException {
                take(quickMemory, capacity.quickShare(), atMost);
            }

            @Override
            public void need(long bytes) throws TooMuch {
                if (bytes > capacity.quickShare()) {
                    throw new TooMuch("more memory than quick mail may have");
                }
            }
        });
    }

    /**
     * Does the work with the budget of slow mail.
     *
     * @throws NoRoom if it has to be tried again, soon
     */
    public <T> T slowly(TenantId tenant, Duration atMost, Work<T> work)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        return inSlowPool(tenant, atMost, new Task<>(work, capacity.slowSteps(), capacity.slowTime()) {
            @Override
            void takeMemory() {}

            @Override
            public void need(long bytes) throws TooMuch, NoRoom, InterruptedException {
                if (!slowMemory.fits(bytes)) {
                    throw new TooMuch("more memory than there is");
                }
                release();
                take(slowMemory, bytes, WAIT_FOR_MEMORY);
            }
        });
    }

    /**
     * Does the work while no other is done: for a mail that a process may have died of. Since all others wait, it has a quarter
     * of the time of a slow mail.
     *
     * @throws NoRoom if it has to be tried again, soon
     */
    public <T> T alone(TenantId tenant, Duration atMost, Work<T> work)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        return inSlowPool(tenant, atMost, new Task<>(work, capacity.slowSteps(), capacity.aloneTime()) {
            @Override
            void takeMemory() throws NoRoom, InterruptedException {
                take(slowMemory, Long.MAX_VALUE, WAIT_FOR_MEMORY);
                take(quickMemory, Long.MAX_VALUE, WAIT_FOR_MEMORY);
            }

            @Override
            public void need(long bytes) throws TooMuch {
                if (!slowMemory.fits(bytes)) {
                    throw new TooMuch("more memory than there is");
                }
            }
        });
    }

    private <T> T inSlowPool(TenantId tenant, Duration atMost, Task<T> task)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        if (!slowPlaces.take(tenant)) {
            throw new NoRoom();
        }
        try {
            return run(slow, atMost, task);
        } finally {
            slowPlaces.giveBack(tenant);
        }
    }

    private <T> T run(Pool pool, Duration atMost, Task<T> task)
            throws TooMuch, NoRoom, ExecutionException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Future<T> future = pool.threads.submit(task);
        boolean ended = false;
        try {
            if (!task.started.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
            long left = Math.max(0, end - System.nanoTime());
            T result = future.get(Math.min(task.time.plus(GRACE).toNanos(), left), TimeUnit.NANOSECONDS);
            ended = true;
            return result;
        } catch (TimeoutException tooLong) {
            throw new TooMuch("more time than it may take");
        } catch (ExecutionException failed) {
            ended = true;
            switch (failed.getCause()) {
                case OverBudgetException over -> throw new TooMuch("more steps or time than it may take");
                case TooMuch tooMuch -> throw tooMuch;
                case NoRoom noRoom -> throw noRoom;
                case null, default -> throw failed;
            }
        } finally {
            if (!ended) {
                future.cancel(true);
                task.stop(pool);
            }
        }
    }

    /** Counts a work that was stopped and goes on. */
    private synchronized void runaway(Pool pool) {
        pool.grow(1);
        if (++runaways > capacity.runaways()) {
            ProcessHealth.end(runaways + " works on mail could not be stopped");
        }
    }

    private synchronized void runawayEnded(Pool pool) {
        runaways--;
        pool.grow(-1);
    }

    /** How many mails are in the slow pool, waiting ones too. */
    public int slow() {
        return slowPlaces.taken();
    }

    /** How many large mails are read and signed as quick ones, or wait for that. */
    int large() {
        return largePlaces.taken();
    }

    /** How many works that were stopped go on. */
    public synchronized int runaways() {
        return runaways;
    }

    /** How much memory mail in the slow pool may use now, in bytes. */
    public long slowMemory() {
        return slowMemory.taken();
    }

    @Override
    public void close() {
        quick.threads.shutdownNow();
        slow.threads.shutdownNow();
    }

    private static final class Pool {
        private final ThreadPoolExecutor threads;
        private int size;

        Pool(String name, int size) {
            this.size = size;
            threads = new ThreadPoolExecutor(
                    size,
                    Integer.MAX_VALUE,
                    30,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().name(name, 0).daemon().factory());
            threads.allowCoreThreadTimeOut(true);
        }

        void grow(int by) {
            size += by;
            threads.setCorePoolSize(size);
        }
    }

    private abstract class Task<T> implements Callable<T>, Memory {
        final CountDownLatch started = new CountDownLatch(1);
        final Duration time;
        private final Work<T> work;
        private final long steps;
        private final List<MemoryPermits.Held> held = new ArrayList<>();
        private @Nullable Budget budget;
        private @Nullable Pool stoppedIn;
        private boolean ended;

        Task(Work<T> work, long steps, Duration time) {
            this.work = work;
            this.steps = steps;
            this.time = time;
        }

        /** Takes what is needed before anything is done. */
        abstract void takeMemory() throws NoRoom, InterruptedException;

        final void take(MemoryPermits permits, long bytes, Duration atMost) throws NoRoom, InterruptedException {
            MemoryPermits.Held taken = permits.take(bytes, atMost).orElseThrow(NoRoom::new);
            synchronized (this) {
                held.add(taken);
                if (stoppedIn != null) {
                    release();
                }
            }
        }

        final synchronized void release() {
            held.forEach(MemoryPermits.Held::close);
            held.clear();
        }

        @Override
        public T call() throws Exception {
            try {
                takeMemory();
                Budget begun = begin();
                started.countDown();
                return begun.spendOn(() -> work.run(this));
            } catch (Throwable failed) {
                ProcessHealth.examine(failed);
                throw failed;
            } finally {
                started.countDown();
                end();
            }
        }

        private synchronized Budget begin() {
            if (stoppedIn != null) {
                throw new CancellationException();
            }
            budget = Budget.of(steps, time);
            return budget;
        }

        private synchronized void end() {
            release();
            ended = true;
            if (stoppedIn != null && budget != null) {
                runawayEnded(stoppedIn);
            }
        }

        /** Ends the work at its next step, or before it begins. Others need not wait for it. */
        final synchronized void stop(Pool pool) {
            if (ended) {
                return;
            }
            stoppedIn = pool;
            if (budget != null) {
                budget.stop();
                release();
                runaway(pool);
            }
        }
    }
}
