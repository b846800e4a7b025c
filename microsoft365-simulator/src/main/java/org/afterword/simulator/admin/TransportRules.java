package org.afterword.simulator.admin;

import static java.util.Map.entry;
import static org.afterword.simulator.admin.Parameters.Type.FLAG;
import static org.afterword.simulator.admin.Parameters.Type.NUMBER;
import static org.afterword.simulator.admin.Parameters.Type.SIZE;
import static org.afterword.simulator.admin.Parameters.Type.TEXT;
import static org.afterword.simulator.admin.Parameters.Type.TEXTS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** The cmdlets for mail flow rules. */
final class TransportRules {
    private static final Map<String, Parameters.Type> KNOWN = Map.ofEntries(
            entry("Name", TEXT),
            entry("Comments", TEXT),
            entry("Priority", NUMBER),
            entry("Enabled", FLAG),
            entry("Mode", TEXT),
            entry("RuleErrorAction", TEXT),
            entry("SenderAddressLocation", TEXT),
            entry("StopRuleProcessing", FLAG),
            entry("MessageTypeMatches", TEXT),
            entry("FromScope", TEXT),
            entry("FromMemberOf", TEXTS),
            entry("SentToScope", TEXT),
            entry("HeaderContainsMessageHeader", TEXT),
            entry("HeaderContainsWords", TEXTS),
            entry("HeaderMatchesMessageHeader", TEXT),
            entry("HeaderMatchesPatterns", TEXTS),
            entry("ExceptIfHeaderContainsMessageHeader", TEXT),
            entry("ExceptIfHeaderContainsWords", TEXTS),
            entry("ExceptIfHeaderMatchesMessageHeader", TEXT),
            entry("ExceptIfHeaderMatchesPatterns", TEXTS),
            entry("ExceptIfMessageSizeOver", SIZE),
            entry("ExceptIfFromScope", TEXT),
            entry("ExceptIfFromAddressMatchesPatterns", TEXTS),
            entry("ExceptIfMessageTypeMatches", TEXT),
            entry("RouteMessageOutboundConnector", TEXT),
            entry("SetHeaderName", TEXT),
            entry("SetHeaderValue", TEXT),
            entry("Confirm", FLAG));
    private static final Set<String> MESSAGE_TYPES = Set.of(
            "OOF",
            "AutoForward",
            "Encrypted",
            "Calendaring",
            "PermissionControlled",
            "Voicemail",
            "Signed",
            "ApprovalRequest",
            "ReadReceipt");
    private static final Map<String, Set<String>> ENUMERATIONS = Map.of(
            "Mode", Set.of("Audit", "AuditAndNotify", "Enforce"),
            "RuleErrorAction", Set.of("Ignore", "Defer"),
            "SenderAddressLocation", Set.of("Header", "Envelope", "HeaderOrEnvelope"),
            "FromScope", Set.of("InOrganization", "NotInOrganization"),
            "ExceptIfFromScope", Set.of("InOrganization", "NotInOrganization"),
            "SentToScope", Set.of("InOrganization", "NotInOrganization", "ExternalPartner", "ExternalNonPartner"),
            "MessageTypeMatches", MESSAGE_TYPES,
            "ExceptIfMessageTypeMatches", MESSAGE_TYPES);
    private static final String[][] PAIRS = {
        {"HeaderContainsMessageHeader", "HeaderContainsWords"},
        {"HeaderMatchesMessageHeader", "HeaderMatchesPatterns"},
        {"ExceptIfHeaderContainsMessageHeader", "ExceptIfHeaderContainsWords"},
        {"ExceptIfHeaderMatchesMessageHeader", "ExceptIfHeaderMatchesPatterns"},
        {"SetHeaderName", "SetHeaderValue"}
    };

    private final TenantObjects tenant;

    TransportRules(TenantObjects tenant) {
        this.tenant = tenant;
    }

