package org.afterword.gateway.smtp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import org.afterword.gateway.intake.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.server.Session;

/** A command of SMTP. One instance serves all sessions; what belongs to a session is in its {@link MailSession}. */
abstract class Verb extends BaseCommand {
    private static final Logger log = LoggerFactory.getLogger(Verb.class);

    private final MailSessions sessions;

    Verb(String name, MailSessions sessions) {
        super(name, name);
        this.sessions = sessions;
    }

    @Override
    public final void execute(String line, Session session) throws IOException, DropConnectionException {
        int end = line.indexOf(' ');
        String verb = end < 0 ? line : line.substring(0, end);
        if (!verb.equalsIgnoreCase(getName())) {
            // The library looks at four letters only, so DATABASE would be DATA.
            session.sendResponse(Reply.NOT_IMPLEMENTED.line());
            return;
        }
        MailSession mailSession = sessions.of(session);
        try {
            run(end < 0 ? "" : line.substring(end + 1).strip(), session, mailSession);
        } catch (SocketTimeoutException slow) {
            log.info("a client at {} was too slow within {}", address(session), getName());
            throw slow;
        } catch (IOException disconnected) {
            if (!mailSession.socket().hasEnded()) {
                log.info("a client at {} disconnected within {}", address(session), getName());
            }
            throw disconnect(Reply.BROKEN_OFF);
        } catch (OutOfMemoryError ill) {
            throw ill;
        } catch (RuntimeException | Error fault) {
            log.error("{} failed: unforeseen", getName(), fault);
            throw disconnect(Reply.CLOSING);
        }
    }

    static String address(Session session) {
        return session.getRemoteAddress().getAddress().getHostAddress();
    }

    /**
     * Answers the command.
     *
     * @param arguments what follows the verb
     * @throws IOException if the client has disconnected or is too slow; the session ends then, with one line in the log
     * @throws DropConnectionException to send a last reply and end the session
     */
    abstract void run(String arguments, Session session, MailSession mailSession)
            throws IOException, DropConnectionException;

    static void answer(Session session, Reply reply) throws IOException {
        session.sendResponse(reply.line());
    }

    /** Ends the session with {@code reply}. */
    static DropConnectionException disconnect(Reply reply) {
        String line = reply.line();
        return new DropConnectionException(reply.code(), line.substring(line.indexOf(' ') + 1));
    }
}
