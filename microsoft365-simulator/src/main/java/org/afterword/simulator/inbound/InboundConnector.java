package org.afterword.simulator.inbound;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.afterword.simulator.certificates.IssuedCertificate;
import org.afterword.simulator.ledger.MailFolder;
import org.afterword.simulator.smtp.ServerReply;
import org.afterword.simulator.smtp.SmtpPath;
import org.afterword.simulator.smtp.SmtpPeer;
import org.afterword.simulator.smtp.SmtpServer;
import org.afterword.simulator.smtp.SmtpService;
import org.afterword.simulator.smtp.SmtpTransaction;
import org.jspecify.annotations.Nullable;

/**
 * Takes mail back into the tenant, as an inbound connector of kind OnPremises does. It wants TLS, a certificate with the
 * name that the connector states, and a tie to the tenant: the certificate's domain or that of MAIL FROM must be one of
 * the tenant's. Otherwise {@code 550 5.7.64 TenantAttribution}. Has no faults until one is injected ({@link Fault}). Safe for
 * use by several threads.
 */
public final class InboundConnector implements AutoCloseable {
    /** The largest message that Exchange Online takes, in octets. */
    public static final long MAXIMUM_SIZE = 157_286_400;

    private static final List<String> KEYWORDS = List.of(
            "SIZE " + MAXIMUM_SIZE,
            "PIPELINING",
            "DSN",
            "ENHANCEDSTATUSCODES",
            "STARTTLS",
            "8BITMIME",
            "CHUNKING",
            "SMTPUTF8");
    private static final ServerReply RELAY_DENIED = ServerReply.of(
            "550 5.7.64 TenantAttribution; Relay Access Denied [DB9PR04MB0002.eurprd04.prod.outlook.com]");
    private static final ServerReply TOO_LARGE =
            ServerReply.of("552 5.3.4 Message size exceeds fixed maximum message size");

    private final InboundSettings settings;
    private final Set<String> acceptedDomains;
    private final Set<String> mailboxes;
    private final MailFolder folder;
    private final TenantAttribution attribution;
    private final FaultPlan faults = new FaultPlan();
    private final List<String> rejections = new CopyOnWriteArrayList<>();
    private final SmtpServer server;
    private volatile SSLContext tls;

    /**
     * Listens from now on.
     *
     * @param acceptedDomains the tenant's; they may grow
     * @param mailboxes the addresses that exist in the accepted domains; empty if all do
     * @param tlsSenderCertificateNames the names in the connectors' settings, asked for at each recipient
     * @throws IOException if the port is taken
     */
    public InboundConnector(
            InboundSettings settings,
            Set<String> acceptedDomains,
            Set<String> mailboxes,
            MailFolder folder,
            Supplier<Set<String>> tlsSenderCertificateNames)
            throws IOException {
        this.settings = settings;
        this.acceptedDomains = acceptedDomains;
        this.mailboxes = Set.copyOf(mailboxes);
        this.folder = folder;
        this.attribution = new TenantAttribution(settings, acceptedDomains, tlsSenderCertificateNames);
        this.tls = settings.certificate().tlsWithAnyone();
        this.server = SmtpServer.start(settings.port(), new Service());
    }

    /** The port it listens on, on the loopback address. */
    public int port() {
        return server.port();
    }

    /** How many connections were made to it since the start. */
    public long connections() {
        return server.connections();
    }

    /** Injects this fault until {@link #heal()}. */
    public void inject(Fault fault) {
        faults.add(fault, Integer.MAX_VALUE);
    }

    /** Injects this fault for the next times that it applies; a {@link Fault.Withheld} stays until healed. */
    public void inject(Fault fault, int times) {
        faults.add(fault, times);
    }

    /** Removes all faults, and shows the right certificate again. */
    public void heal() {
        faults.clear();
        tls = settings.certificate().tlsWithAnyone();
    }

    /** Shows another certificate from the next handshake on. */
    public void present(IssuedCertificate certificate) {
        tls = certificate.tlsWithAnyone();
    }

    /** Cuts every session, as a front end that is taken out of service does, and goes on listening. */
    public void cutSessions() throws IOException {
        server.cutSessions();
    }

    /** The answers with which senders, recipients and messages were refused, in order. */
    public List<String> rejections() {
        return List.copyOf(rejections);
    }

    /** Stops listening and closes every session. */
    @Override
    public void close() throws IOException {
        server.close();
    }

    private ServerReply refuse(ServerReply reply) {
        if (!reply.isPositive()) {
            rejections.add(reply.lastLine());
        }
        return reply;
    }

    private boolean isUnknownMailbox(SmtpPath recipient) {
        return !mailboxes.isEmpty()
                && acceptedDomains.contains(recipient.domain())
                && !mailboxes.contains(recipient.address().toLowerCase(Locale.ROOT));
    }

    private final class Service implements SmtpService {
        @Override
        public ServerReply greeting() {
            return ServerReply.of(faults.take(Fault.Greeting.class)
                    .map(Fault.Greeting::reply)
                    .orElse("220 DB9PR04MB0002.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready"));
        }

