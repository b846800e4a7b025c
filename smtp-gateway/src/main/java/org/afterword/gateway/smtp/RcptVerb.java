package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.Optional;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.message.Recipient;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.server.Session;

/** RCPT TO: any recipient will do, since the mail goes back to its own tenant and nowhere else. */
final class RcptVerb extends Verb {

    RcptVerb(MailSessions sessions) {
        super("RCPT", sessions);
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException {
        answer(session, reply(arguments, mailSession));
    }

    private static Reply reply(String arguments, MailSession mailSession) {
        Optional<InboundTransaction> transaction = mailSession.transaction();
        if (transaction.isEmpty() || mailSession.isChunking()) {
            return mailSession.isSecured() ? Reply.BAD_SEQUENCE : Reply.TLS_REQUIRED;
        }
        PathCommand command;
        try {
            command = PathCommand.parse("TO:", arguments);
        } catch (PathCommand.SyntaxException wrong) {
            return wrong.isInAddress() ? Reply.BAD_RECIPIENT : Reply.UNREADABLE_ARGUMENTS;
        }
        Optional<MailAddress> address = command.address();
        return address.isEmpty()
                ? Reply.BAD_RECIPIENT
                : transaction.get().addRecipient(new Recipient(address.get(), command.parameters()));
    }
}
