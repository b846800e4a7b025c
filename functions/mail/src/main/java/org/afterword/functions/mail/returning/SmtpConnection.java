package org.afterword.functions.mail.returning;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.message.Recipient;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.ReturnOutcome.Cause;
import org.afterword.functions.mail.returning.ReturnOutcome.Deferred;
import org.afterword.functions.mail.returning.ReturnOutcome.Uncertain;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a tenant's server, for one mail after the other.
 *
 * <p>It is ours, and not a library's, since it must say per recipient what was answered, pass NOTIFY and ORCPT on, tell a
 * mail that was not sent from one that was sent and not answered, and never take one command's reply for another's. Commands
 * go out together where the server offers PIPELINING (RFC 2920), ten recipients ahead of the replies.
 *
 * <p>A connection is usable for the next mail only if that has been proven: it ceases to be with the first command of a
 * transaction, and is again after {@code 250} to the final dot or to RSET. Before MAIL, DATA, RSET and the final dot nothing may
 * wait that was not asked for. Whatever ends a transaction in another way, an {@link Error} too, cuts the connection.
 *
 * <p>A mail with octets above 127 is not sent to a server without 8BITMIME: such a server might clear their top bits.
 * Re-encoding would break the promise that what we did not edit stays as it was, and Exchange Online always offers 8BITMIME, so
 * this is a fault in the set-up and the mail waits.
 *
 * <p>Used by one thread at a time.
 */
final class SmtpConnection {
    private static final int RECIPIENTS_AHEAD = 10;

    private final SmtpWire wire;
    private final Timeouts timeouts;
    private final Set<String> extensions = new HashSet<>();
    private SendingLimit limit;
    private boolean usable;

    private SmtpConnection(SmtpWire wire, Timeouts timeouts, SendingLimit limit) {
        this.wire = wire;
        this.timeouts = timeouts;
        this.limit = limit;
    }

    /** A connection could not be made, or broke before anything was decided about a mail. */
    static final class NoConnection extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Deferred outcome;

        NoConnection(Deferred outcome, @Nullable Throwable cause) {
            super(outcome.cause().explanation(), cause);
            this.outcome = outcome;
        }

        private NoConnection(Cause why, IOException cause, SendingLimit limit) {
            this(broken(why, cause, limit), cause);
        }

        Deferred outcome() {
            return outcome;
        }

