package org.afterword.simulator.admin;

import static java.util.Map.entry;
import static org.afterword.simulator.admin.Parameters.Type.FLAG;
import static org.afterword.simulator.admin.Parameters.Type.TEXT;
import static org.afterword.simulator.admin.Parameters.Type.TEXTS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The cmdlets for connectors of both directions. */
final class Connectors {
    private static final int LONGEST_NAME = 64;
    private static final Map<String, Parameters.Type> OUTBOUND = Map.ofEntries(
            entry("Name", TEXT),
            entry("Comment", TEXT),
            entry("ConnectorType", TEXT),
            entry("UseMXRecord", FLAG),
            entry("SmartHosts", TEXTS),
            entry("TlsSettings", TEXT),
            entry("TlsDomain", TEXT),
            entry("IsTransportRuleScoped", FLAG),
            entry("RouteAllMessagesViaOnPremises", FLAG),
            entry("CloudServicesMailEnabled", FLAG),
            entry("TestMode", FLAG),
            entry("RecipientDomains", TEXTS),
            entry("Enabled", FLAG),
            entry("Confirm", FLAG));
    private static final Map<String, Parameters.Type> INBOUND = Map.ofEntries(
            entry("Name", TEXT),
            entry("Comment", TEXT),
            entry("ConnectorType", TEXT),
            entry("SenderDomains", TEXTS),
            entry("SenderIPAddresses", TEXTS),
            entry("RequireTls", FLAG),
            entry("TlsSenderCertificateName", TEXT),
            entry("RestrictDomainsToCertificate", FLAG),
            entry("RestrictDomainsToIPAddresses", FLAG),
            entry("TreatMessagesAsInternal", FLAG),
            entry("CloudServicesMailEnabled", FLAG),
            entry("Enabled", FLAG),
            entry("Confirm", FLAG));
    private static final Set<String> TLS_SETTINGS =
            Set.of("EncryptionOnly", "CertificateValidation", "DomainValidation");
    private static final List<String> DOMAINS =
            List.of("SenderDomains", "RecipientDomains", "TlsDomain", "TlsSenderCertificateName");

    private final TenantObjects tenant;
    private final AdminSwitches switches;

    Connectors(TenantObjects tenant, AdminSwitches switches) {
        this.tenant = tenant;
        this.switches = switches;
    }

    void run(String verb, boolean outbound, ObjectNode given, CmdletOutput output) throws CmdletFailure {
        Parameters parameters = Parameters.of(given, Parameters.ofVerb(verb, outbound ? OUTBOUND : INBOUND));
        List<ObjectNode> connectors = outbound ? tenant.outboundConnectors : tenant.inboundConnectors;
        switch (verb) {
            case "Get" -> {
                if (parameters.has("Identity")) {
                    output.object(find(connectors, outbound, parameters));
                } else {
                    connectors.forEach(output::object);
                }
            }
            case "New" -> create(connectors, outbound, parameters, output);
            case "Set" -> {
                ObjectNode found = find(connectors, outbound, parameters);
                ObjectNode changed = found.deepCopy();
                apply(changed, outbound, parameters);
                found.setAll(changed);
            }
            case "Remove" -> remove(connectors, outbound, parameters);
            default -> throw new IllegalArgumentException(verb);
        }
    }

    private static ObjectNode find(List<ObjectNode> connectors, boolean outbound, Parameters parameters)
            throws CmdletFailure {
        String identity = parameters.text("Identity");
        return TenantObjects.find(connectors, identity)
                .orElseThrow(
                        () -> CmdletFailure.notFound(outbound ? "OutboundConnector" : "InboundConnector", identity));
    }

    private void create(List<ObjectNode> connectors, boolean outbound, Parameters parameters, CmdletOutput output)
            throws CmdletFailure {
        String name = parameters.text("Name");
        if (name.isEmpty()) {
            throw CmdletFailure.invalid(
                    "Cannot process command because of one or more missing mandatory parameters: Name.");
        }
        if (outbound && name.length() > LONGEST_NAME) {
            throw CmdletFailure.invalid("The name of a connector must have 1 to " + LONGEST_NAME + " characters.");
        }
        if (TenantObjects.find(connectors, name).isPresent()) {
            throw CmdletFailure.exists(name);
        }
        ObjectNode connector =
                outbound ? TenantObjects.newOutboundConnector(name) : TenantObjects.newInboundConnector(name);
        apply(connector, outbound, parameters);
        if (!outbound && switches.createsInboundConnectorsDisabled()) {
            connector.put("Enabled", false);
            output.warning("The connector was created in a disabled state. Contact Support to enable it.");
        }
        connectors.add(connector);
        output.object(connector);
    }

