package org.afterword.gateway.smtp;

import java.util.Optional;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.wire.CertificateVerdict;
import org.afterword.gateway.wire.ClientSocket;
import org.jspecify.annotations.Nullable;

/** What we know of one session. Used by the session's thread only. */
final class MailSession {
    private final ClientSocket socket;
    private boolean greeted;
    private boolean secured;
    private CertificateVerdict certificate = CertificateVerdict.MISSING;
    private @Nullable InboundTransaction transaction;
    private boolean chunking;

    MailSession(ClientSocket socket) {
        this.socket = socket;
    }

    ClientSocket socket() {
        return socket;
    }

    boolean isGreeted() {
        return greeted;
    }

    /** EHLO or HELO, which also end a transaction (RFC 5321, section 4.1.4). */
    void greet() {
        endTransaction();
        greeted = true;
    }

    boolean isSecured() {
        return secured;
    }

    /** TLS stands; all that was said before counts no more (RFC 3207, section 4.2). */
    void secure(CertificateVerdict verdict) {
        endTransaction();
        greeted = false;
        secured = true;
        certificate = verdict;
    }

    CertificateVerdict certificate() {
        return certificate;
    }

    Optional<InboundTransaction> transaction() {
        return Optional.ofNullable(transaction);
    }

    void begin(InboundTransaction begun) {
        transaction = begun;
    }

    /** Whether a part of the message has come by BDAT, after which only BDAT and RSET make sense (RFC 3030). */
    boolean isChunking() {
        return chunking;
    }

    void beginChunking() {
        chunking = true;
    }

    void endTransaction() {
        chunking = false;
        if (transaction != null) {
            transaction.close();
            transaction = null;
        }
    }
}
