package org.afterword.gateway.smtp;

import java.io.IOException;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/** The verbs that need no more than an answer. */
final class PlainVerb extends Verb {
    /** What a verb does. */
    enum Effect {
        NOTHING,
        RESET,
        QUIT,
        NO_VERIFICATION,
        NOT_IMPLEMENTED
    }

    private final Effect effect;

    PlainVerb(String name, MailSessions sessions, Effect effect) {
        super(name, sessions);
        this.effect = effect;
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException, DropConnectionException {
        if (effect != Effect.QUIT && !mailSession.allowsIdleCommand()) {
            throw disconnect(Reply.TOO_MANY_COMMANDS);
        }
        switch (effect) {
            case NOTHING -> answer(session, Reply.OK);
            case NO_VERIFICATION -> answer(session, Reply.CANNOT_VERIFY);
            case NOT_IMPLEMENTED -> answer(session, Reply.NOT_IMPLEMENTED);
            case RESET -> {
                if (!arguments.isEmpty()) {
                    answer(session, Reply.UNREADABLE_ARGUMENTS);
                    return;
                }
                mailSession.endTransaction();
                answer(session, Reply.OK);
            }
            case QUIT -> {
                mailSession.endTransaction();
                answer(session, Reply.BYE);
                session.quit();
            }
        }
    }
}
