package org.afterword.simulator.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Decides what an {@link SmtpServer} offers and answers. Called from many sessions at once. */
public interface SmtpService {
    /** The line a connection is greeted with; after one that is not 220 the connection is closed. */
    ServerReply greeting();

    /** The EHLO keywords with their arguments; STARTTLS among them makes the server do it. */
    List<String> keywords(SmtpPeer peer);

    /** The server's end of TLS, asked for at each STARTTLS. */
    SSLContext tls();

    /** Answers MAIL; a transaction begins if positive. */
    ServerReply mail(SmtpPeer peer, SmtpPath reversePath) throws IOException;

    /** Answers RCPT; the recipient belongs to the transaction if positive. */
    ServerReply recipient(SmtpPeer peer, SmtpPath reversePath, SmtpPath recipient) throws IOException;

    /** Where the octets of this message go. An exception from the stream closes the connection without an answer. */
    OutputStream open(SmtpTransaction transaction) throws IOException;

    /**
     * The message is complete and its stream closed.
     *
     * @return the answer, or null for none: the server then waits until the client disconnects
     * @throws IOException closes the connection without an answer
     */
    @Nullable ServerReply complete(SmtpTransaction transaction) throws IOException;

    /** The message will not be completed, its stream is closed. */
    void abandon(SmtpTransaction transaction) throws IOException;
}
