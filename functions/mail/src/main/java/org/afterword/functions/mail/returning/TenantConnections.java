package org.afterword.functions.mail.returning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.SmtpConnection.NoConnection;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The pool of connections to one tenant's server. A connection is used for many mails, since a TLS handshake costs more than
 * a mail, and never for another tenant.
 *
 * <p>The policy: it begins with one connection. Each mail that is accepted allows one more, up to four. When the server
 * says that we send too much (4.7.500 to 4.7.699) the number is halved, and from then on it takes twenty accepted mails
 * to allow one more. When all are in use, a caller waits up to 20 s for one; then the mail is deferred. A connection that
 * was idle for a minute is closed, before the server does it.
 *
 * <p>Safe for use by several threads.
 */
final class TenantConnections {
    private static final int MOST = 4;
    private static final int SUCCESSES_AFTER_THROTTLING = 20;
    private static final Duration MOST_IDLE = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final SmtpEndpoint server;
    private final ReturnLine line;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Deque<PooledConnection> idle = new ArrayDeque<>();
    private int inUse;
    private int limit = 1;
    private int successes;
    private int successesForOneMore = 1;

    TenantConnections(SmtpEndpoint server, ReturnLine line, InstantSource clock) {
        this.server = server;
        this.line = line;
        this.clock = clock;
    }

    private record PooledConnection(SmtpConnection connection, Instant since) {}

    /**
     * A connection to send one mail over.
     *
     * @param pooled whether it has been used before, so that the server may have closed it meanwhile
     */
    record BorrowedConnection(SmtpConnection connection, boolean pooled) {}

    /** Borrows a pooled connection, or makes one. Each must be given back. */
    BorrowedConnection borrow() throws NoConnection {
        return borrow(true);
    }

    /** Makes a connection in place of one that turned out to be closed, which has been given back. */
    BorrowedConnection borrowNew() throws NoConnection {
        return borrow(false);
    }

    private BorrowedConnection borrow(boolean mayBePooled) throws NoConnection {
        SmtpConnection pooled = reserve(mayBePooled);
        if (pooled != null) {
            return new BorrowedConnection(pooled, true);
        }
        try {
            return new BorrowedConnection(SmtpConnection.open(line, server), false);
        } catch (NoConnection failed) {
            giveBack(null);
            throw failed;
        }
    }

    private @Nullable SmtpConnection reserve(boolean mayBePooled) throws NoConnection {
        lock.lock();
        try {
            long left = TIMEOUT.toNanos();
            while (inUse >= limit) {
                if (left <= 0) {
                    throw busy(null);
                }
                left = freed.awaitNanos(left);
            }
            inUse++;
            closeStale();
            PooledConnection newest = mayBePooled ? idle.pollFirst() : null;
            return newest == null ? null : newest.connection();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw busy(stopped);
        } finally {
            lock.unlock();
        }
    }

    private static NoConnection busy(@Nullable Throwable cause) {
        return new NoConnection(new Deferred(Cause.CONNECTIONS_BUSY, Optional.empty()), cause);
    }

    /** Gives back what was borrowed; null if it could not be made. */
    void giveBack(@Nullable SmtpConnection connection) {
        lock.lock();
        try {
            inUse--;
            if (connection != null && connection.usable()) {
                idle.addFirst(new PooledConnection(connection, clock.instant()));
            }
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adjusts how many connections there may be to what the server answered. */
    void learn(ReturnResult result) {
        boolean throttled = !result.recipients(
                        outcome -> outcome instanceof Deferred deferred && deferred.cause() == Cause.THROTTLED)
                .isEmpty();
        boolean accepted = !result.recipients(ReturnOutcome.Accepted.class).isEmpty();
        lock.lock();
        try {
            if (throttled) {
                limit = Math.max(1, limit / 2);
                successes = 0;
                successesForOneMore = SUCCESSES_AFTER_THROTTLING;
            } else if (accepted && limit < MOST && ++successes >= successesForOneMore) {
                successes = 0;
                limit++;
                freed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many connections may be in use now. */
    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    /** Closes connections that have been idle for a minute. */
    void closeStale() {
        closeIdle(clock.instant().minus(MOST_IDLE));
    }

    /** Closes all that is idle. */
    void closeIdle() {
        closeIdle(Instant.MAX);
    }

    private void closeIdle(Instant before) {
        lock.lock();
        try {
            while (!idle.isEmpty() && idle.peekLast().since().isBefore(before)) {
                idle.removeLast().connection().quit();
            }
        } finally {
            lock.unlock();
        }
    }
}
