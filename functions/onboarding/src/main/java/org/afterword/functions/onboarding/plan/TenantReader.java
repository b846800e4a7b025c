package org.afterword.functions.onboarding.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.route.InitialDomains;

/** Reads from a tenant what a plan needs to know. */
public final class TenantReader {
    private static final Cmdlet JOURNAL_RULES = Cmdlet.of("Get-JournalRule");

    private TenantReader() {}

    /** The cmdlets that are called, in order. */
    public static List<Cmdlet> cmdlets() {
        return List.of(
                Cmdlet.of("Get-OrganizationConfig"),
                everything("Get-AcceptedDomain"),
                Cmdlet.of("Get-OutboundConnector"),
                Cmdlet.of("Get-InboundConnector"),
                everything("Get-TransportRule"),
                everything("Get-RemoteDomain"),
                JOURNAL_RULES);
    }

    private static Cmdlet everything(String name) {
        return Cmdlet.of(name).with("ResultSize", Value.of("Unlimited"));
    }

    /** Reads it all anew. */
    public static TenantState read(ExchangeAdmin exchange) throws ExchangeException, InterruptedException {
        List<List<JsonNode>> answers = new ArrayList<>();
        for (Cmdlet cmdlet : cmdlets()) {
            if (!cmdlet.equals(JOURNAL_RULES)) {
                answers.add(exchange.call(cmdlet).objects());
            }
        }
        if (answers.getFirst().isEmpty()) {
            throw new ExchangeException(
                    ExchangeException.Kind.UNREADABLE, "Get-OrganizationConfig: Exchange Online told nothing about it");
        }
        JsonNode organization = answers.getFirst().getFirst();
        List<ExistingObject> objects = new ArrayList<>();
        addAll(objects, ObjectKind.OUTBOUND_CONNECTOR, answers.get(2));
        addAll(objects, ObjectKind.INBOUND_CONNECTOR, answers.get(3));
        List<ExistingObject> rules = new ArrayList<>();
        addAll(rules, ObjectKind.TRANSPORT_RULE, answers.get(4));
        rules.sort(Comparator.comparingInt(ExistingObject::priority));
        objects.addAll(rules);
        addAll(objects, ObjectKind.REMOTE_DOMAIN, answers.get(5));
        List<String> domains =
                answers.get(1).stream().flatMap(TenantReader::domains).toList();
        return new TenantState(
                organization
                        .path("DisplayName")
                        .asText(organization.path("Name").asText()),
                organization.path("IsDehydrated").asBoolean(false),
                domains,
                initialDomains(answers.get(1), domains),
                objects,
                journalRules(exchange));
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

    /** Nothing is planned by them, so that a role which lacks the cmdlet is no reason to stop. */
    private static Optional<List<String>> journalRules(ExchangeAdmin exchange)
            throws ExchangeException, InterruptedException {
        try {
            return Optional.of(exchange.call(JOURNAL_RULES).objects().stream()
                    .filter(rule -> rule.path("Enabled").asBoolean(false))
                    .map(rule -> rule.path("Name").asText())
                    .toList());
        } catch (ExchangeException refused) {
            return switch (refused.kind()) {
                case ROLE_MISSING, REFUSED -> Optional.empty();
                case THROTTLED, FAULT, UNCERTAIN, UNREADABLE, SIGN_IN_ENDED -> throw refused;
            };
        }
    }

    private static Stream<String> domains(JsonNode accepted) {
        String name = accepted.path("DomainName").asText().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            return Stream.empty();
        }
        return accepted.path("MatchSubDomains").asBoolean(false) ? Stream.of(name, "*." + name) : Stream.of(name);
    }

    private static void addAll(List<ExistingObject> objects, ObjectKind kind, List<JsonNode> answer) {
        answer.forEach(properties -> objects.add(new ExistingObject(kind, properties)));
    }
}
