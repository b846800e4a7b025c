package org.afterword.simulator.exchange;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.afterword.simulator.certificates.CertificateNames;
import org.afterword.simulator.header.ExchangeHeaders;
import org.afterword.simulator.header.MailHeader;
import org.afterword.simulator.inbound.InboundConnector;
import org.afterword.simulator.inbound.InboundSettings;
import org.afterword.simulator.ledger.Breach;
import org.afterword.simulator.ledger.DeliveredMail;
import org.afterword.simulator.ledger.DeliveryLedger;
import org.afterword.simulator.ledger.MailFolder;
import org.afterword.simulator.outbound.NonDelivery;
import org.afterword.simulator.outbound.OutboundConnector;
import org.afterword.simulator.outbound.OutboundSettings;
import org.afterword.simulator.outbound.OutgoingFile;
import org.afterword.simulator.outbound.SmartHost;
import org.afterword.simulator.outbound.Submission;
import org.afterword.simulator.outbound.Submission.State;
import org.afterword.simulator.smtp.SmtpPath;
import org.jspecify.annotations.Nullable;

/**
 * A tenant of Exchange Online on this machine, with the rule and the two connectors that a signature service needs.
 * {@link Builder#start} opens the inbound connector; {@link #connectOutbound} tells where the smart host is. Then each
 * {@link #submit} goes out and is waited for with {@link #awaitReturn}. Everything is kept in one folder: {@code sent}
 * (each mail as it left), {@code delivered} (each mail as it came back, and its envelope). Safe for use by several threads.
 */
public final class ExchangeTenant implements AutoCloseable {
    /** Of a rule that does not name its smart host: the connector's own settings count. */
    private static final MailFlow.Target ANY_TARGET = new MailFlow.Target("", "");

    private final UUID id;
    private final String domain;
    private final MailFlow flow;
    private final Set<String> acceptedDomains;
    private final DeliveryLedger ledger;
    private final MailFolder files;
    private final InboundConnector inbound;
    private volatile @Nullable OutboundConnector outbound;
    private volatile @Nullable OutboundSettings outboundSettings;
    /** For smart hosts that rules name and that lie where the settings say. */
    private final Map<SmartHost, OutboundConnector> others = new ConcurrentHashMap<>();

    private ExchangeTenant(Builder builder, Path folder, InboundSettings settings) throws IOException {
        this.id = builder.id;
        this.domain = builder.domain;
        this.acceptedDomains = ConcurrentHashMap.newKeySet();
        this.acceptedDomains.addAll(builder.acceptedDomains);
        MailFlow own = builder.flow;
        this.flow = own != null
                ? own
                : new TransportRule(
                        builder.routingCode,
                        builder.messageSizeOver,
                        ANY_TARGET,
                        Set.of(settings.tlsSenderCertificateName()));
        this.ledger = new DeliveryLedger();
        this.files = new MailFolder(folder, ledger);
        this.inbound =
                new InboundConnector(settings, acceptedDomains, builder.mailboxes, files, flow::returnCertificates);
    }

    /** A tenant whose first accepted domain is this. */
    public static Builder of(String domain) {
        return new Builder(domain);
    }

    /** What a tenant is made of; each setting has a default. */
    public static final class Builder {
        private final String domain;
        private final Set<String> acceptedDomains = new LinkedHashSet<>();
        private final Set<String> mailboxes = new LinkedHashSet<>();
        private UUID id = UUID.randomUUID();
        private String routingCode = "";
        private @Nullable MailFlow flow;
        private long messageSizeOver = TransportRule.USUAL_SIZE;

        private Builder(String domain) {
            this.domain = domain.toLowerCase(Locale.ROOT);
            acceptedDomains.add(this.domain);
        }

        /** The tenant's id; a random one otherwise. */
        public Builder id(UUID tenantId) {
            this.id = tenantId;
            return this;
        }

