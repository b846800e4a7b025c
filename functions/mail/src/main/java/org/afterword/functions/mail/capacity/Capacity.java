package org.afterword.functions.mail.capacity;

import java.time.Duration;

/**
 * How much mail this process takes on at once, and for how long: all the numbers, in one place.
 *
 * @param ofOneTenant how many of the host's 24 places one tenant may have while others have mail too. The host takes its next
 *     batch when 8 or fewer calls are left running ({@code newBatchThreshold}), so whoever holds that many holds up everybody
 * @param patience how long a call waits for a mail that waits for its tenant's server: longer than any server that is well
 *     takes for a mail, and short enough that servers which hang do not keep the places
 * @param unattended how many mails may wait for their tenants' servers without a call that waits for them: a thread and a
 *     connection each
 * @param unattendedOfOneTenant the same of one tenant, which has no more connections than that, those that hang included
 * @param quickThreads one for each core: signing does nothing but compute
 * @param quickSteps of {@link org.afterword.engine.budget.Budget}: of 1,991 letters that were tried, half take 16,000, one in
 *     a hundred more than 370,000, and but one more than 700,000; some tens of milliseconds
 * @param quickTime for a mail whose work takes few steps and long
 * @param slowThreads half of the cores, so that the other half is there for quick mail
 * @param slowPlaces how many mails may be in the slow pool, waiting ones too; each holds one of the host's places
 * @param slowOfOneTenant the same of one tenant
 * @param slowSteps some seconds
 * @param slowTime so that some mails get their turn within one deadline
 * @param quickMemory in bytes, what all mail in the quick pool may need together: an eighth of the heap, and at most 8 MB for
 *     each thread. But for one of 4 MB, no letter that was tried needs more than 6 MB, and what is made to cost time does, so it
 *     is told before it has cost any
 * @param slowMemory in bytes, three eighths of the heap: the same for the slow pool. What a mail needs is an estimate, and the
 *     other half of the heap holds leased mail, caches, and room for the collector
 * @param runaways how many works that were stopped may go on before the process counts as ill
 * @param farewell how long the end of the process waits for answers to mail that is past its final dot: the host kills a process
 *     3 to 10 s after it has told it to end
 */
public record Capacity(
        int ofOneTenant,
        Duration patience,
        int unattended,
        int unattendedOfOneTenant,
        int quickThreads,
        long quickSteps,
        Duration quickTime,
        int slowThreads,
        int slowPlaces,
        int slowOfOneTenant,
        long slowSteps,
        Duration slowTime,
        long quickMemory,
        long slowMemory,
        int runaways,
        Duration farewell) {

    /**
     * From how many bytes on a mail counts as large. What it costs to read and sign may be tens of milliseconds or all that a
     * quick mail may take, so it must not keep small ones waiting.
     */
    public static final long LARGE = 256 << 10;

    /** How many large mails wait for each other; each holds one of the host's places, so all in all fewer than 8. */
    static final int LARGE_WAITING = 3;

    /** What a process with so many cores and so much heap in bytes can take on. */
    public static Capacity of(int cores, long heap) {
        int slowThreads = Math.max(1, cores / 2);
        return new Capacity(
                6,
                Duration.ofSeconds(10),
                64,
                8,
                cores,
                1_000_000,
                Duration.ofSeconds(1),
                slowThreads,
                slowThreads + 3,
                Math.max(2, (slowThreads + 3) / 2),
                1_000_000_000,
                Duration.ofSeconds(20),
                Math.min(heap / 8, (8L << 20) * cores),
                heap / 8 * 3,
                8,
                Duration.ofSeconds(8));
    }

    /** By the cores and the heap that this process has. */
    public static Capacity ofThisProcess() {
        return of(
                Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory());
    }

    /** How many large mails may be read and signed as quick ones at once: small ones have a thread of their own. */
    int largeAtOnce() {
        return Math.clamp(quickThreads - 1, 1, 3);
    }

    /** How much memory one mail may need to be signed in the quick pool, in bytes. */
    public long quickShare() {
        return quickMemory / quickThreads;
    }

    /** How long a mail may take while all others wait. */
    Duration aloneTime() {
        return slowTime.dividedBy(4);
    }
}