    private void apply(ObjectNode connector, boolean outbound, Parameters parameters) throws CmdletFailure {
        boolean wasEnabled = connector.path("Enabled").asBoolean();
        parameters.copyTo(connector, Set.of("Identity", "Confirm"));
        if (!outbound
                && switches.createsInboundConnectorsDisabled()
                && parameters.has("Identity")
                && !wasEnabled
                && parameters.flag("Enabled", false)) {
            throw CmdletFailure.invalid("This connector can't be enabled. Contact Support to enable it.");
        }
        check(connector, outbound);
        if (!outbound) {
            ArrayNode shown = connector.arrayNode();
            for (JsonNode domain : connector.path("SenderDomains")) {
                String text = domain.asText();
                shown.add(text.startsWith("smtp:") ? text : "smtp:" + text + ";1");
            }
            connector.set("SenderDomains", shown);
        }
    }

    private static void check(ObjectNode connector, boolean outbound) throws CmdletFailure {
        String type = connector.path("ConnectorType").asText();
        if (!type.equals("OnPremises") && !type.equals("Partner")) {
            throw CmdletFailure.wrongType("ConnectorType", "Microsoft.Exchange.Data.TenantConnectorType");
        }
        for (String property : DOMAINS) {
            checkWildcards(property, connector.path(property));
        }
        if (outbound) {
            checkOutbound(connector);
        } else {
            boolean ownMail = connector.path("CloudServicesMailEnabled").asBoolean();
            if (connector.path("SenderDomains").isEmpty()) {
                throw CmdletFailure.invalid("You must specify at least one sender domain for the inbound connector.");
            }
            if (ownMail && connector.path("TreatMessagesAsInternal").asBoolean()) {
                throw CmdletFailure.invalid(
                        "TreatMessagesAsInternal and CloudServicesMailEnabled can't both be set to true on one"
                                + " connector.");
            }
            if (type.equals("OnPremises")
                    && connector.path("TlsSenderCertificateName").asText("").isEmpty()
                    && connector.path("SenderIPAddresses").isEmpty()) {
                throw CmdletFailure.invalid(
                        "An inbound connector of type OnPremises needs TlsSenderCertificateName or SenderIPAddresses.");
            }
        }
    }

    /** A wildcard stands for all subdomains, so it is the first label or none. */
    private static void checkWildcards(String property, JsonNode value) throws CmdletFailure {
        List<String> domains = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(each -> domains.add(each.asText()));
        } else if (!value.isNull()) {
            domains.add(value.asText());
        }
        for (String domain : domains) {
            if (domain.replaceFirst("^smtp:", "").lastIndexOf('*') > 0) {
                throw CmdletFailure.wrongType(property, "Microsoft.Exchange.Data.SmtpDomainWithSubdomains");
            }
        }
    }

    private static void checkOutbound(ObjectNode connector) throws CmdletFailure {
        boolean mx = connector.path("UseMXRecord").asBoolean();
        String tls = connector.path("TlsSettings").asText("");
        if (!tls.isEmpty() && !tls.equals("null") && !TLS_SETTINGS.contains(tls)) {
            throw CmdletFailure.wrongType("TlsSettings", "Microsoft.Exchange.Data.TlsAuthLevel");
        }
        if (connector.path("RouteAllMessagesViaOnPremises").asBoolean()
                && !connector.path("ConnectorType").asText().equals("OnPremises")) {
            throw CmdletFailure.invalid(
                    "RouteAllMessagesViaOnPremises can be set to true only if ConnectorType is OnPremises.");
        }
        if (!mx && connector.path("SmartHosts").isEmpty()) {
            throw CmdletFailure.invalid("You must specify at least one smart host if UseMXRecord is set to false.");
        }
        if (mx && !connector.path("SmartHosts").isEmpty()) {
            throw CmdletFailure.invalid("You can't specify smart hosts if UseMXRecord is set to true.");
        }
        if (!connector.path("TlsDomain").asText("").isEmpty() && !tls.equals("DomainValidation")) {
            throw CmdletFailure.invalid("TlsDomain can be specified only if TlsSettings is set to DomainValidation.");
        }
        if (tls.equals("DomainValidation")
                && connector.path("TlsDomain").asText("").isEmpty()) {
            throw CmdletFailure.invalid("TlsDomain is required if TlsSettings is set to DomainValidation.");
        }
    }

    private void remove(List<ObjectNode> connectors, boolean outbound, Parameters parameters) throws CmdletFailure {
        ObjectNode connector = find(connectors, outbound, parameters);
        String name = connector.path("Name").asText();
        if (outbound
                && tenant.rules.stream()
                        .anyMatch(rule -> rule.path("RouteMessageOutboundConnector")
                                .asText()
                                .equalsIgnoreCase(name))) {
            throw CmdletFailure.invalid("The connector '" + name
                    + "' can't be removed because it's used by one or more transport rules. Remove it from the"
                    + " rules first.");
        }
        connectors.remove(connector);
    }
}