        /** More accepted domains, by which mail that comes in is attributed to this tenant. */
        public Builder acceptedDomains(String... more) {
            Arrays.stream(more).map(name -> name.toLowerCase(Locale.ROOT)).forEach(acceptedDomains::add);
            return this;
        }

        /** The addresses that exist in the accepted domains; without any, all do. */
        public Builder mailboxes(String... addresses) {
            Arrays.stream(addresses)
                    .map(address -> address.toLowerCase(Locale.ROOT))
                    .forEach(mailboxes::add);
            return this;
        }

        /** What the rule puts into X-Afterword-Auth. */
        public Builder routingCode(String code) {
            this.routingCode = code;
            return this;
        }

        /** Rules and connectors that can change, in place of the fixed rule. */
        public Builder mailFlow(MailFlow ownFlow) {
            this.flow = ownFlow;
            return this;
        }

        /** From how many octets on the rule leaves a mail alone; 26624 KB otherwise. */
        public Builder messageSizeOver(long octets) {
            this.messageSizeOver = octets;
            return this;
        }

        /**
         * Makes the folder and opens the inbound connector.
         *
         * @throws IOException if the folder cannot be written or the port is taken
         */
        public ExchangeTenant start(Path folder, InboundSettings inbound) throws IOException {
            if (routingCode.isEmpty() && flow == null) {
                throw new IllegalStateException("a tenant needs the routing code that its transport rule sets");
            }
            return new ExchangeTenant(this, folder, inbound);
        }
    }

    /** The tenant's id, which stands in the headers of its mail. */
    public UUID id() {
        return id;
    }

    /** Adds an accepted domain while mail flows, as an administrator does. */
    public void accept(String acceptedDomain) {
        acceptedDomains.add(acceptedDomain.toLowerCase(Locale.ROOT));
    }

    /** Sends all mail from now on to this smart host; an earlier connector stops first. */
    public OutboundConnector connectOutbound(OutboundSettings settings) throws InterruptedException {
        OutboundConnector earlier = outbound;
        if (earlier != null) {
            earlier.close();
        }
        OutboundConnector connector = new OutboundConnector(settings, ledger::nonDelivery);
        outbound = connector;
        outboundSettings = settings;
        return connector;
    }

    /** The connector through which mail comes back. */
    public InboundConnector inbound() {
        return inbound;
    }

    /** Sends this file from one address ({@code ""} is the null reverse path) to others. */
    public Submission submit(Path mail, String from, String... to) throws IOException {
        try (InputStream content = Files.newInputStream(mail)) {
            return submit(content, SmtpPath.of(from), paths(to));
        }
    }

    /** Sends these octets from one address ({@code ""} is the null reverse path) to others. */
    public Submission submit(byte[] mail, String from, String... to) throws IOException {
        return submit(new ByteArrayInputStream(mail), SmtpPath.of(from), paths(to));
    }

