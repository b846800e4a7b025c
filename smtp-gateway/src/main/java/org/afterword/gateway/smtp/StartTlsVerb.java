package org.afterword.gateway.smtp;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.afterword.gateway.intake.Reply;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.gateway.wire.CertificateVerdict;
import org.afterword.gateway.wire.ClientCertificateCheck;
import org.afterword.gateway.wire.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/** STARTTLS (RFC 3207). Nothing that came in the clear is read or trusted after it. */
final class StartTlsVerb extends Verb {
    private static final Logger log = LoggerFactory.getLogger(StartTlsVerb.class);

    private static final Pattern UNPRINTABLE_OR_AT = Pattern.compile("[^ -~]|@");
    private static final int MAX_MESSAGE = 200;

    private final ServerTls tls;
    private final ClientCertificateCheck certificates;
    private final GatewayMetrics metrics;

    StartTlsVerb(MailSessions sessions, ServerTls tls, ClientCertificateCheck certificates, GatewayMetrics metrics) {
        super("STARTTLS", sessions);
        this.tls = tls;
        this.certificates = certificates;
        this.metrics = metrics;
    }

    @Override
    void run(String arguments, Session session, MailSession mailSession) throws IOException {
        if (!arguments.isEmpty()) {
            answer(session, Reply.UNREADABLE_ARGUMENTS);
            return;
        }
        if (mailSession.isSecured()) {
            answer(session, Reply.BAD_SEQUENCE);
            return;
        }
        answer(session, Reply.READY_FOR_TLS);
        Optional<SSLSocket> secured = handshake(session, mailSession);
        if (secured.isEmpty()) {
            session.quit();
            return;
        }
        // Makes the session's streams anew; what was read ahead in the clear is lost with the old ones.
        session.setSocket(mailSession.socket());
        session.setTlsStarted(true);
        CertificateVerdict verdict = certificates.verdict(secured.get().getSession());
        if (verdict != CertificateVerdict.TRUSTED) {
            metrics.count(Counter.CERTIFICATES_REFUSED);
            log.info("client certificate from {}: {}", address(session), verdict);
        }
        mailSession.secure(verdict);
    }

    private Optional<SSLSocket> handshake(Session session, MailSession mailSession) {
        try {
            return Optional.of(mailSession.socket().secure(tls));
        } catch (IOException failed) {
            if (!mailSession.socket().hasEnded()) {
                log.info("TLS handshake with {} failed: {}", address(session), harmless(failed));
            }
            return Optional.empty();
        }
    }

    /** The platform's message may repeat what the client sent, such as the name of the server that it asked for. */
    private static String harmless(IOException failed) {
        String message = String.valueOf(failed.getMessage());
        return UNPRINTABLE_OR_AT
                .matcher(message.substring(0, Math.min(message.length(), MAX_MESSAGE)))
                .replaceAll("?");
    }
}
