package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.afterword.functions.mail.capacity.MemoryPermits.Held;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryPermitsTest {
    private static final long MB = 1 << 20;

    private final MemoryPermits memory = new MemoryPermits(10 * MB);

    @Test
    void givesNoMoreThanThereIs() throws InterruptedException {
        Held six = memory.take(6 * MB, Duration.ZERO).orElseThrow();
        assertThat(memory.take(6 * MB, Duration.ZERO)).isEmpty();
        assertThat(memory.taken()).isBetween(6 * MB, 7 * MB);
        six.close();
        six.close();
        assertThat(memory.taken()).isZero();
        assertThat(memory.take(6 * MB, Duration.ZERO)).isPresent();
    }

    @Test
    void knowsWhatWillNeverFit() {
        assertThat(memory.fits(10 * MB)).isTrue();
        assertThat(memory.fits(11 * MB)).isFalse();
        assertThat(memory.fits(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void equalSharesOfAllAreAll() throws InterruptedException {
        MemoryPermits odd = new MemoryPermits(7 * MB + 1_001);
        long third = (7 * MB + 1_001) / 3;
        for (int i = 0; i < 3; i++) {
            assertThat(odd.take(third, Duration.ZERO)).isPresent();
        }
        assertThat(odd.take(third, Duration.ZERO)).isEmpty();
    }

    @Test
    void whoTakesAllIsAlone() throws InterruptedException {
        Optional<Held> all = memory.take(Long.MAX_VALUE, Duration.ZERO);
        assertThat(all).isPresent();
        assertThat(memory.take(1, Duration.ZERO)).isEmpty();
        all.get().close();
        assertThat(memory.take(1, Duration.ZERO)).isPresent();
        assertThat(memory.take(Long.MAX_VALUE, Duration.ZERO)).isEmpty();
    }
}
