package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.afterword.engine.budget.Budget;
import org.afterword.functions.mail.capacity.SigningPools.NoRoom;
import org.afterword.functions.mail.capacity.SigningPools.TooMuch;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SigningPoolsTest {
    private static final TenantId A = new TenantId(UUID.randomUUID());
    private static final TenantId B = new TenantId(UUID.randomUUID());
    private static final TenantId C = new TenantId(UUID.randomUUID());
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final long MB = 1 << 20;
    private static final int SMALL = 1_000;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch goOn = new CountDownLatch(1);
    /** Two quick threads, one slow one with three places, two of them for a tenant; 32 MB and 8 times 1.5 as much. */
    private final SigningPools pools = new SigningPools(capacity(SHORT));

    private static Capacity capacity(Duration quickTime) {
        return new Capacity(
                6,
                LONG,
                2,
                2,
                2,
                100_000,
                quickTime,
                1,
                3,
                2,
                10_000_000,
                Duration.ofSeconds(20),
                4 * MB,
                12 * MB,
                8,
                LONG);
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        pools.close();
        callers.shutdownNow();
    }

    private String quick() throws Exception {
        return pools.quickly(A, SMALL, LONG, memory -> spend(1_000));
    }

    private String slow(long steps) throws Exception {
        return pools.slowly(A, LONG, memory -> spend(steps));
    }

    private static String spend(long steps) {
        for (long i = 0; i < steps; i++) {
            Budget.step();
        }
        return "done";
    }

    @Test
    void largeMailLeavesAThreadToSmallMailAndFewOfItWait() throws Exception {
        try (SigningPools patient = new SigningPools(capacity(LONG))) {
            List<Future<String>> large = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                large.add(callers.submit(() -> patient.quickly(A, MB, LONG, this::untilToldToGoOn)));
            }
            awaitLarge(patient, 3);
            assertThatThrownBy(() -> patient.quickly(A, MB, LONG, this::untilToldToGoOn))
                    .as("what one organisation may have waiting")
                    .isInstanceOf(NoRoom.class);
            assertThat(patient.<String>quickly(A, SMALL, LONG, memory -> spend(1_000)))
                    .isEqualTo("done");
            large.add(callers.submit(() -> patient.quickly(B, MB, LONG, this::untilToldToGoOn)));
            awaitLarge(patient, 4);
            goOn.countDown();
            for (Future<String> one : large) {
                assertThat(one.get()).isEqualTo("done");
            }
            assertThat(patient.large()).isZero();
        }
    }

    private String untilToldToGoOn(SigningPools.Memory memory) throws InterruptedException {
        goOn.await();
        return "done";
    }

    private static void awaitLarge(SigningPools pools, int count) {
        while (pools.large() < count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsTooMuchForTheQuickPoolIsDoneInTheSlowOne() throws Exception {
        assertThat(quick()).isEqualTo("done");
        assertThatThrownBy(() -> pools.quickly(A, SMALL, LONG, memory -> spend(1_000_000)))
                .isInstanceOf(TooMuch.class);
        assertThat(slow(1_000_000)).isEqualTo("done");
        assertThatThrownBy(() -> pools.slowly(A, LONG, memory -> spend(100_000_000)))
                .isInstanceOf(TooMuch.class);
    }

    @Test
    void workThatIsStoppedEndsAtItsNextStep() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        assertThatThrownBy(() -> pools.slowly(A, SHORT, memory -> {
                    try {
                        while (true) {
                            Budget.steps(0);
                            Budget.step();
                            Thread.onSpinWait();
                            if (Thread.interrupted()) {
                                // Our loop has no reason to end but the budget.
                                goOn.countDown();
                            }
                        }
                    } finally {
                        ended.countDown();
                    }
                }))
                .isInstanceOf(TooMuch.class);
        ended.await();
        assertThat(slow(1)).isEqualTo("done");
    }

    @Test
    void workThatTakesNoStepsHoldsUpNobody() throws Exception {
        CountDownLatch running = new CountDownLatch(4);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TenantId tenant = i < 2 ? A : B;
            ends.add(callers.submit(() -> assertThatThrownBy(() -> pools.quickly(tenant, SMALL, LONG, memory -> {
                        running.countDown();
                        while (goOn.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        return "late";
                    }))
                    .isInstanceOf(TooMuch.class)));
        }
        running.await();
        for (Future<?> end : ends) {
            end.get();
        }
        assertThat(pools.runaways()).isEqualTo(4);
        assertThat(quick()).isEqualTo("done");
        goOn.countDown();
        while (pools.runaways() > 0) {
            Thread.onSpinWait();
        }
        assertThat(quick()).isEqualTo("done");
    }

    private Future<String> occupySlowPool(TenantId tenant) throws InterruptedException {
        int before = pools.slow();
        Future<String> occupied = callers.submit(() -> pools.slowly(tenant, LONG, memory -> {
            goOn.await();
            return "slow";
        }));
        while (pools.slow() == before) {
            Thread.onSpinWait();
        }
        return occupied;
    }

    @Test
    void theSlowPoolSaysWhenItHasItsFill() throws Exception {
        List<Future<String>> slow = new ArrayList<>(List.of(occupySlowPool(A), occupySlowPool(A)));
        assertThatThrownBy(() -> pools.slowly(A, LONG, memory -> "third"))
                .as("one tenant leaves places to others")
                .isInstanceOf(NoRoom.class);
        slow.add(occupySlowPool(B));
        assertThatThrownBy(() -> pools.slowly(C, LONG, memory -> "fourth")).isInstanceOf(NoRoom.class);
        assertThat(quick()).isEqualTo("done");
        goOn.countDown();
        for (Future<String> one : slow) {
            assertThat(one.get()).isEqualTo("slow");
        }
        assertThat(pools.slow()).isZero();
    }

    @Test
    void whatNeedsMoreMemoryThanThereIsIsNotBegun() {
        assertThatThrownBy(() -> pools.quickly(A, SMALL, LONG, memory -> {
                    memory.need(3 * MB);
                    return "begun";
                }))
                .isInstanceOf(TooMuch.class);
        assertThatThrownBy(() -> pools.slowly(A, LONG, memory -> {
                    memory.need(13 * MB);
                    return "begun";
                }))
                .isInstanceOf(TooMuch.class);
    }

    @Test
    void memoryIsTakenForAsLongAsTheWorkGoesOn() throws Exception {
        long taken = pools.slowly(A, LONG, memory -> {
            memory.need(11 * MB);
            memory.need(2 * MB);
            return pools.slowMemory();
        });
        assertThat(taken).isBetween(2 * MB, 3 * MB);
        assertThat(pools.slowMemory()).isZero();
    }

    @Test
    void nobodyWorksBesideOneThatMustBeAlone() throws Exception {
        Class<?> beside = pools.alone(A, LONG, memory -> {
            memory.need(11 * MB);
            try {
                return pools.quickly(A, SMALL, SHORT, quick -> String.class);
            } catch (NoRoom | TooMuch refused) {
                return refused.getClass();
            }
        });
        assertThat(beside).isIn(NoRoom.class, TooMuch.class);
        assertThat(quick()).isEqualTo("done");
    }

    @Test
    void anErrorEndsTheWorkAndNotTheThread() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> pools.quickly(A, SMALL, LONG, memory -> nest(1)))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(quick()).isEqualTo("done");
    }

    private static int nest(int depth) {
        return depth < 0 ? 0 : nest(depth + 1) + 1;
    }
}
