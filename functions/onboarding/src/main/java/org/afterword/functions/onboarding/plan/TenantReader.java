package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.route.InitialDomains;

/** Reads from a tenant what a plan needs to know. */
public final class TenantReader {
    private static final Cmdlet ORGANIZATION = Cmdlet.of("Get-OrganizationConfig");
    private static final Cmdlet DOMAINS = everything("Get-AcceptedDomain");
    private static final Cmdlet OUTBOUND = Cmdlet.of("Get-OutboundConnector");
    private static final Cmdlet INBOUND = Cmdlet.of("Get-InboundConnector");
    private static final Cmdlet RULES = everything("Get-TransportRule");
    private static final Cmdlet REMOTE_DOMAINS = everything("Get-RemoteDomain");
    private static final Cmdlet JOURNAL_RULES = Cmdlet.of("Get-JournalRule");
    private static final Cmdlet BLOCKED = Cmdlet.of("Get-BlockedConnector");

    private interface Reading<T> {
        T read() throws ExchangeException, InterruptedException;
    }

    private final ExchangeAdmin exchange;

    private TenantReader(ExchangeAdmin exchange) {
        this.exchange = exchange;
    }

    /** The cmdlets that are called for every tenant, once each if not more often. */
    public static List<Cmdlet> cmdlets() {
        return List.of(ORGANIZATION, DOMAINS, OUTBOUND, INBOUND, RULES, REMOTE_DOMAINS, JOURNAL_RULES, BLOCKED);
    }

    private static Cmdlet everything(String name) {
        return Cmdlet.of(name).with("ResultSize", Value.of("Unlimited"));
    }

    /** Reads it all anew, but no pilot's group. */
    public static TenantState read(ExchangeAdmin exchange) throws ExchangeException, InterruptedException {
        return read(exchange, Optional.empty());
    }

    /**
     * Reads it all anew.
     *
     * @param pilotGroup the address of the group that is looked for as well
     */
    public static TenantState read(ExchangeAdmin exchange, Optional<String> pilotGroup)
            throws ExchangeException, InterruptedException {
        return new TenantReader(exchange).read(pilotGroup);
    }

    private TenantState read(Optional<String> pilotGroup) throws ExchangeException, InterruptedException {
        JsonNode organization = call(ORGANIZATION).stream()
                .findFirst()
                .orElseThrow(() -> new ExchangeException(
                        ExchangeException.Kind.UNREADABLE,
                        "Get-OrganizationConfig: Exchange Online told nothing about it"));
        List<JsonNode> accepted = call(DOMAINS);
        List<String> domains = accepted.stream().flatMap(TenantReader::domains).toList();
        List<ExistingObject> objects = new ArrayList<>();
        addAll(objects, ObjectKind.OUTBOUND_CONNECTOR, outboundConnectors());
        addAll(objects, ObjectKind.INBOUND_CONNECTOR, call(INBOUND));
        List<ExistingObject> rules = new ArrayList<>();
        addAll(rules, ObjectKind.TRANSPORT_RULE, call(RULES));
        rules.sort(Comparator.comparingInt(ExistingObject::priority));
        objects.addAll(rules);
        addAll(objects, ObjectKind.REMOTE_DOMAIN, call(REMOTE_DOMAINS));
        return new TenantState(
                organization
                        .path("DisplayName")
                        .asText(organization.path("Name").asText()),
                organization.path("IsDehydrated").asBoolean(false),
                domains,
                initialDomains(accepted, domains),
                objects,
                callIfAllowed(JOURNAL_RULES).map(TenantReader::journalRules),
                callIfAllowed(BLOCKED).map(TenantReader::blockedConnectors),
                pilotGroup.isPresent() ? ifAllowed(() -> pilotGroup(pilotGroup.get(), rules)) : Optional.empty());
    }

    /** The one that is marked; the mark is not documented, so without it all that it can be. */
    private static List<String> initialDomains(List<JsonNode> accepted, List<String> domains) {
        List<String> marked = accepted.stream()
                .filter(domain -> domain.path("InitialDomain").asBoolean(false))
                .map(domain -> domain.path("DomainName").asText().toLowerCase(Locale.ROOT))
                .filter(domain -> !domain.isEmpty())
                .toList();
        return marked.isEmpty() ? InitialDomains.among(domains) : marked;
    }

    private List<JsonNode> call(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        return exchange.call(cmdlet).objects();
    }

