package org.afterword.functions.mail.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
    private static final TenantId A = new TenantId(UUID.randomUUID());
    private static final TenantId B = new TenantId(UUID.randomUUID());

    @Test
    void whoComesWithMuchWaitsBehindItself() throws InterruptedException {
        Turns turns = new Turns(2);
        assertThat(turns.enter(A, Duration.ZERO)).isTrue();
        assertThat(turns.enter(A, Duration.ZERO)).isTrue();
        assertThat(turns.enter(A, Duration.ZERO)).isFalse();
        assertThat(turns.enter(B, Duration.ZERO)).isTrue();
        turns.leave(A);
        assertThat(turns.enter(A, Duration.ZERO)).isTrue();
    }

    @Test
    void forgetsWhoHasNothingInTheLine() throws InterruptedException {
        Turns turns = new Turns(1);
        turns.enter(A, Duration.ZERO);
        turns.enter(A, Duration.ZERO);
        turns.enter(B, Duration.ZERO);
        assertThat(turns.tenants()).isEqualTo(2);
        turns.leave(A);
        turns.leave(B);
        assertThat(turns.tenants()).isZero();
    }
}
