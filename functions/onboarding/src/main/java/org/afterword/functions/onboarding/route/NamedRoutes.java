package org.afterword.functions.onboarding.route;

import java.util.Collection;
import java.util.Optional;
import org.afterword.storage.tenant.SmtpEndpoint;

/** Takes the place from a setting, for tests and for clouds whose DNS says nothing. */
public final class NamedRoutes implements Routes {
    private static final String DOMAIN = "{domain}";

    private final String pattern;
    private final RouteProbe probe;

    /** @param pattern HOST:PORT, {@code {domain}} being the initial domain with hyphens for dots */
    public NamedRoutes(String pattern, RouteProbe probe) {
        this.pattern = pattern;
        this.probe = probe;
    }

    @Override
    public Route ask(Collection<String> initialDomains, Optional<SmtpEndpoint> known) {
        if (initialDomains.isEmpty() && pattern.contains(DOMAIN)) {
            return MxRoutes.noInitialDomain();
        }
        String domain = initialDomains.stream().findFirst().orElse("");
        String filled = pattern.replace(DOMAIN, domain.replace('.', '-'));
        int colon = filled.lastIndexOf(':');
        SmtpEndpoint server =
                new SmtpEndpoint(filled.substring(0, colon), Integer.parseInt(filled.substring(colon + 1)));
        return probe.obstacle(server)
                .<Route>map(why -> new Route.Unproven(server, why))
                .orElseGet(() -> new Route.Proven(server));
    }
}
