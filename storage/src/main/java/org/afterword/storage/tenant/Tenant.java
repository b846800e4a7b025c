package org.afterword.storage.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Optional;
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
        /** Switched off by one of its administrators. Mail goes back unsigned. */
        PAUSED,
        /**
         * Switched off by those who run this stamp, as when its subscription ended: mail goes back unsigned until they lift
         * it. It is stored as {@link #PAUSED} and a mark beside it, so that a process that does not know it signs nothing
         * either.
         */
        @JsonProperty("PAUSED")
        SUSPENDED;

        /** As it was stored. What a later version calls otherwise is nothing that an administrator could undo. */
        private static State stored(String name) {
            for (State state : values()) {
                if (state.name().equals(name)) {
                    return state;
                }
            }
            return SUSPENDED;
        }
    }

    public Tenant {
        domains =
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    @JsonCreator
    static Tenant stored(
            @JsonProperty("id") TenantId id,
            @JsonProperty("name") String name,
            @JsonProperty("state") String state,
            @JsonProperty("suspended") Optional<Boolean> suspended,
            @JsonProperty("domains") Set<String> domains,
            @JsonProperty("routingCodeHash") String routingCodeHash,
            @JsonProperty("inbound") SmtpEndpoint inbound) {
        State known = suspended.orElse(false) ? State.SUSPENDED : State.stored(state);
        return new Tenant(id, name, known, domains, routingCodeHash, inbound);
    }

    @JsonProperty("suspended")
    public boolean suspended() {
        return state == State.SUSPENDED;
    }

    /** This tenant in another state. */
    public Tenant with(State other) {
        return new Tenant(id, name, other, domains, routingCodeHash, inbound);
    }
}
