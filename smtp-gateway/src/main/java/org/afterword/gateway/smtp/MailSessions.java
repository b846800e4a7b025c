package org.afterword.gateway.smtp;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.gateway.intake.MailIntake;
import org.afterword.gateway.intake.Reply;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.gateway.wire.ClientSocket;
import org.afterword.gateway.wire.Places;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;

/** The sessions that are open, each in its place. Safe for use by several threads. */
public final class MailSessions implements SessionHandler {
    private final MailIntake intake;
    private final GatewayMetrics metrics;
    private final Places places;
    private final Map<Session, MailSession> open = new ConcurrentHashMap<>();

    public MailSessions(MailIntake intake, GatewayMetrics metrics, Places places) {
        this.intake = intake;
        this.metrics = metrics;
        this.places = places;
    }

    @Override
    public SessionAcceptance accept(Session session) {
        metrics.count(Counter.CONNECTIONS);
        if (intake.isDraining()) {
            return rejection(Reply.CLOSING);
        }
        ClientSocket socket = (ClientSocket) session.getSocket();
        Optional<Places.Place> place = places.take(session.getRemoteAddress().getAddress(), () -> {
            metrics.count(Counter.CONNECTIONS_DROPPED);
            socket.cut();
        });
        if (place.isEmpty()) {
            metrics.count(Counter.CONNECTIONS_REFUSED);
            return rejection(Reply.TOO_MANY_CONNECTIONS);
        }
        open.put(session, new MailSession(socket, place.get()));
        return SessionAcceptance.success();
    }

    @Override
    public void onSessionEnd(Session session) {
        MailSession mailSession = open.remove(session);
        if (mailSession != null) {
            mailSession.end();
        }
    }

    MailSession of(Session session) {
        MailSession mailSession = open.get(session);
        if (mailSession == null) {
            throw new IllegalStateException("a command came from a session that was not accepted");
        }
        return mailSession;
    }

    private static SessionAcceptance rejection(Reply reply) {
        String line = reply.line();
        return SessionAcceptance.failure(reply.code(), line.substring(line.indexOf(' ') + 1));
    }
}
