package org.afterword.functions.mail.returning;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.afterword.engine.message.Envelope;
import org.afterword.engine.splice.SignedMessage;
import org.afterword.process.certificate.TlsIdentity;

/**
 * Hands a mail back to its tenant's server, over SMTP with STARTTLS and our certificate. Safe for use by several threads.
 *
 * <p>It goes to the server of the tenant's record and nowhere else, whatever the mail says. It is never
 * sent in clear: a server without STARTTLS, or with a certificate for another name, gets nothing.
 */
public final class MailReturn implements AutoCloseable {
    private static final Duration BETWEEN_CLEARINGS = Duration.ofSeconds(30);

    private final ReturnLine line;
    private final ScheduledExecutorService watch;
    private final Map<ReturnDestination, TenantConnections> tenants = new ConcurrentHashMap<>();

    /**
     * @param hostName our own name, for EHLO
     * @param identity the certificate that tells a tenant's server whose mail it is
     * @param trust decides about the certificates of servers
     */
    public MailReturn(String hostName, TlsIdentity identity, X509TrustManager trust) {
        this(hostName, identity.keyManagers(), trust, Timeouts.USUAL);
    }

    /**
     * @param hostName our own name, for EHLO
     * @param identity chooses the certificate anew for each connection
     * @param trust decides about the certificates of servers
     */
    public MailReturn(String hostName, X509KeyManager identity, X509TrustManager trust) {
        this(hostName, new KeyManager[] {identity}, trust, Timeouts.USUAL);
    }

    MailReturn(String hostName, KeyManager[] identity, X509TrustManager trust, Timeouts timeouts) {
        ScheduledThreadPoolExecutor watching = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("mail-return").daemon().factory());
        // Nearly every step ends before it would be cut.
        watching.setRemoveOnCancelPolicy(true);
        watch = watching;
        line = new ReturnLine(hostName, sockets(identity, trust), timeouts, watch);
        watch.scheduleWithFixedDelay(
                () -> tenants.values().forEach(TenantConnections::closeStale),
                BETWEEN_CLEARINGS.toSeconds(),
                BETWEEN_CLEARINGS.toSeconds(),
                TimeUnit.SECONDS);
    }

    /** Makes TLS sockets that show a certificate of ours. */
    static SSLSocketFactory sockets(KeyManager[] identity, X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("TLS cannot be set up with the certificate for the way back", unusable);
        }
    }

    /**
     * Sends the mail once, to all recipients of the envelope, and says what became of it for each. May wait for as long as
     * {@link Timeouts} and the limit say; where it would only wait for its turn, or for a server that is away, it answers at
     * once.
     */
    public ReturnResult send(
            ReturnDestination destination, Envelope envelope, SignedMessage message, SendingLimit limit) {
        return tenants.computeIfAbsent(destination, this::connections).send(envelope, message, limit);
    }

    /**
     * What {@link #send} would answer now without asking the server, since that is busy or away: to be asked before work is
     * done on a mail. Empty if the mail may go.
     *
     * @param size of the mail, in bytes
     */
    public Optional<ReturnResult> putBack(ReturnDestination destination, Envelope envelope, long size) {
        return tenants.computeIfAbsent(destination, this::connections).putBack(envelope, size);
    }

    private TenantConnections connections(ReturnDestination destination) {
        ServerGate gate = new ServerGate(System::nanoTime, new Random(), ServerGate.NEAR);
        return new TenantConnections(destination.server(), line, System::nanoTime, gate);
    }

    /** Closes the connections that are not in use. */
    @Override
    public void close() {
        watch.shutdown();
        tenants.values().forEach(TenantConnections::closeIdle);
    }
}
