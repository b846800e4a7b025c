package org.afterword.storage.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One Microsoft 365 organisation that is connected to this stamp.
 *
 * @param name as administrators call it
 * @param domains its accepted domains, in lower case; those below count as its own too
 * @param routingCodeHash {@link RoutingCode#hash()} of its code; the code itself is not kept
 * @param earlierCodes those that it had before and that count for a while, since mail with them is still on its way. A
 *     process that does not know this field knows the tenant by its code alone.
 * @param inbound where its inbound connector listens; mail goes back there and nowhere else
 */
public record Tenant(
        TenantId id,
        String name,
        State state,
        Set<String> domains,
        String routingCodeHash,
        List<EarlierCode> earlierCodes,
        SmtpEndpoint inbound) {

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

    /**
     * A routing code that was replaced.
     *
     * @param hash {@link RoutingCode#hash()} of it
     * @param until when it counts no more; empty as long as the tenant's rule may still set it
     */
    public record EarlierCode(String hash, Optional<Instant> until) {
        private boolean counts(Instant at) {
            return until.isEmpty() || at.isBefore(until.get());
        }
    }

    public Tenant {
        earlierCodes = List.copyOf(earlierCodes);
        domains =
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** A tenant that has had no other routing code. */
    public Tenant(
            TenantId id, String name, State state, Set<String> domains, String routingCodeHash, SmtpEndpoint inbound) {
        this(id, name, state, domains, routingCodeHash, List.of(), inbound);
    }

    @JsonCreator
    static Tenant stored(
            @JsonProperty("id") TenantId id,
            @JsonProperty("name") String name,
            @JsonProperty("state") String state,
            @JsonProperty("suspended") Optional<Boolean> suspended,
            @JsonProperty("domains") Set<String> domains,
            @JsonProperty("routingCodeHash") String routingCodeHash,
            @JsonProperty("earlierCodes") List<EarlierCode> earlierCodes,
            @JsonProperty("inbound") SmtpEndpoint inbound) {
        State known = suspended.orElse(false) ? State.SUSPENDED : State.stored(state);
        return new Tenant(id, name, known, domains, routingCodeHash, earlierCodes, inbound);
    }

    @JsonProperty("suspended")
    public boolean suspended() {
        return state == State.SUSPENDED;
    }

    /**
     * Whether mail with this code is its mail at that time. Takes a time that does not tell where two codes differ, as far as
     * it is this tenant that was found.
     */
    public boolean isKnownBy(RoutingCode code, Instant at) {
        return isHash(routingCodeHash, code)
                || earlierCodes.stream().anyMatch(earlier -> earlier.counts(at) && isHash(earlier.hash(), code));
    }

    private static boolean isHash(String hash, RoutingCode code) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), code.hash().getBytes(StandardCharsets.US_ASCII));
    }

    /** The hashes of its code and of the earlier ones, of which some may have run out: no other tenant may have them. */
    public Set<String> codeHashes() {
        Set<String> hashes = new HashSet<>();
        hashes.add(routingCodeHash);
        earlierCodes.forEach(earlier -> hashes.add(earlier.hash()));
        return hashes;
    }

    /** This tenant in another state. */
    public Tenant with(State other) {
        return new Tenant(id, name, other, domains, routingCodeHash, earlierCodes, inbound);
    }

    /** This tenant under another name. */
    public Tenant named(String other) {
        return new Tenant(id, other, state, domains, routingCodeHash, earlierCodes, inbound);
    }

    /** This tenant with other accepted domains. */
    public Tenant withDomains(Set<String> others) {
        return new Tenant(id, name, state, others, routingCodeHash, earlierCodes, inbound);
    }

    /** This tenant when it takes its mail back elsewhere. */
    public Tenant withInbound(SmtpEndpoint other) {
        return new Tenant(id, name, state, domains, routingCodeHash, earlierCodes, other);
    }

    /** This record in place of the one that there was: the codes of that one count on. */
    public Tenant inPlaceOf(Tenant before) {
        List<EarlierCode> earlier = new ArrayList<>(before.earlierCodes);
        earlier.add(new EarlierCode(before.routingCodeHash, Optional.empty()));
        earlier.removeIf(code -> code.hash().equals(routingCodeHash));
        return new Tenant(id, name, state, domains, routingCodeHash, earlier, inbound);
    }

    /**
     * This tenant when its rule sets the present code: the earlier ones count for the mail that is still on its way.
     *
     * @param until how long those count whose end was open
     */
    public Tenant endingEarlierCodes(Instant now, Instant until) {
        List<EarlierCode> earlier = earlierCodes.stream()
                .filter(code -> code.counts(now))
                .map(code -> new EarlierCode(code.hash(), code.until().or(() -> Optional.of(until))))
                .toList();
        return new Tenant(id, name, state, domains, routingCodeHash, earlier, inbound);
    }
}