    void run(String verb, ObjectNode given, CmdletOutput output) throws CmdletFailure {
        Parameters parameters = Parameters.of(given, Parameters.ofVerb(verb, KNOWN));
        switch (verb) {
            case "Get" -> {
                if (parameters.has("Identity")) {
                    output.object(find(parameters));
                } else {
                    tenant.rules.forEach(output::object);
                }
            }
            case "New" -> create(parameters, given, output);
            case "Set" -> set(parameters, given);
            case "Enable" -> find(parameters).put("State", "Enabled");
            case "Disable" -> find(parameters).put("State", "Disabled");
            case "Remove" -> {
                tenant.rules.remove(find(parameters));
                tenant.renumber();
            }
            default -> throw new IllegalArgumentException(verb);
        }
    }

    private ObjectNode find(Parameters parameters) throws CmdletFailure {
        String identity = parameters.text("Identity");
        return TenantObjects.find(tenant.rules, identity)
                .orElseThrow(() -> CmdletFailure.notFound("TransportRule", identity));
    }

    private void create(Parameters parameters, ObjectNode given, CmdletOutput output) throws CmdletFailure {
        String name = parameters.text("Name");
        if (name.isEmpty() || name.length() > 64) {
            throw CmdletFailure.invalid("The name of a rule must have 1 to 64 characters.");
        }
        if (TenantObjects.find(tenant.rules, name).isPresent()) {
            throw CmdletFailure.exists(name);
        }
        ObjectNode rule =
                TenantObjects.newRule(name).put("State", parameters.flag("Enabled", true) ? "Enabled" : "Disabled");
        parameters.copyTo(rule, Set.of("Enabled", "Priority", "Confirm"));
        check(rule);
        place(rule, given.path("Priority").asInt(tenant.rules.size()));
        output.object(rule);
    }

    private void set(Parameters parameters, ObjectNode given) throws CmdletFailure {
        if (parameters.has("Enabled")) {
            throw CmdletFailure.noSuchParameter("Enabled");
        }
        ObjectNode rule = find(parameters);
        ObjectNode changed = rule.deepCopy();
        parameters.copyTo(changed, Set.of("Identity", "Priority", "Confirm"));
        check(changed);
        if (parameters.has("Priority")) {
            tenant.rules.remove(rule);
            try {
                place(rule, given.path("Priority").asInt());
            } catch (CmdletFailure outOfRange) {
                tenant.rules.add(Math.min(rule.path("Priority").asInt(), tenant.rules.size()), rule);
                throw outOfRange;
            }
        }
        changed.remove("Priority");
        rule.setAll(changed);
    }

    private void place(ObjectNode rule, int priority) throws CmdletFailure {
        if (priority < 0 || priority > tenant.rules.size()) {
            throw CmdletFailure.invalid("The priority of the rule must be between 0 and " + tenant.rules.size() + ".");
        }
        tenant.rules.add(priority, rule);
        tenant.renumber();
    }

    private void check(ObjectNode rule) throws CmdletFailure {
        for (Map.Entry<String, Set<String>> enumeration : ENUMERATIONS.entrySet()) {
            String value = rule.path(enumeration.getKey()).asText("");
            if (!rule.path(enumeration.getKey()).isNull()
                    && !value.isEmpty()
                    && !enumeration.getValue().contains(value)) {
                throw CmdletFailure.wrongType(enumeration.getKey(), "enumeration " + enumeration.getValue());
            }
        }
        for (String[] pair : PAIRS) {
            if (rule.hasNonNull(pair[0]) != rule.hasNonNull(pair[1])) {
                throw CmdletFailure.invalid(
                        "The parameters " + pair[0] + " and " + pair[1] + " must be used together.");
            }
        }
        String connector = rule.path("RouteMessageOutboundConnector").asText("");
        if (rule.hasNonNull("RouteMessageOutboundConnector")) {
            ObjectNode found = TenantObjects.find(tenant.outboundConnectors, connector)
                    .orElseThrow(() -> CmdletFailure.notFound("OutboundConnector", connector));
            if (!found.path("IsTransportRuleScoped").asBoolean()) {
                throw CmdletFailure.invalid("The connector '" + connector + "' isn't scoped to transport rules.");
            }
        }
        for (JsonNode group : rule.path("FromMemberOf")) {
            if (!tenant.isGroup(group.asText())) {
                throw CmdletFailure.notFound("Recipient", group.asText());
            }
        }
    }
}
