package org.afterword.functions.mail.returning;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Accepted;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.eclipse.angus.mail.smtp.SMTPOutputStream;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a tenant's server, for one mail after the other.
 *
 * <p>Angus connects, negotiates TLS, reads replies and writes the data. The transaction itself is ours, because its own
 * {@code sendMessage} cannot say per recipient what was answered, takes no NOTIFY or ORCPT, and does not tell a mail
 * that was not sent from one that was sent and not answered. Commands go out together where the server offers
 * PIPELINING (RFC 2920), which makes three round trips of a mail to any number of recipients.
 *
 * <p>DATA carries no bare CR and no bare LF (RFC 5321, section 2.3.8): Angus's stream makes CRLF of both as it writes,
 * ends the last line, and doubles leading dots. A mail with octets above 127 is not sent to a server without 8BITMIME:
 * such a server might clear their top bits. Re-encoding would break the promise that what we did not edit stays as it
 * was, and Exchange Online always offers 8BITMIME, so this is a fault in the set-up and the mail waits.
 *
 * <p>Used by one thread at a time.
 */
final class SmtpConnection extends SMTPTransport {
    private final PromptSockets sockets;
    private boolean startedTls;
    private boolean secured;
    private boolean usable;

    private SmtpConnection(ReturnLine line, PromptSockets sockets) {
        super(Session.getInstance(line.properties(sockets)), null);
        this.sockets = sockets;
    }

    /** A connection could not be made, or broke before anything was decided about a mail. */
    static final class NoConnection extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Deferred outcome;

        NoConnection(Deferred outcome, @Nullable Throwable cause) {
            super(outcome.cause().explanation(), cause);
            this.outcome = outcome;
        }

