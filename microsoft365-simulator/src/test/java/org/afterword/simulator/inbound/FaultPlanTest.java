package org.afterword.simulator.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FaultPlanTest {
    private static final Fault.SenderAnswer BUSY = new Fault.SenderAnswer("451 4.7.500 Server busy");
    private static final Fault.SenderAnswer CLOSING = new Fault.SenderAnswer("421 4.3.2 Closing");

    private final FaultPlan plan = new FaultPlan();

    @Test
    void hasNothingDueAtFirst() {
        assertThat(plan.take(Fault.SenderAnswer.class)).isEmpty();
        assertThat(plan.has(Fault.Withheld.class, any -> true)).isFalse();
    }

    @Test
    void givesAFaultAsOftenAsItIsDue() {
        plan.add(BUSY, 2);

        assertThat(plan.take(Fault.SenderAnswer.class)).contains(BUSY);
        assertThat(plan.take(Fault.SenderAnswer.class)).contains(BUSY);
        assertThat(plan.take(Fault.SenderAnswer.class)).isEmpty();
    }

    @Test
    void givesFaultsOfOneKindInTheirOrderAndLeavesOthers() {
        plan.add(BUSY, 1);
        plan.add(new Fault.Greeting("421 4.3.2 Not now"), 1);
        plan.add(CLOSING, 1);

        assertThat(plan.take(Fault.SenderAnswer.class)).contains(BUSY);
        assertThat(plan.take(Fault.SenderAnswer.class)).contains(CLOSING);
        assertThat(plan.take(Fault.Greeting.class)).isPresent();
    }

    @Test
    void passesOverAFaultThatDoesNotFit() {
        plan.add(new Fault.RecipientAnswer("a@b.example", "550 5.1.1 No"), 1);
        plan.add(new Fault.RecipientAnswer("c@d.example", "451 4.7.500 Later"), 1);

        assertThat(plan.take(
                        Fault.RecipientAnswer.class, fault -> fault.address().equals("c@d.example")))
                .map(Fault.RecipientAnswer::reply)
                .contains("451 4.7.500 Later");
        assertThat(plan.take(
                        Fault.RecipientAnswer.class, fault -> fault.address().equals("c@d.example")))
                .isEmpty();
        assertThat(plan.take(Fault.RecipientAnswer.class)).isPresent();
    }

    @Test
    void doesNotUseUpAFaultThatIsOnlyAskedFor() {
        plan.add(new Fault.Withheld("CHUNKING"), 1);

        for (int i = 0; i < 3; i++) {
            assertThat(plan.has(Fault.Withheld.class, fault -> fault.keyword().equals("CHUNKING")))
                    .isTrue();
            assertThat(plan.has(Fault.Withheld.class, fault -> fault.keyword().equals("SIZE")))
                    .isFalse();
        }
    }

    @Test
    void forgetsEverythingWhenCleared() {
        plan.add(BUSY, Integer.MAX_VALUE);

        plan.clear();

        assertThat(plan.take(Fault.SenderAnswer.class)).isEmpty();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void givesAFaultToNoMoreSessionsThanItIsDueFor() throws InterruptedException {
        plan.add(BUSY, 100);
        ConcurrentLinkedQueue<Fault> taken = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(8);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 8; thread++) {
                threads.execute(() -> {
                    for (int i = 0; i < 50; i++) {
                        plan.take(Fault.SenderAnswer.class).ifPresent(taken::add);
                    }
                    done.countDown();
                });
            }
            done.await();
        }

        assertThat(taken).hasSize(100);
    }
}
