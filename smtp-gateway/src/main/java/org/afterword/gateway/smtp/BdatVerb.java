package org.afterword.gateway.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.intake.Reply;
import org.subethamail.smtp.DropConnectionException;
import org.subethamail.smtp.server.Session;

/**
 * BDAT (RFC 3030): the message in chunks of a stated size. Each chunk is read to its end, whatever the answer, so that
 * none of it is taken for a command. A message whose last chunk does not come was never here.
 */
final class BdatVerb extends Verb {
    private static final int BLOCK = 16 * 1024;
    private static final Pattern ARGUMENTS = Pattern.compile("([0-9]{1,18})(?: +([Ll][Aa][Ss][Tt]))?");

    private final long maxBytes;

    /** @param maxBytes the largest chunk that is read to its end, before we disconnect */
    BdatVerb(MailSessions sessions, long maxBytes) {
        super("BDAT", sessions);
        this.maxBytes = maxBytes;
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException, DropConnectionException {
        Matcher matcher = ARGUMENTS.matcher(arguments);
        if (!matcher.matches()) {
            // Nobody can tell where the chunk ends, and so where the next command begins.
            throw disconnect(Reply.UNREADABLE_ARGUMENTS);
        }
        long size = Long.parseLong(matcher.group(1));
        if (size > maxBytes) {
            throw disconnect(Reply.TOO_BIG);
        }
        Optional<InboundTransaction> open = mailSession.transaction().filter(InboundTransaction::hasRecipients);
        mailSession.socket().awaitMessage();
        read(session.getRawInput(), size, open);
        mailSession.socket().ourTurn();
        if (open.isEmpty()) {
            answer(session, mailSession.isSecured() ? Reply.BAD_SEQUENCE : Reply.TLS_REQUIRED);
            return;
        }
        if (matcher.group(2) != null) {
            // The transaction ends after its answer, since a gateway that drains waits for the one and not the other.
            session.sendResponse(open.get().commit());
            mailSession.finishTransaction();
            return;
        }
        Optional<Reply> rejection = open.get().rejection();
        if (rejection.isPresent()) {
            answer(session, rejection.get());
            mailSession.endTransaction();
            return;
        }
        mailSession.beginChunking();
        session.sendResponse(Reply.OK.line(size + " octets received"));
    }

    private static void read(InputStream in, long size, Optional<InboundTransaction> transaction) throws IOException {
        byte[] block = new byte[(int) Math.min(BLOCK, size)];
        long left = size;
        while (left > 0) {
            int count = in.read(block, 0, (int) Math.min(block.length, left));
            if (count < 0) {
                throw new EOFException("the client disconnected within a chunk");
            }
            if (transaction.isPresent()) {
                transaction.get().write(block, 0, count);
            }
            left -= count;
        }
    }
}
