package org.afterword.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.simulator.exchange.MailFlow;
import org.afterword.simulator.exchange.ModeratedGroup;
import org.afterword.simulator.header.MailHeader;

/**
 * Lets mail flow by the rules and connectors that the cmdlets have made: rules by priority, all conditions of a rule, none of
 * its exceptions, until one stops the rest; header fields that a rule sets are seen by the next. Mail for the outside that no
 * rule has sent anywhere takes the connector of centralized mail transport, unless it came in through a connector of type
 * OnPremises: then it counts as one that has been there. Safe for use by several threads.
 */
public final class TenantMailFlow implements MailFlow {
    private static final Pattern OCTETS = Pattern.compile("\\(([0-9,]+) bytes\\)");

    private final TenantObjects tenant;
    private final Map<String, Set<String>> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    public TenantMailFlow(TenantObjects tenant) {
        this.tenant = tenant;
    }

    /** Puts an address into a group that {@link TenantObjects#group} has made. */
    public synchronized TenantMailFlow member(String group, String address) {
        members.computeIfAbsent(group, first -> new HashSet<>()).add(address.toLowerCase(Locale.ROOT));
        return this;
    }

    @Override
    public synchronized Route route(Mail mail) {
        synchronized (tenant) {
            List<MailHeader.Field> fields = new ArrayList<>();
            Optional<Target> target = Optional.empty();
            Header header = name -> {
                List<String> values = new ArrayList<>(mail.header().values(name));
                fields.stream()
                        .filter(field -> field.name().equalsIgnoreCase(name))
                        .forEach(field -> values.add(field.value()));
                return values;
            };
            for (ObjectNode rule : tenant.rules) {
                if (applies(rule, mail, header)) {
                    if (rule.hasNonNull("SetHeaderName")) {
                        fields.add(new MailHeader.Field(
                                rule.path("SetHeaderName").asText(),
                                rule.path("SetHeaderValue").asText()));
                    }
                    if (rule.hasNonNull("RouteMessageOutboundConnector")) {
                        target = target(
                                rule.path("RouteMessageOutboundConnector").asText());
                    }
                    if (rule.path("StopRuleProcessing").asBoolean()) {
                        break;
                    }
                }
            }
            return new Route(fields, target.or(() -> centralizedMailTransport(mail)));
        }
    }

    @Override
    public Set<String> returnCertificates() {
        synchronized (tenant) {
            Set<String> names = new HashSet<>();
            tenant.inboundConnectors.stream()
                    .filter(connector -> connector.path("Enabled").asBoolean())
                    .filter(connector -> connector.path("RequireTls").asBoolean())
                    .map(connector -> connector.path("TlsSenderCertificateName").asText(""))
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
            return names;
        }
    }

    private Optional<Target> target(String connector) {
        return TenantObjects.find(tenant.outboundConnectors, connector)
                .filter(found -> found.path("Enabled").asBoolean())
                .map(TenantMailFlow::target);
    }

    private static Target target(ObjectNode connector) {
        return new Target(
                connector.path("SmartHosts").path(0).asText(),
                connector.path("TlsDomain").asText());
    }

    private Optional<Target> centralizedMailTransport(Mail mail) {
        return tenant.outboundConnectors.stream()
                .filter(connector -> mail.toOutside() && !mail.fromOnPremises())
                .filter(connector -> connector.path("Enabled").asBoolean()
                        && connector.path("RouteAllMessagesViaOnPremises").asBoolean())
                .map(TenantMailFlow::target)
                .findFirst();
    }

    private boolean applies(ObjectNode rule, Mail mail, Header header) {
        boolean works = rule.path("State").asText().equals("Enabled")
                && rule.path("Mode").asText().equals("Enforce");
        boolean hasAction = rule.hasNonNull("SetHeaderName") || rule.hasNonNull("RouteMessageOutboundConnector");
        return works
                && hasAction
                && conditions(rule, "", mail, header).stream().allMatch(condition -> condition)
                && conditions(rule, "ExceptIf", mail, header).stream().noneMatch(exception -> exception);
    }

