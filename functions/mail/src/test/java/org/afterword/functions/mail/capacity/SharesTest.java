package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

/** {@link Shares} and {@link Slots}, which are shares of the host's places. */
class SharesTest {
    private static final TenantId A = new TenantId(UUID.randomUUID());
    private static final TenantId B = new TenantId(UUID.randomUUID());
    private static final TenantId C = new TenantId(UUID.randomUUID());

    private final AtomicLong nanoseconds = new AtomicLong(5);
    private final Slots slots = new Slots(2, nanoseconds::get);

    @Test
    void eachMayHaveItsShareAndAllTogetherTheSum() {
        Shares shares = new Shares(3, 2);
        assertThat(shares.take(A)).isTrue();
        assertThat(shares.take(A)).isTrue();
        assertThat(shares.take(A)).isFalse();
        assertThat(shares.take(B)).isTrue();
        assertThat(shares.take(C)).isFalse();
        shares.giveBack(A);
        assertThat(shares.taken()).isEqualTo(2);
        assertThat(shares.take(C)).isTrue();
    }

    @Test
    void aTenantThatIsAloneMayHaveAllPlaces() {
        for (int i = 0; i < 24; i++) {
            assertThat(slots.enter(A)).isTrue();
        }
        assertThat(slots.taken()).isEqualTo(24);
    }

    @Test
    void oneWithANeighbourMayHaveItsShare() {
        assertThat(slots.enter(B)).isTrue();
        slots.leave(B);
        assertThat(slots.enter(A)).isTrue();
        assertThat(slots.enter(A)).isTrue();
        assertThat(slots.enter(A)).isFalse();
        assertThat(slots.enter(B)).as("the neighbour's place is there").isTrue();
        slots.leave(A);
        assertThat(slots.enter(A)).isTrue();
    }

    @Test
    void aNeighbourIsForgottenAfterAMinute() {
        slots.enter(B);
        slots.leave(B);
        for (int i = 0; i < 2; i++) {
            slots.enter(A);
        }
        assertThat(slots.enter(A)).isFalse();
        nanoseconds.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(slots.enter(A)).isTrue();
    }
}