        @Override
        public List<String> keywords(SmtpPeer peer) {
            return KEYWORDS.stream()
                    .filter(keyword -> !(peer.secure() && keyword.equals("STARTTLS")))
                    .filter(keyword -> !faults.has(
                            Fault.Withheld.class, fault -> keyword.split(" ")[0].equalsIgnoreCase(fault.keyword())))
                    .toList();
        }

        @Override
        public SSLContext tls() {
            return tls;
        }

        @Override
        public ServerReply mail(SmtpPeer peer, SmtpPath reversePath) {
            String size = reversePath.parameters().getOrDefault("SIZE", "0");
            if (!peer.secure()) {
                return refuse(ServerReply.of("451 5.7.3 STARTTLS is required to send mail"));
            } else if (!size.matches("[0-9]{1,18}")) {
                return refuse(ServerReply.of("501 5.5.4 Invalid arguments"));
            } else if (Long.parseLong(size) > MAXIMUM_SIZE) {
                return refuse(TOO_LARGE);
            } else if (asksForMoreThanIsOffered(peer, reversePath)) {
                return refuse(ServerReply.of("555 5.5.4 Unsupported option"));
            }
            return refuse(ServerReply.of(faults.take(Fault.SenderAnswer.class)
                    .map(Fault.SenderAnswer::reply)
                    .orElse("250 2.1.0 Sender OK")));
        }

        private boolean asksForMoreThanIsOffered(SmtpPeer peer, SmtpPath reversePath) {
            String body = reversePath.parameters().getOrDefault("BODY", "7BIT").toUpperCase(Locale.ROOT);
            return !body.equals("7BIT") && !keywords(peer).contains(body)
                    || reversePath.parameters().containsKey("SMTPUTF8")
                            && !keywords(peer).contains("SMTPUTF8");
        }

        @Override
        public ServerReply recipient(SmtpPeer peer, SmtpPath reversePath, SmtpPath recipient) {
            if (!attribution.accepts(peer, reversePath)) {
                return refuse(RELAY_DENIED);
            }
            if (isUnknownMailbox(recipient)) {
                return refuse(ServerReply.of("550 5.4.1 Recipient address rejected: Access denied."));
            }
            return refuse(ServerReply.of(faults.take(
                            Fault.RecipientAnswer.class,
                            fault -> fault.address().equalsIgnoreCase(recipient.address()))
                    .map(Fault.RecipientAnswer::reply)
                    .orElse("250 2.1.5 Recipient OK")));
        }

        @Override
        public OutputStream open(SmtpTransaction transaction) throws IOException {
            long disconnectAfter = faults.take(Fault.DisconnectInMessage.class)
                    .map(Fault.DisconnectInMessage::afterOctets)
                    .orElse(Long.MAX_VALUE);
            return new MessageFile(Files.newOutputStream(folder.incoming(transaction)), disconnectAfter);
        }

        @Override
        public @Nullable ServerReply complete(SmtpTransaction transaction) throws IOException {
            if (Files.size(folder.incoming(transaction)) > MAXIMUM_SIZE) {
                folder.discard(transaction);
                return refuse(TOO_LARGE);
            }
            Fault.MessageAnswer rejection =
                    faults.take(Fault.MessageAnswer.class).orElse(null);
            if (rejection != null) {
                folder.discard(transaction);
                return refuse(ServerReply.of(rejection.reply()));
            }
            Fault.NoAnswer silence = faults.take(Fault.NoAnswer.class).orElse(null);
            if (silence != null && !silence.delivered()) {
                folder.discard(transaction);
            } else {
                Path file = folder.deliver(transaction);
                faults.take(Fault.DelayedAnswer.class).ifPresent(fault -> pause(fault));
                if (silence == null) {
                    return ServerReply.of("250 2.6.0 <" + file.getFileName() + "> Queued mail for delivery");
                }
            }
            if (silence.disconnect()) {
                throw new IOException("a fault was injected: disconnect");
            }
            return null;
        }

        private void pause(Fault.DelayedAnswer fault) {
            try {
                Thread.sleep(fault.delay());
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void abandon(SmtpTransaction transaction) throws IOException {
            folder.discard(transaction);
        }
    }

    /** Writes a message to its file, but no more than fits, and breaks off where a fault says so. */
    private static final class MessageFile extends FilterOutputStream {
        private final long disconnectAfter;
        private long octets;

        MessageFile(OutputStream file, long disconnectAfter) {
            super(new BufferedOutputStream(file, 64 * 1024));
            this.disconnectAfter = disconnectAfter;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] block, int offset, int length) throws IOException {
            octets += length;
            if (octets > disconnectAfter) {
                throw new IOException("a fault was injected: disconnect");
            }
            if (octets - length <= MAXIMUM_SIZE) {
                out.write(block, offset, length);
            }
        }
    }
}