    private Optional<List<JsonNode>> callIfAllowed(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        return ifAllowed(() -> call(cmdlet));
    }

    /** For what no plan depends on, so that a role which lacks the cmdlet or parameter is no reason to stop. */
    private static <T> Optional<T> ifAllowed(Reading<T> reading) throws ExchangeException, InterruptedException {
        try {
            return Optional.of(reading.read());
        } catch (ExchangeException refused) {
            return switch (refused.kind()) {
                case ROLE_MISSING, REFUSED -> Optional.empty();
                case THROTTLED, FAULT, TOO_EARLY, UNCERTAIN, UNREADABLE, SIGN_IN_ENDED -> throw refused;
            };
        }
    }

    /**
     * All of them. By Microsoft's reference each filter is {@code $false} where it is not given, and then leaves out those in
     * test mode and those for rules, of which ours is one; tenants have been seen whose plain list has them all.
     */
    private Collection<JsonNode> outboundConnectors() throws ExchangeException, InterruptedException {
        Cmdlet forRules = OUTBOUND.with("IsTransportRuleScoped", Value.of(true));
        Map<String, JsonNode> connectors = new LinkedHashMap<>();
        call(OUTBOUND).forEach(connector -> connectors.put(identity(connector), connector));
        for (Cmdlet filtered : List.of(forRules, inTestMode(OUTBOUND), inTestMode(forRules))) {
            callIfAllowed(filtered)
                    .orElse(List.of())
                    .forEach(connector -> connectors.putIfAbsent(identity(connector), connector));
        }
        return connectors.values();
    }

    private static Cmdlet inTestMode(Cmdlet cmdlet) {
        return cmdlet.with("IncludeTestModeConnectors", Value.of(true));
    }

    private static String identity(JsonNode object) {
        String guid = object.path("Guid").asText();
        return (guid.isEmpty() ? object.path("Name").asText() : guid).toLowerCase(Locale.ROOT);
    }

    private static List<String> journalRules(List<JsonNode> rules) {
        return rules.stream()
                .filter(rule -> rule.path("Enabled").asBoolean(false))
                .map(rule -> rule.path("Name").asText())
                .toList();
    }

    private static List<String> blockedConnectors(List<JsonNode> blocked) {
        return blocked.stream()
                .flatMap(connector -> Stream.of("ConnectorId", "ConnectorName")
                        .map(property -> connector.path(property).asText()))
                .filter(identity -> !identity.isEmpty())
                .toList();
    }

    private PilotGroup pilotGroup(String address, List<ExistingObject> rules)
            throws ExchangeException, InterruptedException {
        Optional<PilotGroup.Found> found = recipient(address);
        Optional<String> named = found.isPresent() ? Optional.empty() : named(address, rules);
        return new PilotGroup(address, named.isEmpty() ? found : recipient(named.get()));
    }

    /** Another group that our rule names: it holds on to a group that was given another address. */
    private static Optional<String> named(String address, List<ExistingObject> rules) {
        return rules.stream()
                .filter(rule -> rule.text("SetHeaderName").equalsIgnoreCase(AfterwordHeaders.AUTH))
                .map(rule -> rule.properties().path("FromMemberOf").path(0).asText())
                .filter(group -> group.contains("@") && !group.equalsIgnoreCase(address))
                .findFirst();
    }

    private Optional<PilotGroup.Found> recipient(String address) throws ExchangeException, InterruptedException {
        try {
            return call(Cmdlet.of("Get-Recipient").with("Identity", Value.of(address))).stream()
                    .findFirst()
                    .map(recipient -> new PilotGroup.Found(
                            recipient.path("RecipientTypeDetails").asText(),
                            recipient.path("PrimarySmtpAddress").asText(address)));
        } catch (ExchangeException refused) {
            if (refused.kind() == ExchangeException.Kind.REFUSED
                    && String.valueOf(refused.getMessage()).contains("couldn't be found")) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static Stream<String> domains(JsonNode accepted) {
        String name = accepted.path("DomainName").asText().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            return Stream.empty();
        }
        return accepted.path("MatchSubDomains").asBoolean(false) ? Stream.of(name, "*." + name) : Stream.of(name);
    }

    private static void addAll(List<ExistingObject> objects, ObjectKind kind, Collection<JsonNode> answer) {
        answer.forEach(properties -> objects.add(new ExistingObject(kind, properties)));
    }
}
