package org.afterword.gateway.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.engine.message.EsmtpParameters;
import org.afterword.engine.message.MailAddress;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.storage.mail.MailSpool;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.tenant.TenantId;

/**
 * Where mail comes in: begins transactions, as long as there is room for them and the gateway is not stopping. Safe for
 * use by several threads.
 */
public final class MailIntake {
    private final MailSpool spool;
    private final SigningQueue queue;
    private final TenantResolver tenants;
    private final TenantDoors doors;
    private final IntakeLimits limits;
    private final GatewayMetrics metrics;
    private final Clock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<TenantId, Integer> openByTenant = new ConcurrentHashMap<>();
    private int open;
    private volatile boolean draining;

    public MailIntake(
            MailSpool spool,
            SigningQueue queue,
            TenantResolver tenants,
            TenantDoors doors,
            IntakeLimits limits,
            GatewayMetrics metrics,
            Clock clock) {
        this.spool = spool;
        this.queue = queue;
        this.tenants = tenants;
        this.doors = doors;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
    }

    public IntakeLimits limits() {
        return limits;
    }

    /** Begins to take a mail; empty if the gateway is stopping. The caller closes the transaction in any case. */
    public Optional<InboundTransaction> begin(Optional<MailAddress> reversePath, EsmtpParameters parameters) {
        lock.lock();
        try {
            if (draining) {
                return Optional.empty();
            }
            open++;
        } finally {
            lock.unlock();
        }
        return Optional.of(new InboundTransaction(this, reversePath, parameters));
    }

    /** From now on no mail is begun. */
    public void drain() {
        lock.lock();
        try {
            draining = true;
        } finally {
            lock.unlock();
        }
    }

    public boolean isDraining() {
        return draining;
    }

    /** How many mails are coming in. */
    public int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the last mail that was begun is answered. @return false if that took longer than {@code timeout} */
    public boolean awaitQuiet(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (open > 0) {
                if (left <= 0) {
                    return false;
                }
                left = ended.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    MailSpool spool() {
        return spool;
    }

    SigningQueue queue() {
        return queue;
    }

    TenantResolver tenants() {
        return tenants;
    }

    TenantDoors doors() {
        return doors;
    }

    GatewayMetrics metrics() {
        return metrics;
    }

    Clock clock() {
        return clock;
    }

    /** Takes a place among the tenant's open mails. @return false if it has too many */
    boolean enter(TenantId tenant) {
        int now = openByTenant.merge(tenant, 1, Integer::sum);
        if (now > limits.transactionsPerTenant()) {
            leave(tenant);
            return false;
        }
        return true;
    }

    void leave(TenantId tenant) {
        openByTenant.computeIfPresent(tenant, (id, count) -> count > 1 ? count - 1 : null);
    }

    void ended() {
        lock.lock();
        try {
            open--;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
