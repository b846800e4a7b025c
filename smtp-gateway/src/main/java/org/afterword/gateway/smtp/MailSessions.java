package org.afterword.gateway.smtp;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.afterword.gateway.intake.MailIntake;
import org.afterword.gateway.intake.Reply;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.gateway.wire.ClientSocket;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** The sessions that are open, and how many there may be. Safe for use by several threads. */
public final class MailSessions implements SessionHandler {
    private final MailIntake intake;
    private final GatewayMetrics metrics;
    private final int maxConnections;
    private final int maxPerAddress;
    private final Map<Session, MailSession> open = new ConcurrentHashMap<>();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    public MailSessions(MailIntake intake, GatewayMetrics metrics, int maxConnections, int maxPerAddress) {
        this.intake = intake;
        this.metrics = metrics;
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
    }

    /** How many sessions are open. */
    public int count() {
        return count.get();
    }

    @Override
    public SessionAcceptance accept(Session session) {
        metrics.count(Counter.CONNECTIONS);
        if (intake.isDraining()) {
            return rejection(Reply.CLOSING);
        }
        InetAddress address = session.getRemoteAddress().getAddress();
        if (count.incrementAndGet() > maxConnections) {
            count.decrementAndGet();
            metrics.count(Counter.CONNECTIONS_REFUSED);
            return rejection(Reply.TOO_MANY_CONNECTIONS);
        }
        if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
            leave(address);
            metrics.count(Counter.CONNECTIONS_REFUSED);
            return rejection(Reply.TOO_MANY_CONNECTIONS);
        }
        open.put(session, new MailSession((ClientSocket) session.getSocket()));
        return SessionAcceptance.success();
    }

    @Override
    public void onSessionEnd(Session session) {
        MailSession mailSession = open.remove(session);
        if (mailSession != null) {
            mailSession.endTransaction();
            leave(session.getRemoteAddress().getAddress());
        }
    }

    MailSession of(Session session) {
        MailSession mailSession = open.get(session);
        if (mailSession == null) {
            throw new IllegalStateException("a command came from a session that was not accepted");
        }
        return mailSession;
    }

    private void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (key, sessions) -> sessions > 1 ? sessions - 1 : null);
        count.decrementAndGet();
    }

    private static SessionAcceptance rejection(Reply reply) {
        String line = reply.line();
        return SessionAcceptance.failure(reply.code(), line.substring(line.indexOf(' ') + 1));
    }
}
