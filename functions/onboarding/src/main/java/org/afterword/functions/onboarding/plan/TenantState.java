package org.afterword.functions.onboarding.plan;

import java.util.List;
import java.util.Optional;

/**
 * What there is in a tenant.
 *
 * @param organization the name that the organisation shows
 * @param dehydrated whether it has to be made ready for own settings first
 * @param domains its accepted domains, in lower case; one whose subdomains are accepted too ({@code MatchSubDomains}) is
 *     followed by them as {@code *.contoso.com}
 * @param initialDomains the one that Microsoft gave it, such as {@code contoso.onmicrosoft.com}; all that it can be if Exchange does not mark
 *     it, and none if there is none
 * @param objects connectors, rules and remote domains, rules in the order of their priority
 * @param journalRules the names of the journal rules that are enabled; empty if who is signed in may not read them
 * @param blockedConnectors GUIDs and names of the inbound connectors from which Exchange Online takes no mail at present, as it
 *     suspects that they send spam; empty if who is signed in may not read them
 * @param pilotGroup what Exchange knows under the address of the pilot's group; empty if it was not asked or may not be read
 */
public record TenantState(
        String organization,
        boolean dehydrated,
        List<String> domains,
        List<String> initialDomains,
        List<ExistingObject> objects,
        Optional<List<String>> journalRules,
        Optional<List<String>> blockedConnectors,
        Optional<PilotGroup> pilotGroup) {
    public TenantState {
        domains = List.copyOf(domains);
        initialDomains = List.copyOf(initialDomains);
        objects = List.copyOf(objects);
        journalRules = journalRules.map(List::copyOf);
        blockedConnectors = blockedConnectors.map(List::copyOf);
    }

    /** With no connector blocked and no group asked for. */
    public TenantState(
            String organization,
            boolean dehydrated,
            List<String> domains,
            List<String> initialDomains,
            List<ExistingObject> objects,
            Optional<List<String>> journalRules) {
        this(
                organization,
                dehydrated,
                domains,
                initialDomains,
                objects,
                journalRules,
                Optional.of(List.of()),
                Optional.empty());
    }

    /** The object of this kind and name; Exchange does not mind case in names. */
    public Optional<ExistingObject> find(ObjectKind kind, String name) {
        return all(kind).stream()
                .filter(object -> object.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** All objects of this kind. */
    public List<ExistingObject> all(ObjectKind kind) {
        return objects.stream().filter(object -> object.kind() == kind).toList();
    }

    /** Whether Exchange Online takes no mail from this connector at present. */
    public boolean isBlocked(ExistingObject connector) {
        return blockedConnectors.stream()
                .flatMap(List::stream)
                .anyMatch(identity -> identity.equalsIgnoreCase(connector.text("Guid"))
                        || identity.equalsIgnoreCase(connector.name()));
    }

    /** Whether the name lies in one of the accepted domains. */
    public boolean isOfAcceptedDomain(String hostName) {
        String name = hostName.startsWith("*.") ? hostName.substring(2) : hostName;
        return domains.stream().anyMatch(domain -> name.equalsIgnoreCase(domain) || endsWithDomain(name, domain));
    }

    private static boolean endsWithDomain(String name, String domain) {
        int start = name.length() - domain.length();
        return start > 0
                && name.charAt(start - 1) == '.'
                && name.regionMatches(true, start, domain, 0, domain.length());
    }
}
