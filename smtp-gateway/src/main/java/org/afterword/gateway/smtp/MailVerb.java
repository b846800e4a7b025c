package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.Optional;
import org.afterword.gateway.intake.BackPressure;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.intake.MailIntake;
import org.afterword.gateway.intake.Reply;
import org.afterword.gateway.wire.CertificateVerdict;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/** MAIL FROM: begins a transaction, for those who may. */
final class MailVerb extends Verb {
    private final MailIntake intake;
    private final BackPressure pressure;

    MailVerb(MailSessions sessions, MailIntake intake, BackPressure pressure) {
        super("MAIL", sessions);
        this.intake = intake;
        this.pressure = pressure;
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException, DropConnectionException {
        if (intake.isDraining()) {
            throw disconnect(Reply.CLOSING);
        }
        Optional<Reply> rejection = rejection(mailSession);
        if (rejection.isPresent()) {
            answer(session, rejection.get());
            return;
        }
        PathCommand command;
        try {
            command = PathCommand.parse("FROM:", arguments);
        } catch (PathCommand.SyntaxException wrong) {
            answer(session, wrong.isInAddress() ? Reply.BAD_SENDER : Reply.UNREADABLE_ARGUMENTS);
            return;
        }
        Optional<Reply> tooBig = judgeSize(command.parameters().get("SIZE"));
        if (tooBig.isPresent()) {
            answer(session, tooBig.get());
            return;
        }
        InboundTransaction transaction =
                intake.begin(command.address(), command.parameters()).orElseThrow(() -> disconnect(Reply.CLOSING));
        mailSession.begin(transaction);
        answer(session, Reply.SENDER_OK);
    }

    private Optional<Reply> rejection(MailSession mailSession) {
        if (!mailSession.isSecured()) {
            return Optional.of(Reply.TLS_REQUIRED);
        }
        if (!mailSession.isGreeted() || mailSession.transaction().isPresent()) {
            return Optional.of(Reply.BAD_SEQUENCE);
        }
        if (mailSession.certificate() != CertificateVerdict.TRUSTED) {
            return Optional.of(Reply.CERTIFICATE_REFUSED);
        }
        return pressure.admits() ? Optional.empty() : Optional.of(Reply.OVERLOADED);
    }

    /** SIZE (RFC 1870) is up to 20 digits, more than a long holds. */
    private Optional<Reply> judgeSize(Optional<String> declared) {
        if (declared.isEmpty()) {
            return Optional.empty();
        }
        String digits = declared.get();
        if (!digits.matches("[0-9]{1,20}")) {
            return Optional.of(Reply.UNREADABLE_ARGUMENTS);
        }
        boolean fits = digits.length() < 19
                && Long.parseLong(digits) <= intake.limits().messageBytes();
        return fits ? Optional.empty() : Optional.of(Reply.TOO_BIG);
    }
}
