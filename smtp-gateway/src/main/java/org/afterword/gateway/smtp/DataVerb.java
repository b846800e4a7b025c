package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.Optional;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/** DATA: the message up to the line with a single dot. */
final class DataVerb extends Verb {

    private final long patience;

    /** @param patience how much is read of a message that is too large, before we hang up */
    DataVerb(MailSessions dialogues, long patience) {
        super("DATA", dialogues);
        this.patience = patience;
    }

    @Override
    void run(String arguments, Session session, MailSession dialogue) throws IOException, DropConnectionException {
        Optional<InboundTransaction> open = dialogue.transaction();
        if (!arguments.isEmpty()) {
            answer(session, Reply.UNREADABLE_ARGUMENTS);
        } else if (open.isEmpty() || !open.get().hasRecipients() || dialogue.isChunking()) {
            answer(session, dialogue.isSecured() ? Reply.BAD_SEQUENCE : Reply.TLS_REQUIRED);
        } else {
            session.sendResponse("354 End data with <CR><LF>.<CR><LF>");
            dialogue.socket().awaitMessage();
            InboundTransaction transaction = open.get();
            if (!new DotStuffedBody(session.getRawInput(), patience).readTo(transaction::write)) {
                throw hangUp(Reply.TOO_BIG);
            }
            dialogue.socket().ourTurn();
            // The transaction ends after its answer, since a gateway that drains waits for the one and not the other.
            session.sendResponse(transaction.commit());
            dialogue.endTransaction();
        }
    }
}
