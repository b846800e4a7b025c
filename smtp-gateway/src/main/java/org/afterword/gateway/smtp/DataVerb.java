package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.Optional;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/** DATA: the message up to the line with a single dot. */
final class DataVerb extends Verb {

    private final long maxBytes;

    /** @param maxBytes how much is read of a message that is too large, before we disconnect */
    DataVerb(MailSessions sessions, long maxBytes) {
        super("DATA", sessions);
        this.maxBytes = maxBytes;
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException, DropConnectionException {
        Optional<InboundTransaction> open = mailSession.transaction();
        if (!arguments.isEmpty()) {
            answer(session, Reply.UNREADABLE_ARGUMENTS);
        } else if (open.isEmpty() || !open.get().hasRecipients() || mailSession.isChunking()) {
            answer(session, mailSession.isSecured() ? Reply.BAD_SEQUENCE : Reply.TLS_REQUIRED);
        } else {
            session.sendResponse("354 End data with <CR><LF>.<CR><LF>");
            mailSession.socket().awaitMessage();
            InboundTransaction transaction = open.get();
            if (!new DotStuffedBody(session.getRawInput(), maxBytes).readTo(transaction::write)) {
                throw disconnect(Reply.TOO_BIG);
            }
            mailSession.socket().ourTurn();
            // The transaction ends after its answer, since a gateway that drains waits for the one and not the other.
            session.sendResponse(transaction.commit());
            mailSession.finishTransaction();
        }
    }
}
