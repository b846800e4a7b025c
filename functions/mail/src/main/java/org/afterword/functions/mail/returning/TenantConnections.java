package org.afterword.functions.mail.returning;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.capacity.Capacity;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ServerGate.Entered;
import org.afterword.functions.mail.returning.ServerGate.PutBack;
import org.afterword.functions.mail.returning.SmtpConnection.NoConnection;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The pool of connections to one tenant's server. A connection is used for many mails, since a TLS handshake costs more than
 * a mail, and never for another tenant. How many there may be, and whether at all, {@link ServerGate} decides. A connection
 * that was idle for a minute is closed, before the server does it; one on which the server has said something meanwhile, or
 * which it has closed, is not used again.
 *
 * <p>Safe for use by several threads.
 */
final class TenantConnections {
    private static final long MOST_IDLE_NANOS = Duration.ofMinutes(1).toNanos();

    private final SmtpEndpoint server;
    private final ReturnLine line;
    private final LongSupplier nanoTime;
    private final ServerGate gate;
    private final Deque<Idle> idle = new ArrayDeque<>();

    TenantConnections(SmtpEndpoint server, ReturnLine line, LongSupplier nanoTime, ServerGate gate) {
        this.server = server;
        this.line = line;
        this.nanoTime = nanoTime;
        this.gate = gate;
    }

    private record Idle(SmtpConnection connection, long since) {}

    /** Sends the mail once, over a connection that is kept or a new one; or not at all, if the server is busy or away. */
    ReturnResult send(Envelope envelope, SignedMessage message, SendingLimit limit) {
        if (limit.brokenOff()) {
            return ReturnResult.all(envelope.recipients(), Deferred.BROKEN_OFF);
        }
        if (limit.over()) {
            return ReturnResult.all(envelope.recipients(), Deferred.NO_TIME);
        }
        return switch (gate.enter(message.size() >= Capacity.LARGE)) {
            case PutBack putBack -> ReturnResult.all(envelope.recipients(), putBack.outcome());
            case Entered entered -> {
                ReturnResult result = ReturnResult.NONE;
                try {
                    result = sendNow(envelope, message, limit);
                    if (limit.brokenOff()) {
                        result = result.brokenOffWhereUnanswered();
                    }
                } finally {
                    gate.leave(entered, result);
                }
                yield result;
            }
        };
    }

    /** What {@link #send} would answer now without asking the server; empty if it would ask. */
    Optional<ReturnResult> putBack(Envelope envelope, long size) {
        return gate.look(size >= Capacity.LARGE)
                .map(putBack -> ReturnResult.all(envelope.recipients(), putBack.outcome()));
    }

    private ReturnResult sendNow(Envelope envelope, SignedMessage message, SendingLimit limit) {
        try {
            SmtpConnection kept = kept();
            if (kept != null) {
                try {
                    return deliver(kept, envelope, message, limit);
                } catch (NoConnection closedMeanwhile) {
                    if (!closedMeanwhile.worthAnother()) {
                        throw closedMeanwhile;
                    }
                }
            }
            return deliver(SmtpConnection.open(line, server, limit), envelope, message, limit);
        } catch (NoConnection failed) {
            return ReturnResult.all(envelope.recipients(), failed.outcome());
        }
    }

    private ReturnResult deliver(
            SmtpConnection connection, Envelope envelope, SignedMessage message, SendingLimit limit)
            throws NoConnection {
        boolean kept = false;
        try {
            ReturnResult result = connection.deliver(envelope, message, limit);
            if (connection.usable()) {
                synchronized (idle) {
                    idle.addFirst(new Idle(connection, nanoTime.getAsLong()));
                }
                kept = true;
            }
            return result;
        } finally {
            if (!kept) {
                connection.cut();
            }
        }
    }

    private @Nullable SmtpConnection kept() {
        closeStale();
        while (true) {
            Idle newest;
            synchronized (idle) {
                newest = idle.pollFirst();
            }
            if (newest == null) {
                return null;
            }
            if (newest.connection().usable()) {
                return newest.connection();
            }
            newest.connection().cut();
        }
    }

    /** Closes connections that have been idle for a minute. */
    void closeStale() {
        closeIdle(MOST_IDLE_NANOS);
    }

    /** Closes all that is idle. */
    void closeIdle() {
        closeIdle(-1);
    }

    private void closeIdle(long longerThan) {
        List<SmtpConnection> stale = new ArrayList<>();
        synchronized (idle) {
            while (!idle.isEmpty() && nanoTime.getAsLong() - idle.peekLast().since() > longerThan) {
                stale.add(idle.removeLast().connection());
            }
        }
        stale.forEach(SmtpConnection::quit);
    }
}