    private List<Boolean> conditions(ObjectNode rule, String prefix, Mail mail, Header header) {
        List<Boolean> conditions = new ArrayList<>();
        given(rule, prefix + "MessageTypeMatches", type -> isOfType(type.asText(), header), conditions);
        given(
                rule,
                prefix + "FromScope",
                scope -> mail.fromInside() == scope.asText().equals("InOrganization"),
                conditions);
        given(
                rule,
                prefix + "SentToScope",
                scope -> mail.toOutside() == scope.asText().equals("NotInOrganization"),
                conditions);
        given(rule, prefix + "FromMemberOf", groups -> isMember(groups, mail.reversePath()), conditions);
        given(rule, prefix + "MessageSizeOver", size -> mail.octets() >= octets(size.asText()), conditions);
        // An empty sender matches no pattern, not even "<>": so it is in Exchange too.
        given(
                rule,
                prefix + "FromAddressMatchesPatterns",
                patterns -> matches(patterns, mail.reversePath()),
                conditions);
        given(
                rule,
                prefix + "HeaderContainsMessageHeader",
                name -> header.values(name.asText()).stream()
                        .anyMatch(value -> contains(rule.path(prefix + "HeaderContainsWords"), value)),
                conditions);
        given(
                rule,
                prefix + "HeaderMatchesMessageHeader",
                name -> header.values(name.asText()).stream()
                        .anyMatch(value -> matches(rule.path(prefix + "HeaderMatchesPatterns"), value)),
                conditions);
        return conditions;
    }

    private static void given(ObjectNode rule, String property, Predicate<JsonNode> test, List<Boolean> conditions) {
        if (rule.hasNonNull(property)) {
            conditions.add(test.test(rule.path(property)));
        }
    }

    private boolean isMember(JsonNode groups, String address) {
        for (JsonNode group : groups) {
            if (members.getOrDefault(group.asText(), Set.of()).contains(address.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(String type, Header header) {
        return switch (type) {
            case "OOF" ->
                any(header, "X-MS-Exchange-Inbox-Rules-Loop", value -> true)
                        || any(
                                header,
                                "Auto-Submitted",
                                value -> value.toLowerCase(Locale.ROOT).startsWith("auto-replied"))
                        || any(header, "X-Auto-Response-Suppress", value -> value.equalsIgnoreCase("All"))
                                && any(header, "Subject", value -> value.startsWith("Automatic reply"));
            case "ApprovalRequest" ->
                any(header, "Content-Class", value -> value.equalsIgnoreCase(ModeratedGroup.REQUEST));
            case "ReadReceipt" ->
                any(
                        header,
                        "Content-Type",
                        value -> value.toLowerCase(Locale.ROOT)
                                .matches("(?s)multipart/report\\b.*report-type=\"?disposition-notification\\b.*"));
            case "Calendaring" ->
                any(
                                header,
                                "Content-Class",
                                value -> value.toLowerCase(Locale.ROOT).contains("calendarmessage"))
                        || any(header, "X-MS-Exchange-Calendar-Originator-Id", value -> true)
                        || any(
                                header,
                                "Content-Type",
                                value -> value.toLowerCase(Locale.ROOT).contains("text/calendar"));
            default -> false;
        };
    }

    private static boolean any(Header header, String name, Predicate<String> test) {
        return header.values(name).stream().anyMatch(test);
    }

    private static boolean contains(JsonNode words, String value) {
        for (JsonNode word : words) {
            if (value.toLowerCase(Locale.ROOT).contains(word.asText().toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(JsonNode patterns, String value) {
        for (JsonNode pattern : patterns) {
            if (!value.isEmpty()
                    && Pattern.compile(pattern.asText(), Pattern.CASE_INSENSITIVE)
                            .matcher(value)
                            .find()) {
                return true;
            }
        }
        return false;
    }

    private static long octets(String size) {
        Matcher octets = OCTETS.matcher(size);
        return octets.find() ? Long.parseLong(octets.group(1).replace(",", "")) : Long.MAX_VALUE;
    }
}
