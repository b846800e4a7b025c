package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.afterword.gateway.intake.MailIntake;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/**
 * EHLO and HELO. CHUNKING is offered because Exchange Online sends mail that has a bare LF by BDAT only. BINARYMIME is
 * not: the way back is DATA, which cannot carry it.
 */
final class EhloVerb extends Verb {
    private final String hostName;
    private final MailIntake intake;

    EhloVerb(String name, String hostName, MailSessions sessions, MailIntake intake) {
        super(name, sessions);
        this.hostName = hostName;
        this.intake = intake;
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException, DropConnectionException {
        if (arguments.isEmpty()) {
            answer(session, Reply.UNREADABLE_ARGUMENTS);
            return;
        }
        if (intake.isDraining()) {
            throw disconnect(Reply.CLOSING);
        }
        if (!mailSession.allowsIdleCommand()) {
            throw disconnect(Reply.TOO_MANY_COMMANDS);
        }
        mailSession.greet();
        if (getName().equals("HELO")) {
            session.sendResponse("250 " + hostName);
            return;
        }
        session.sendResponse(lines(mailSession.isSecured()));
    }

    private String lines(boolean secured) {
        List<String> lines = new ArrayList<>(List.of(
                hostName,
                "SIZE " + intake.limits().messageBytes(),
                "PIPELINING",
                "DSN",
                "ENHANCEDSTATUSCODES",
                "8BITMIME",
                "CHUNKING",
                "SMTPUTF8"));
        if (!secured) {
            lines.add("STARTTLS");
        }
        StringBuilder reply = new StringBuilder();
        for (Iterator<String> line = lines.iterator(); line.hasNext(); ) {
            String text = line.next();
            reply.append(line.hasNext() ? "250-" : "250 ").append(text).append(line.hasNext() ? "\r\n" : "");
        }
        return reply.toString();
    }
}
