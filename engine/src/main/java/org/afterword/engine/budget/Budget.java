package org.afterword.engine.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the work on one message may cost. Whoever loops over what a stranger wrote takes a step for each turn; a step beyond
 * the budget throws, and so ends the work wherever it is.
 *
 * <p>The budget belongs to the thread that works, as its interrupt flag does, since each loop of the engine is
 * asked and none has a say in it. Without one, steps cost nothing. Taking steps is for the thread that works; {@link #stop}
 * and {@link #spent} are for any.
 */
public final class Budget {
    private static final ThreadLocal<@Nullable Budget> CURRENT = new ThreadLocal<>();
    /** How many steps pass between two looks at the clock: some microseconds of work. */
    private static final long BETWEEN_LOOKS = 4_096;
    /** How many bytes a plain pass goes over in a step's time. */
    private static final long IN_ONE_STEP = 8;

    private final long most;
    private final long end;
    private long nextLook = BETWEEN_LOOKS;
    private volatile long spent;
    private volatile boolean stopped;

    private Budget(long most, long end) {
        this.most = most;
        this.end = end;
    }

    /** Counts, and ends nothing before {@link #stop}. */
    public static Budget unlimited() {
        return new Budget(Long.MAX_VALUE, System.nanoTime() + Long.MAX_VALUE / 2);
    }

    /**
     * So many steps, and so much time from now.
     *
     * @param most in steps; one is about what a character or an element costs, some nanoseconds
     */
    public static Budget of(long most, Duration time) {
        return new Budget(most, System.nanoTime() + time.toNanos());
    }

    /** Work on a message. */
    @FunctionalInterface
    public interface Work<T, X extends Exception> {
        T run() throws X;
    }

    /**
     * Does the work on this thread, within this budget.
     *
     * @throws OverBudgetException if it asks for more, or was stopped
     */
    public <T, X extends Exception> T spendOn(Work<T, X> work) throws X {
        Budget before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.run();
        } finally {
            CURRENT.set(before);
        }
    }

    /** Takes one step of the budget of the work that this thread does. */
    public static void step() {
        steps(1);
    }

    /**
     * Takes steps of the budget of the work that this thread does: before, or after, something whose cost is known.
     *
     * @throws OverBudgetException if there are not so many left, if its time is over, or if it was stopped
     */
    public static void steps(long count) {
        Budget current = CURRENT.get();
        if (current != null) {
            current.take(count);
        }
    }

    /**
     * Takes the steps that one plain pass over so many bytes or characters costs, which is less than one for each.
     *
     * @throws OverBudgetException as {@link #steps}
     */
    public static void pass(long count) {
        steps(1 + count / IN_ONE_STEP);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread takes, others look.
    private void take(long count) {
        spent += count;
        if (spent > most) {
            throw new OverBudgetException("a message asks for more work than it may");
        }
        if (spent >= nextLook) {
            nextLook = spent + BETWEEN_LOOKS;
            if (stopped || System.nanoTime() - end >= 0) {
                throw new OverBudgetException("the time for a message is over");
            }
        }
    }

    /** Ends the work at one of its next steps. */
    public void stop() {
        stopped = true;
    }

    /** How many steps have been taken. */
    public long spent() {
        return spent;
    }
}
