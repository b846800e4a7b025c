package org.afterword.engine.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BudgetTest {

    @Test
    void endsWorkThatTakesMoreStepsThanItMay() {
        Budget budget = Budget.of(100, Duration.ofMinutes(1));

        assertThatThrownBy(() -> budget.spendOn(BudgetTest::endless)).isInstanceOf(OverBudgetException.class);
        assertThat(budget.spent()).isEqualTo(101);
    }

    @Test
    void endsWorkWhoseTimeIsOver() {
        Budget budget = Budget.of(Long.MAX_VALUE, Duration.ofMillis(5));

        assertThatThrownBy(() -> budget.spendOn(BudgetTest::endless)).isInstanceOf(OverBudgetException.class);
    }

    @Test
    void canBeStoppedByAnotherThread() throws Exception {
        Budget budget = Budget.unlimited();
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> work = CompletableFuture.runAsync(() -> budget.spendOn(() -> {
            begun.countDown();
            return endless();
        }));
        begun.await();

        budget.stop();

        assertThat(work)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(OverBudgetException.class);
    }

    @Test
    void endsAPatternThatGoesBackAndForth() {
        Pattern fromEachStart = Pattern.compile("a*b");
        Budget budget = Budget.of(100_000, Duration.ofMinutes(1));

        assertThatThrownBy(() -> budget.spendOn(() -> fromEachStart
                        .matcher(new CountedText("a".repeat(5_000)))
                        .find()))
                .isInstanceOf(OverBudgetException.class);
    }

    @Test
    void costsNothingWhereThereIsNone() {
        Budget.steps(Long.MAX_VALUE);
        Budget.step();
    }

    @Test
    void endsWithItsWork() {
        Budget outer = Budget.unlimited();
        Budget inner = Budget.unlimited();

        outer.spendOn(() -> {
            Budget.step();
            inner.spendOn(() -> {
                Budget.steps(10);
                return "";
            });
            Budget.step();
            return "";
        });

        assertThat(outer.spent()).isEqualTo(2);
        assertThat(inner.spent()).isEqualTo(10);
    }

    private static String endless() {
        while (true) {
            Budget.step();
        }
    }
}