        Deferred outcome() {
            return outcome;
        }
    }

    /** Connects, and sets up TLS. */
    static SmtpConnection open(ReturnLine line, SmtpEndpoint server) throws NoConnection {
        SmtpConnection connection = new SmtpConnection(line, new PromptSockets());
        try {
            connection.connect(server.host(), server.port(), null, null);
            connection.usable = true;
            return connection;
        } catch (MessagingException failed) {
            throw new NoConnection(connection.whyNotConnected(failed), failed);
        }
    }

    /** Whether another mail can be sent over it, as far as we know. */
    boolean usable() {
        return usable;
    }

    /** Never HELO, and after STARTTLS a refused EHLO is an error and not a reason to go on with what was offered before. */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        if (super.ehlo(domain)) {
            secured = startedTls;
            return true;
        }
        throw new MessagingException("EHLO was not accepted");
    }

    @Override
    protected void startTLS() throws MessagingException {
        startedTls = true;
        super.startTLS();
    }

    private Deferred whyNotConnected(MessagingException failed) {
        int code = getLastReturnCode();
        Optional<SmtpReply> reply = code >= 400 ? Optional.of(reply()) : Optional.empty();
        if (caused(failed, UnknownHostException.class)) {
            return new Deferred(Cause.UNKNOWN_HOST, Optional.empty());
        }
        if (startedTls && !secured) {
            // With TLS 1.3 a server that does not trust our certificate says so after the handshake, or just
            // disconnects.
            return new Deferred(Cause.TLS_FAILED, reply);
        }
        if (reply.isPresent()) {
            ReturnOutcome said = ReturnOutcome.of(reply.get());
            return said instanceof Deferred deferred ? deferred : new Deferred(Cause.UNREACHABLE, reply);
        }
        // A server that answered EHLO with 250 and was not asked for more lacks STARTTLS.
        return new Deferred(code == 250 && !secured ? Cause.NO_STARTTLS : Cause.UNREACHABLE, Optional.empty());
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sends one mail to all recipients of the envelope.
     *
     * @throws NoConnection if the connection broke before the server said anything about this mail, so that a fresh
     *     connection may be tried at once
     */
    synchronized ReturnResult deliver(Envelope envelope, SignedMessage message) throws NoConnection {
        List<Recipient> recipients = envelope.recipients();
        if (needsMissingExtension(envelope, message)) {
            return ReturnResult.all(recipients, new Deferred(Cause.EXTENSION_MISSING, Optional.empty()));
        }
        try {
            return transaction(envelope, message);
        } catch (MessagingException broken) {
            abandon();
            throw new NoConnection(new Deferred(Cause.CONNECTION_LOST, Optional.empty()), broken);
        }
    }

    private ReturnResult transaction(Envelope envelope, SignedMessage message) throws MessagingException, NoConnection {
        List<Recipient> recipients = envelope.recipients();
        EsmtpCommands commands = new EsmtpCommands(this::supportsExtension);
        boolean together = supportsExtension("PIPELINING");
        sendCommand(commands.mail(envelope, message.size()));
        if (together) {
            for (Recipient recipient : recipients) {
                sendCommand(commands.recipient(recipient));
            }
        }
        SmtpReply toMail = nextReply();
        if (toMail.closing()) {
            // A server may close a pooled connection at any time; it may accept a new one.
            abandon();
            throw new NoConnection(new Deferred(Cause.SERVER_SAID_LATER, Optional.of(toMail)), null);
        }
        if (!toMail.positive() && !together) {
            reset(toMail);
            return ReturnResult.all(recipients, ReturnOutcome.of(toMail));
        }
        List<SmtpReply> replies = new ArrayList<>();
        for (Recipient recipient : recipients) {
            if (!together) {
                sendCommand(commands.recipient(recipient));
            }
            replies.add(nextReply());
        }
        if (!toMail.positive()) {
            // The replies to the recipients only say that there was no sender.
            reset(toMail);
            return ReturnResult.all(recipients, ReturnOutcome.of(toMail));
        }
        ReturnOutcome ofData = new Accepted();
        if (replies.stream().anyMatch(SmtpReply::positive)) {
            ofData = sendData(message);
        } else {
            reset(replies.getLast());
        }
        List<ReturnResult.Entry> entries = new ArrayList<>();
        for (int i = 0; i < recipients.size(); i++) {
            SmtpReply reply = replies.get(i);
            entries.add(new ReturnResult.Entry(recipients.get(i), reply.positive() ? ofData : ReturnOutcome.of(reply)));
        }
        return new ReturnResult(entries);
    }

    private ReturnOutcome sendData(SignedMessage message) {
        SMTPOutputStream data;
        try {
            data = (SMTPOutputStream) data();
        } catch (SMTPSendFailedException refused) {
            SmtpReply reply = SmtpReply.parse(refused.getReturnCode(), getLastServerResponse());
            usable = !reply.closing();
            return reply.code() < 400 ? lost() : ReturnOutcome.of(reply);
        } catch (MessagingException broken) {
            return lost();
        }
        SourceGuard guard = new SourceGuard(data);
        try {
            message.writeTo(guard);
        } catch (IOException broken) {
            // Without the final dot the server has no mail, so the connection is cut and not ended.
            abandon();
            return new Deferred(guard.failed ? Cause.CONNECTION_LOST : Cause.SPOOL_UNREADABLE, Optional.empty());
        }
        try {
            data.ensureAtBOL();
            sendCommand(".");
            SmtpReply reply = nextReply();
            usable = !reply.closing();
            return reply.code() < 400 && !reply.positive() ? uncertain() : ReturnOutcome.of(reply);
        } catch (IOException | MessagingException unanswered) {
            return uncertain();
        }
    }

    private Deferred lost() {
        abandon();
        return new Deferred(Cause.CONNECTION_LOST, Optional.empty());
    }

    private Uncertain uncertain() {
        abandon();
        return new Uncertain();
    }

    private SmtpReply nextReply() throws MessagingException {
        int code = readServerResponse();
        if (code < 200) {
            throw new MessagingException("the server closed the connection or answered something else than SMTP");
        }
        SmtpReply reply = reply();
        if (reply.closing()) {
            usable = false;
        }
        return reply;
    }

    private SmtpReply reply() {
        return SmtpReply.parse(getLastReturnCode(), getLastServerResponse());
    }

    /** Ends a transaction that failed, so that the next one can begin. */
    private void reset(SmtpReply last) throws MessagingException {
        if (last.closing() || !usable) {
            abandon();
            return;
        }
        try {
            usable = simpleCommand("RSET") == 250;
        } catch (MessagingException broken) {
            abandon();
        }
    }

    private boolean needsMissingExtension(Envelope envelope, SignedMessage message) {
        boolean international = envelope.parameters().get("SMTPUTF8").isPresent()
                || envelope.reversePath()
                        .filter(sender -> sender.international())
                        .isPresent()
                || envelope.recipients().stream()
                        .anyMatch(recipient -> recipient.address().international());
        if (international && !supportsExtension("SMTPUTF8")) {
            return true;
        }
        if (supportsExtension("8BITMIME")) {
            return false;
        }
        EightBitFinder finder = new EightBitFinder();
        try {
            message.writeTo(finder);
        } catch (IOException unreadable) {
            // Sending it will fail for the same reason, and say so.
            return false;
        }
        return finder.found;
    }

    /** Closes the socket without QUIT, which amid the data would become part of the mail. */
    void abandon() {
        usable = false;
        sockets.close();
        quit();
    }

    /** Says QUIT and closes the connection. */
    void quit() {
        usable = false;
        try {
            close();
        } catch (MessagingException alreadyBroken) {
            // There is nothing left to close.
        }
    }

    /** Knows whether it was the connection that failed, or what is read from. */
    private static final class SourceGuard extends OutputStream {
        private final OutputStream out;
        private boolean failed;

        SourceGuard(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException broken) {
                failed = true;
                throw broken;
            }
        }
    }

    private static final class EightBitFinder extends OutputStream {
        private boolean found;

        @Override
        public void write(int b) {
            found |= (b & 0x80) != 0;
        }
    }
}
