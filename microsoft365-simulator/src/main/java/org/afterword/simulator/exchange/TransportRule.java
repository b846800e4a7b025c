package org.afterword.simulator.exchange;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.afterword.simulator.header.MailHeader;

/**
 * The rule that sends mail to the signature service: it routes to the outbound connector and sets X-Afterword-Auth, except
 * where X-Afterword-MessageProcessed contains {@code true} or the mail is too large. The further exceptions that the real
 * rule has (calendar items, mail of groups) are left out on purpose: the service must do right without them.
 *
 * @param routingCode the tenant's secret
 * @param messageSizeOver mail of this many octets and more is not routed
 * @param target the smart host that the connector names; its settings say where that is
 */
record TransportRule(String routingCode, long messageSizeOver, MailFlow.Target target, Set<String> returnCertificates)
        implements MailFlow {
    /** 26624 KB, as the products of others set it. */
    static final long USUAL_SIZE = 26_624L * 1024;

    @Override
    public Route route(Mail mail) {
        boolean processed = mail.header().values(MailHeader.MESSAGE_PROCESSED).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("true"));
        boolean routes = !processed && mail.octets() < messageSizeOver;
        return new Route(
                List.of(new MailHeader.Field(MailHeader.AUTH, routingCode)),
                routes ? Optional.of(target) : Optional.empty());
    }
}
