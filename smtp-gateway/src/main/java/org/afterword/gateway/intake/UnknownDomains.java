package org.afterword.gateway.intake;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.storage.tenant.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The domains that tenants send from and that their records do not have: one that was newly accepted, or that of a program
 * with an envelope of its own. Each is raised once, by a line in the log that an alert waits for. Safe for use by several threads.
 */
final class UnknownDomains {
    private static final Logger log = LoggerFactory.getLogger(UnknownDomains.class);
    /** Programs that use another domain for each mail would fill the log. */
    private static final int RAISED_OF_A_TENANT = 20;

    private final Map<TenantId, Set<String>> raised = new ConcurrentHashMap<>();
    private final GatewayMetrics metrics;

    UnknownDomains(GatewayMetrics metrics) {
        this.metrics = metrics;
    }

    void raise(TenantId tenant, String domain) {
        Set<String> known = raised.computeIfAbsent(tenant, first -> ConcurrentHashMap.newKeySet());
        if (known.size() < RAISED_OF_A_TENANT && known.add(domain)) {
            metrics.count(Counter.DOMAINS_RAISED);
            log.warn(
                    "{} is a domain that the record of tenant {} does not have: its mail is taken, and signed where its author"
                            + " is known. If the organisation has added the domain, one of its administrators signs in on the"
                            + " connect page, which reads the domains again",
                    domain,
                    tenant);
        }
    }
}
