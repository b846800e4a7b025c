package org.afterword.storage.tenant;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One Microsoft 365 organisation that is connected to this stamp.
 *
 * @param name as administrators call it
 * @param domains its accepted domains, in lower case; only mail from these is taken
 * @param routingCodeHash {@link RoutingCode#hash()} of its code; the code itself is not kept
 * @param inbound where its inbound connector listens; mail goes back there and nowhere else
 */
public record Tenant(
        TenantId id, String name, State state, Set<String> domains, String routingCodeHash, SmtpEndpoint inbound) {

    /** Whether its mail is signed. */
    public enum State {
        /** Being set up. Mail that comes before it is connected goes back unsigned. */
        PENDING,
        CONNECTED,
        /** Switched off by an administrator, or its subscription ended. Mail goes back unsigned. */
        PAUSED
    }

    public Tenant {
        domains =
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
