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
 * The connections to one tenant's server. They are kept for the next mail, since a TLS handshake costs more than a mail,
 * and never serve another tenant.
 *
 * <p>The policy: it begins with one connection. Each mail that is accepted allows one more, up to four. When the server
 * says that we send too much (4.7.500 to 4.7.699) the number is halved, and from then on it takes twenty accepted mails
 * to allow one more. Who finds all in use waits a while, and is told that they are busy if none becomes free. A
 * connection that was idle for a minute is closed, before the server does it.
 *
 * <p>Safe for use by several threads.
 */
final class TenantConnections {
    private static final int MOST = 4;
    private static final int SUCCESSES_AFTER_THROTTLING = 20;
    private static final Duration MOST_IDLE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SmtpEndpoint server;
    private final ReturnLine line;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Deque<Kept> idle = new ArrayDeque<>();
    private int inUse;
    private int limit = 1;
    private int successes;
    private int successesForOneMore = 1;

    TenantConnections(SmtpEndpoint server, ReturnLine line, InstantSource clock) {
        this.server = server;
        this.line = line;
        this.clock = clock;
    }

    private record Kept(SmtpConnection connection, Instant since) {}

    /**
     * A connection to send one mail over.
     *
     * @param kept whether it has been used before, so that the server may have closed it meanwhile
     */
    record Taken(SmtpConnection connection, boolean kept) {}

    /** Takes a kept connection, or makes one. Each that is taken must be given back. */
    Taken take() throws NoConnection {
        return take(true);
    }

    /** Makes a connection in place of one that turned out to be closed, which has been given back. */
    Taken takeFresh() throws NoConnection {
        return take(false);
    }

    private Taken take(boolean keptWillDo) throws NoConnection {
        SmtpConnection kept = reserve(keptWillDo);
        if (kept != null) {
            return new Taken(kept, true);
        }
        try {
            return new Taken(SmtpConnection.open(line, server), false);
        } catch (NoConnection failed) {
            giveBack(null);
            throw failed;
        }
    }

    private @Nullable SmtpConnection reserve(boolean keptWillDo) throws NoConnection {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (inUse >= limit) {
                if (left <= 0) {
                    throw busy(null);
                }
                left = freed.awaitNanos(left);
            }
            inUse++;
            closeStale();
            Kept newest = keptWillDo ? idle.pollFirst() : null;
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

    /** Gives back what was taken; null if it could not be made. */
    void giveBack(@Nullable SmtpConnection connection) {
        lock.lock();
        try {
            inUse--;
            if (connection != null && connection.usable()) {
                idle.addFirst(new Kept(connection, clock.instant()));
            }
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Draws conclusions about how many connections the server likes. */
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

    /** Closes what has been idle for long. */
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
                idle.removeLast().connection().part();
            }
        } finally {
            lock.unlock();
        }
    }
}
