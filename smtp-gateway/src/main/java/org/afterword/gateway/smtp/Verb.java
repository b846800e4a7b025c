package org.afterword.gateway.smtp;

import java.io.IOException;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.internal.server.BaseCommand;
import org.subethamail.smtp.server.Session;

/** A command of SMTP. One instance serves all sessions; what belongs to a session is in its {@link MailSession}. */
abstract class Verb extends BaseCommand {
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
        run(end < 0 ? "" : line.substring(end + 1).strip(), session, sessions.of(session));
    }

    /**
     * Answers the command.
     *
     * @param arguments what follows the verb
     * @throws IOException if the client has disconnected or is too slow; the session ends then
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
