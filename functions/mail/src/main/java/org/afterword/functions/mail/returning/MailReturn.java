package org.afterword.functions.mail.returning;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.functions.mail.returning.SmtpConnection.NoConnection;
import org.afterword.functions.mail.returning.TenantConnections.BorrowedConnection;
import org.afterword.process.certificate.TlsIdentity;

/**
 * Hands a mail back to its tenant's server, over SMTP with STARTTLS and our certificate. Safe for use by several threads.
 *
 * <p>It goes to the server of the tenant's record and nowhere else, whatever the mail says. It is never
 * sent in clear: a server without STARTTLS, or with a certificate for another name, gets nothing.
 */
public final class MailReturn implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** RFC 5321, section 4.5.3.2, asks for five minutes for most commands. */
    private static final Duration REPLY = Duration.ofMinutes(5);

    private static final Duration BETWEEN_CLEARINGS = Duration.ofSeconds(30);

    private final ReturnLine line;
    private final InstantSource clock;
    private final ScheduledExecutorService watch;
    private final Map<ReturnDestination, TenantConnections> tenants = new ConcurrentHashMap<>();

    /**
     * @param hostName our own name, for EHLO
     * @param identity the certificate that tells a tenant's server whose mail it is
     * @param trust decides about the certificates of servers
     */
    public MailReturn(String hostName, TlsIdentity identity, X509TrustManager trust) {
        this(hostName, identity, trust, CONNECT, REPLY, InstantSource.system());
    }

    /**
     * @param hostName our own name, for EHLO
     * @param identity chooses the certificate anew for each connection
     * @param trust decides about the certificates of servers
     */
    public MailReturn(String hostName, X509KeyManager identity, X509TrustManager trust) {
        this(hostName, new KeyManager[] {identity}, trust, CONNECT, REPLY, InstantSource.system());
    }

    MailReturn(
            String hostName,
            TlsIdentity identity,
            X509TrustManager trust,
            Duration connect,
            Duration reply,
            InstantSource clock) {
        this(hostName, identity.keyManagers(), trust, connect, reply, clock);
    }

    private MailReturn(
            String hostName,
            KeyManager[] identity,
            X509TrustManager trust,
            Duration connect,
            Duration reply,
            InstantSource clock) {
        this.clock = clock;
        watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("mail-return").daemon().factory());
        line = new ReturnLine(
                hostName, sockets(identity, trust), (int) connect.toMillis(), (int) reply.toMillis(), watch);
        watch.scheduleWithFixedDelay(
                () -> tenants.values().forEach(TenantConnections::closeStale),
                BETWEEN_CLEARINGS.toSeconds(),
                BETWEEN_CLEARINGS.toSeconds(),
                TimeUnit.SECONDS);
    }

    private static SSLSocketFactory sockets(KeyManager[] identity, X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("TLS cannot be set up with the certificate for the way back", unusable);
        }
    }

    /** Sends the mail once, to all recipients of the envelope, and says what became of it for each. */
    public ReturnResult send(ReturnDestination destination, Envelope envelope, SignedMessage message) {
        TenantConnections connections =
                tenants.computeIfAbsent(destination, key -> new TenantConnections(key.server(), line, clock));
        ReturnResult result;
        try {
            result = send(connections, envelope, message);
        } catch (NoConnection failed) {
            result = ReturnResult.all(envelope.recipients(), failed.outcome());
        }
        connections.learn(result);
        return result;
    }

    private static ReturnResult send(TenantConnections connections, Envelope envelope, SignedMessage message)
            throws NoConnection {
        BorrowedConnection borrowed = connections.borrow();
        try {
            return deliver(connections, borrowed, envelope, message);
        } catch (NoConnection closedMeanwhile) {
            if (!borrowed.pooled()) {
                throw closedMeanwhile;
            }
            return deliver(connections, connections.borrowNew(), envelope, message);
        }
    }

    private static ReturnResult deliver(
            TenantConnections connections, BorrowedConnection borrowed, Envelope envelope, SignedMessage message)
            throws NoConnection {
        try {
            return borrowed.connection().deliver(envelope, message);
        } finally {
            connections.giveBack(borrowed.connection());
        }
    }

    /** Closes the connections that are not in use. */
    @Override
    public void close() {
        watch.shutdown();
        tenants.values().forEach(TenantConnections::closeIdle);
    }
}
