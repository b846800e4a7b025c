package org.afterword.gateway.smtp;

import java.util.Optional;
import org.afterword.gateway.intake.InboundTransaction;
import org.afterword.gateway.wire.CertificateVerdict;
import org.afterword.gateway.wire.ClientSocket;
import org.afterword.gateway.wire.Places;
import org.jspecify.annotations.Nullable;

/** What we know of one session. Used by the session's thread only. */
final class MailSession {
    /** As many as Postfix allows (smtpd_junk_command_limit). */
    private static final int MAX_IDLE_COMMANDS = 100;

    private final ClientSocket socket;
    private final Places.Place place;
    private boolean greeted;
    private boolean secured;
    private CertificateVerdict certificate = CertificateVerdict.MISSING;
    private @Nullable InboundTransaction transaction;
    private boolean chunking;
    private int idleCommands;

    MailSession(ClientSocket socket, Places.Place place) {
        this.socket = socket;
        this.place = place;
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
        if (verdict == CertificateVerdict.TRUSTED) {
            socket.trust();
            place.prove();
        }
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

    /** A command that moves no mail. @return false if there have been too many since the last mail */
    boolean allowsIdleCommand() {
        idleCommands++;
        return idleCommands <= MAX_IDLE_COMMANDS;
    }

    /** A mail has its answer. */
    void finishTransaction() {
        idleCommands = 0;
        endTransaction();
    }

    void endTransaction() {
        chunking = false;
        if (transaction != null) {
            transaction.close();
            transaction = null;
        }
    }

    /** The session is over. */
    void end() {
        try {
            endTransaction();
        } finally {
            place.leave();
        }
    }
}
