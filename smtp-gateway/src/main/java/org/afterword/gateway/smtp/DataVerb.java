package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.Optional;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.server.Session;

/** DATA: the message up to the line with a single dot. */
final class DataVerb extends Verb {

    DataVerb(Dialogues dialogues) {
        super("DATA", dialogues);
    }

    @Override
    void run(String arguments, Session session, Dialogue dialogue) throws IOException {
        Optional<InboundTransaction> open = dialogue.transaction();
        if (!arguments.isEmpty()) {
            answer(session, Reply.UNREADABLE_ARGUMENTS);
        } else if (open.isEmpty() || !open.get().hasRecipients() || dialogue.isChunking()) {
            answer(session, dialogue.isSecured() ? Reply.BAD_SEQUENCE : Reply.TLS_REQUIRED);
        } else {
            session.sendResponse("354 End data with <CR><LF>.<CR><LF>");
            dialogue.socket().awaitMessage();
            InboundTransaction transaction = open.get();
            new DotStuffedBody(session.getRawInput()).readTo(transaction::write);
            dialogue.socket().ourTurn();
            // The transaction ends after its answer, since a gateway that drains waits for the one and not the other.
            session.sendResponse(transaction.commit());
            dialogue.endTransaction();
        }
    }
}