        /** Whether a fresh connection may fare better at once: the server has not let us wait. */
        boolean worthAnother() {
            return outcome.cause() != Cause.TOO_SLOW && outcome.cause() != Cause.TIME_OVER;
        }
    }

    /** Of what took too long, whether it was the server or our own limit that ended it. */
    private static Deferred broken(Cause why, IOException broken, SendingLimit limit) {
        if (!(broken instanceof SocketTimeoutException)) {
            return new Deferred(why);
        }
        return new Deferred(limit.over() ? Cause.TIME_OVER : Cause.TOO_SLOW);
    }

    /** Connects, and sets up TLS. @param limit of the mail that it is opened for */
    static SmtpConnection open(ReturnLine line, SmtpEndpoint server, SendingLimit limit) throws NoConnection {
        SmtpWire wire;
        try {
            wire = SmtpWire.connect(server, limit.within(line.timeouts().connect()), line.watch(), limit);
        } catch (UnknownHostException unknown) {
            throw new NoConnection(new Deferred(Cause.UNKNOWN_HOST), unknown);
        } catch (IOException unreachable) {
            boolean timeOver = unreachable instanceof SocketTimeoutException && limit.over();
            throw new NoConnection(new Deferred(timeOver ? Cause.TIME_OVER : Cause.UNREACHABLE), unreachable);
        }
        SmtpConnection connection = new SmtpConnection(wire, line.timeouts(), limit);
        try {
            connection.begin(line, server);
            connection.usable = true;
            return connection;
        } finally {
            if (!connection.usable) {
                wire.cut();
            }
        }
    }

    private void begin(ReturnLine line, SmtpEndpoint server) throws NoConnection {
        try {
            accepted(reply(), Cause.UNREACHABLE);
            hello(line.hostName(), Cause.UNREACHABLE);
            if (!extensions.contains("STARTTLS")) {
                throw new NoConnection(new Deferred(Cause.NO_STARTTLS), null);
            }
        } catch (IOException broken) {
            throw new NoConnection(Cause.UNREACHABLE, broken, limit);
        }
        try {
            inStep();
            wire.send("STARTTLS\r\n", command());
            accepted(reply(), Cause.TLS_FAILED);
            wire.startTls(line.tls(), server, command());
            // With TLS 1.3 a server that does not trust our certificate says so after the handshake, or just
            // disconnects.
            hello(line.hostName(), Cause.TLS_FAILED);
        } catch (IOException broken) {
            throw new NoConnection(Cause.TLS_FAILED, broken, limit);
        }
    }

    /** Never HELO, and after STARTTLS what was offered before does not count any more. */
    private void hello(String hostName, Cause ifRefused) throws IOException, NoConnection {
        extensions.clear();
        inStep();
        wire.send("EHLO " + hostName + "\r\n", command());
        List<String> lines = wire.reply(command());
        accepted(SmtpReply.parse(lines), ifRefused);
        extensions.addAll(EsmtpCommands.offered(lines));
    }

    /**
     * What a refusal means by which no transaction can begin: it refuses every mail, and none for good. Of TLS, or under it, one
     * that is not known says that our certificate is not believed: Postfix answers 421 then.
     *
     * @param ifRefused why mail has to wait if the reply does not tell
     */
    static Deferred refusal(SmtpReply reply, Cause ifRefused) {
        boolean tells = ifRefused != Cause.TLS_FAILED || KnownReply.of(reply).isPresent();
        return tells && ReturnOutcome.of(reply) instanceof Deferred deferred
                ? deferred
                : new Deferred(ifRefused, Optional.of(reply));
    }

    private static void accepted(SmtpReply reply, Cause ifRefused) throws NoConnection {
        if (!reply.positive()) {
            throw new NoConnection(refusal(reply, ifRefused), null);
        }
    }

    /** Whether another mail can be sent over it, by what we know without asking the server. */
    boolean usable() {
        try {
            return usable && wire.silent();
        } catch (IOException broken) {
            return false;
        }
    }

    /**
     * Sends one mail to all recipients of the envelope.
     *
     * @param within what it may take until its final dot
     * @throws NoConnection if the connection broke before the server decided about this mail
     */
    ReturnResult deliver(Envelope envelope, SignedMessage message, SendingLimit within) throws NoConnection {
        if (needsMissingExtension(envelope, message)) {
            return ReturnResult.all(envelope.recipients(), new Deferred(Cause.EXTENSION_MISSING));
        }
        usable = false;
        limit = within;
        try {
            limit.uses(wire::cut);
            return transaction(envelope, message);
        } catch (IOException broken) {
            throw new NoConnection(Cause.CONNECTION_LOST, broken, limit);
        } finally {
            limit.leaves();
            if (!usable) {
                wire.cut();
            }
        }
    }

    private ReturnResult transaction(Envelope envelope, SignedMessage message) throws IOException, NoConnection {
        List<Recipient> recipients = envelope.recipients();
        EsmtpCommands commands = new EsmtpCommands(extensions::contains);
        int ahead = extensions.contains("PIPELINING") ? RECIPIENTS_AHEAD : 0;
        long noMore = limit.now() + timeouts.recipients().toNanos();
        inStep();
        int named = Math.min(ahead, recipients.size());
        StringBuilder first = new StringBuilder(commands.mail(envelope, message.size())).append("\r\n");
        for (Recipient recipient : recipients.subList(0, named)) {
            first.append(commands.recipient(recipient)).append("\r\n");
        }
        wire.send(first.toString(), command());
        SmtpReply toMail = decision();
        if (toMail.closing()) {
            // A server may close a connection that was idle at any time; it may accept a new one.
            throw new NoConnection(new Deferred(Cause.SERVER_SAID_LATER, Optional.of(toMail)), null);
        }
        List<SmtpReply> replies = new ArrayList<>();
        while (true) {
            boolean more = toMail.positive() && named < recipients.size() && noMore - limit.now() > 0 && !limit.over();
            if (more && named - replies.size() < Math.max(1, ahead)) {
                wire.send(commands.recipient(recipients.get(named++)) + "\r\n", command());
            } else if (replies.size() < named) {
                replies.add(decision());
                if (replies.getLast().closing()) {
                    break;
                }
            } else {
                break;
            }
        }
        if (!toMail.positive()) {
            // The replies to the recipients only say that there was no sender.
            reset(toMail);
            return ReturnResult.all(recipients, ReturnOutcome.of(toMail));
        }
        boolean closing = !replies.isEmpty() && replies.getLast().closing();
        ReturnOutcome unnamed = closing
                ? ReturnOutcome.of(replies.getLast())
                : new Deferred(limit.over() ? Cause.TIME_OVER : Cause.TOO_SLOW);
        ReturnOutcome ofData = unnamed;
        if (!closing && replies.stream().anyMatch(SmtpReply::positive)) {
            ofData = data(message);
        } else if (!closing && !replies.isEmpty()) {
            reset(replies.getLast());
        }
        List<ReturnResult.Entry> entries = new ArrayList<>();
        for (int i = 0; i < recipients.size(); i++) {
            ReturnOutcome outcome = unnamed;
            if (i < replies.size()) {
                outcome = replies.get(i).positive() ? ofData : ReturnOutcome.of(replies.get(i));
            }
            entries.add(new ReturnResult.Entry(recipients.get(i), outcome));
        }
        return new ReturnResult(entries);
    }

    /** Sends DATA and the mail; never fails, so that what the server said about the recipients is not lost. */
    private ReturnOutcome data(SignedMessage message) {
        try {
            inStep();
            wire.send("DATA\r\n", command());
            SmtpReply reply = reply();
            if (reply.positive()) {
                return lost(new ProtocolException("an answer that is none to DATA"));
            }
            if (!reply.intermediate()) {
                reset(reply);
                return ReturnOutcome.of(reply);
            }
        } catch (IOException broken) {
            return lost(broken);
        }
        limit.beginsData(timeouts.data(message.size()));
        DottedData data = new DottedData(wire, timeouts.block(), limit);
        try {
            message.writeTo(data);
            data.finish();
        } catch (IOException broken) {
            // Without the final dot the server has no mail.
            return data.failed() ? lost(broken) : new Deferred(Cause.SPOOL_UNREADABLE);
        }
        try {
            if (!wire.silent()) {
                // An answer to a mail that it does not have can be no.
                SmtpReply early = reply();
                return early.negative() ? ReturnOutcome.of(early) : lost(new ProtocolException("an early answer"));
            }
            limit.passDot();
        } catch (IOException broken) {
            return lost(broken);
        }
        try {
            wire.send(".\r\n", timeouts.command());
            SmtpReply reply = SmtpReply.parse(wire.reply(timeouts.end()));
            if (reply.intermediate()) {
                return new Uncertain();
            }
            if (reply.positive()) {
                usable = true;
            } else {
                reset(reply);
            }
            return ReturnOutcome.of(reply);
        } catch (IOException unanswered) {
            return new Uncertain();
        }
    }

    private Deferred lost(IOException broken) {
        return broken(Cause.CONNECTION_LOST, broken, limit);
    }

    private void inStep() throws IOException {
        if (!wire.silent()) {
            throw new ProtocolException("the server said something that it was not asked");
        }
    }

    private SmtpReply reply() throws IOException {
        return SmtpReply.parse(wire.reply(command()));
    }

    private Duration command() throws SocketTimeoutException {
        return limit.within(timeouts.command());
    }

    /** A reply to MAIL or RCPT, which is yes or no. */
    private SmtpReply decision() throws IOException {
        SmtpReply reply = reply();
        if (reply.intermediate()) {
            throw new ProtocolException("an answer that is none to MAIL or RCPT");
        }
        return reply;
    }

    /**
     * Ends a transaction that failed, so that the next one can begin. A server may close the connection instead.
     *
     * @param refusal what it failed by
     * @throws ProtocolException if the server answers this with something that is none to RSET: then the refusal may have been
     *     none of what it was taken for either
     */
    private void reset(SmtpReply refusal) throws ProtocolException {
        if (refusal.closing()) {
            return;
        }
        try {
            inStep();
            wire.send("RSET\r\n", command());
            SmtpReply reply = reply();
            usable = reply.code() == 250;
            if (reply.intermediate() || reply.positive() && !usable) {
                throw new ProtocolException("an answer that is none to RSET");
            }
        } catch (ProtocolException outOfStep) {
            throw outOfStep;
        } catch (IOException broken) {
            usable = false;
        }
    }

    private boolean needsMissingExtension(Envelope envelope, SignedMessage message) {
        boolean international = envelope.parameters().get("SMTPUTF8").isPresent()
                || envelope.reversePath()
                        .filter(sender -> sender.international())
                        .isPresent()
                || envelope.recipients().stream()
                        .anyMatch(recipient -> recipient.address().international());
        if (international && !extensions.contains("SMTPUTF8")) {
            return true;
        }
        if (extensions.contains("8BITMIME")) {
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

    /** Closes the socket without QUIT. */
    void cut() {
        usable = false;
        wire.cut();
    }

    /** Says QUIT and closes the connection. */
    void quit() {
        usable = false;
        wire.quit();
    }

    private static final class EightBitFinder extends OutputStream {
        private boolean found;

        @Override
        public void write(int b) {
            found |= (b & 0x80) != 0;
        }
    }
}
