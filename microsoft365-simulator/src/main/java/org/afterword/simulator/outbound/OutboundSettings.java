package org.afterword.simulator.outbound;

import java.time.Duration;
import java.util.List;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.certificates.IssuedCertificate;

/**
 * How an outbound connector behaves.
 *
 * @param smartHost where to
 * @param certificate what it shows as a client
 * @param authorities who may have issued the smart host's certificate
 * @param connections how many it opens at most; each is kept open and carries many mails
 * @param retryAfter how long after a 4xx or a broken connection it tries again; Exchange takes up to 15 minutes
 * @param giveUpAfter how long after submission it reports a deferred mail as undeliverable
 */
public record OutboundSettings(
        SmartHost smartHost,
        IssuedCertificate certificate,
        List<CertificateAuthority> authorities,
        int connections,
        Duration retryAfter,
        Duration giveUpAfter) {
    /** The name on the client certificate that all tenants of Exchange Online share. */
    public static final String EXCHANGE_ONLINE = "mail.protection.outlook.com";

    public OutboundSettings {
        authorities = List.copyOf(authorities);
    }

    /**
     * Two connections, a new attempt after a second, and Exchange Online's 24 hours.
     *
     * @param exchangeAuthority issues the client certificate in Exchange Online's name
     * @param smartHostAuthorities who may have issued the smart host's certificate
     */
    public static OutboundSettings to(
            SmartHost smartHost, CertificateAuthority exchangeAuthority, CertificateAuthority... smartHostAuthorities) {
        return new OutboundSettings(
                smartHost,
                exchangeAuthority.issue(CertificateRequest.client(EXCHANGE_ONLINE)),
                List.of(smartHostAuthorities),
                2,
                Duration.ofSeconds(1),
                Duration.ofHours(24));
    }

    /** The same to another smart host. */
    public OutboundSettings withSmartHost(SmartHost other) {
        return new OutboundSettings(other, certificate, authorities, connections, retryAfter, giveUpAfter);
    }

    /** The same with another client certificate. */
    public OutboundSettings withCertificate(IssuedCertificate other) {
        return new OutboundSettings(smartHost, other, authorities, connections, retryAfter, giveUpAfter);
    }

    /** The same with so many connections at most. */
    public OutboundSettings withConnections(int atMost) {
        return new OutboundSettings(smartHost, certificate, authorities, atMost, retryAfter, giveUpAfter);
    }

    /** The same with other times of retry and expiry. */
    public OutboundSettings withRetries(Duration after, Duration giveUp) {
        return new OutboundSettings(smartHost, certificate, authorities, connections, after, giveUp);
    }
}
