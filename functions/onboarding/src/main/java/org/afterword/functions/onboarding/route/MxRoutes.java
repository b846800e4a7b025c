package org.afterword.functions.onboarding.route;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import org.afterword.storage.tenant.SmtpEndpoint;

/**
 * Takes the place from the MX records of the tenant's initial domain: of the servers that they name below the allowed domains, the
 * first that answers, in the order of preference. All that a domain names outside of them is as if it were not there.
 */
public final class MxRoutes implements Routes {
    /** Asks for MX records, as {@link MxRecords#of}. */
    @FunctionalInterface
    public interface Mx {
        /**
         * The hosts of the domain's MX records, the preferred one first; none if there is no such record.
         *
         * @throws IOException if the DNS does not answer
         * @throws IllegalArgumentException if that is no domain
         */
        List<String> of(String domain) throws IOException;
    }

    /** The port where servers take mail. */
    public static final int SMTP = 25;

    private final Mx mx;
    private final EndpointDomains allowed;
    private final int port;
    private final RouteProbe probe;

    /** @param port where the servers listen */
    public MxRoutes(Mx mx, EndpointDomains allowed, int port, RouteProbe probe) {
        this.mx = mx;
        this.allowed = allowed;
        this.port = port;
        this.probe = probe;
    }

    /** Whether an MX record could name this place; if not, it was given by hand. */
    public boolean mayName(SmtpEndpoint server) {
        return server.equals(Route.NOWHERE) || server.port() == port && allowed.contain(server.host());
    }

    @Override
    public Route ask(Collection<String> initialDomains, Optional<SmtpEndpoint> known) {
        if (initialDomains.isEmpty()) {
            return noInitialDomain();
        }
        SequencedSet<SmtpEndpoint> servers = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        boolean silent = false;
        for (String domain : initialDomains) {
            try {
                List<String> hosts = mx.of(domain);
                List<String> ours = hosts.stream().filter(allowed::contain).toList();
                ours.forEach(host -> servers.add(new SmtpEndpoint(host, port)));
                if (hosts.isEmpty()) {
                    problems.add("the DNS has no MX record of " + domain
                            + ". A new organisation gets it within some hours: check again then. If it stays so, ask"
                            + " Microsoft Support for it.");
                } else if (ours.isEmpty()) {
                    problems.add(elsewhere(domain, hosts.getFirst()));
                }
            } catch (IOException noAnswer) {
                silent = true;
            } catch (IllegalArgumentException noDomain) {
                problems.add(domain + " is no name that the DNS can be asked for.");
            }
        }
        if (!servers.isEmpty()) {
            known.filter(servers::contains).ifPresent(servers::addFirst);
            return firstThatAnswers(servers);
        }
        return silent ? new Route.Unavailable() : new Route.NotFound(String.join(" And ", problems));
    }

    private Route firstThatAnswers(SequencedSet<SmtpEndpoint> servers) {
        List<Route> unproven = new ArrayList<>();
        for (SmtpEndpoint server : servers) {
            Optional<String> obstacle = probe.obstacle(server);
            if (obstacle.isEmpty()) {
                return new Route.Proven(server);
            }
            unproven.add(new Route.Unproven(server, obstacle.get()));
        }
        return unproven.getFirst();
    }

    private static String elsewhere(String domain, String host) {
        return "the MX record of " + domain + " names " + host.replaceAll("[^\\x21-\\x7e]", "?")
                + ", which is no server of Exchange Online, and signed mail goes nowhere else. If it is one of a cloud that"
                + " this installation does not know, those who run it add its domain to AFTERWORD_TENANT_ENDPOINT_DOMAINS.";
    }

    static Route noInitialDomain() {
        return new Route.NotFound("Exchange Online shows no domain of your organisation that Microsoft gave it, such as"
                + " contoso.onmicrosoft.com. Those who run this installation can name the place with"
                + " AFTERWORD_TENANT_ENDPOINT.");
    }
}