    /**
     * Sends a mail with ESMTP parameters of one's own, such as RET, ENVID, NOTIFY and ORCPT; SIZE, BODY and SMTPUTF8 are
     * added as they are needed and offered.
     *
     * @throws IOException if the mail cannot be read or kept
     */
    public Submission submit(InputStream mail, SmtpPath reversePath, List<SmtpPath> recipients) throws IOException {
        OutboundConnector connector = outbound;
        if (connector == null) {
            throw new IllegalStateException("this tenant has no outbound connector yet");
        }
        UUID submissionId = UUID.randomUUID();
        BufferedInputStream content = new BufferedInputStream(mail);
        content.mark(2 * MailHeader.LONGEST);
        MailHeader header = MailHeader.read(content);
        content.reset();
        MailFlow.Mail seen = mail(header, reversePath, recipients, 0);
        List<MailHeader.Field> fields = flow.route(seen).fields();
        fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(MailHeader.AUTH))
                .forEach(field -> ledger.routingCode(field.value()));
        String added = ExchangeHeaders.of(id, domain, submissionId, fields, Instant.now());
        if (header.first("Message-ID") == null) {
            added += ExchangeHeaders.messageId(submissionId);
        }
        OutgoingFile file = OutgoingFile.write(files.sent(submissionId), added, content);
        // The size counts with what Exchange has added, so the rules are asked once more.
        Optional<MailFlow.Target> target =
                flow.route(mail(header, reversePath, recipients, file.octets())).target();
        State state = target.isPresent() ? State.QUEUED : State.NOT_ROUTED;
        Submission submission = new Submission(submissionId, reversePath, recipients, file, state);
        ledger.submitted(submission);
        if (target.isPresent()) {
            send(submission, target.get(), connector);
        }
        return submission;
    }

    private MailFlow.Mail mail(MailHeader header, SmtpPath reversePath, List<SmtpPath> recipients, long octets) {
        boolean inside = acceptedDomains.contains(reversePath.domain());
        MailFlow.Mail mail = new MailFlow.Mail(header::values, reversePath.address(), inside, octets);
        return recipients.stream().allMatch(recipient -> acceptedDomains.contains(recipient.domain()))
                ? mail
                : mail.outwards();
    }

    private void send(Submission submission, MailFlow.Target target, OutboundConnector connector) {
        OutboundSettings settings = outboundSettings;
        if (target.equals(ANY_TARGET) || settings == null || isFor(settings.smartHost(), target)) {
            connector.send(submission);
        } else if (CertificateNames.match(settings.smartHost().tlsDomain(), target.smartHost())) {
            SmartHost host =
                    new SmartHost(target.smartHost(), settings.smartHost().address(), target.tlsDomain());
            others.computeIfAbsent(
                            host, other -> new OutboundConnector(settings.withSmartHost(other), ledger::nonDelivery))
                    .send(submission);
        } else {
            submission.defer("450 4.4.312 DNS query failed: " + target.smartHost() + " is not known");
        }
    }

    private static boolean isFor(SmartHost host, MailFlow.Target target) {
        return host.name().equalsIgnoreCase(target.smartHost())
                && host.tlsDomain().equalsIgnoreCase(target.tlsDomain());
    }

    private static List<SmtpPath> paths(String... addresses) {
        return Arrays.stream(addresses).map(SmtpPath::of).toList();
    }

    /** What has come in, in order, duplicates and all. */
    public List<DeliveredMail> delivered() {
        return ledger.delivered();
    }

    /** Deliveries of which a recipient had the same submission before. */
    public List<DeliveredMail> duplicates() {
        return ledger.duplicates();
    }

    /** Delivery status notifications that the service wrote itself. */
    public List<DeliveredMail> reports() {
        return ledger.reports();
    }

    /** What must never be seen; empty if the service did all right. */
    public List<Breach> breaches() {
        return ledger.breaches();
    }

    /** The recipients whom the smart host refused for good. */
    public List<NonDelivery> nonDeliveries() {
        return ledger.nonDeliveries();
    }

    /**
     * Waits until a mail has come back to each of its recipients.
     *
     * @return its deliveries so far: one, unless the service split or doubled it
     * @throws TimeoutException with what is known of its way if that does not happen in time
     */
    public List<DeliveredMail> awaitReturn(Submission submission, Duration timeout)
            throws InterruptedException, TimeoutException {
        return ledger.awaitReturn(submission, timeout);
    }

    /**
     * Waits until this many mails in all have come in.
     *
     * @throws TimeoutException with the count if that does not happen in time
     */
    public List<DeliveredMail> awaitDelivered(int mails, Duration timeout)
            throws InterruptedException, TimeoutException {
        return ledger.awaitDelivered(mails, timeout);
    }

    /** Stops both connectors; the files stay. */
    @Override
    public void close() throws IOException {
        inbound.close();
        List<OutboundConnector> connectors = new ArrayList<>(others.values());
        OutboundConnector first = outbound;
        if (first != null) {
            connectors.add(first);
        }
        try {
            for (OutboundConnector connector : connectors) {
                connector.close();
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }
}
