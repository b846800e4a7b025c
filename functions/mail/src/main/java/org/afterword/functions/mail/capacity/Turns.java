package org.afterword.functions.mail.capacity;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.afterword.storage.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many of each tenant stand in a line at once, so that in the line the tenants take turns and who comes with much waits
 * behind itself. Safe for use by several threads.
 */
final class Turns {
    private final int each;
    private final Map<TenantId, Turn> turns = new ConcurrentHashMap<>();

    Turns(int each) {
        this.each = each;
    }

    private record Turn(Semaphore free, int users) {
        Turn with(int more) {
            return new Turn(free, users + more);
        }
    }

    /** Waits until the tenant may have one more in the line; if it may, {@link #leave} follows. */
    boolean enter(TenantId tenant, Duration timeout) throws InterruptedException {
        Turn turn = turns.compute(
                tenant, (key, known) -> (known == null ? new Turn(new Semaphore(each, true), 0) : known).with(1));
        boolean entered = false;
        try {
            entered = turn.free().tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return entered;
        } finally {
            if (!entered) {
                turns.computeIfPresent(tenant, (key, known) -> without(known));
            }
        }
    }

    void leave(TenantId tenant) {
        turns.computeIfPresent(tenant, (key, known) -> {
            known.free().release();
            return without(known);
        });
    }

    private static @Nullable Turn without(Turn turn) {
        return turn.users() == 1 ? null : turn.with(-1);
    }

    /** How many tenants have anything in the line, or wait for it. */
    int tenants() {
        return turns.size();
    }
}
