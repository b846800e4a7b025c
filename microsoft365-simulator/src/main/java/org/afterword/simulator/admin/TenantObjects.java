package org.afterword.simulator.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A tenant's settings as its cmdlets see them: the organisation, accepted domains, connectors, rules, remote domains and
 * journal rules.
 * {@link #json()} is all of it, so that two states can be compared. Safe for use by several threads, each call by itself.
 */
public final class TenantObjects {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ObjectNode organization = JSON.createObjectNode();
    private final Set<String> groups = new LinkedHashSet<>();
    final List<ObjectNode> acceptedDomains = new ArrayList<>();
    final List<ObjectNode> outboundConnectors = new ArrayList<>();
    final List<ObjectNode> inboundConnectors = new ArrayList<>();
    /** In the order of their priority. */
    final List<ObjectNode> rules = new ArrayList<>();

    final List<ObjectNode> remoteDomains = new ArrayList<>();
    final List<ObjectNode> journalRules = new ArrayList<>();

    /**
     * A tenant as Microsoft makes it: ready for settings, no connectors, no rules, the one remote domain.
     *
     * @param name what the organisation is called
     * @param domains its accepted domains, the default one first
     */
    public TenantObjects(String name, String... domains) {
        organization.put("Name", domains[0]).put("DisplayName", name).put("IsDehydrated", false);
        for (String domain : domains) {
            acceptedDomains.add(acceptedDomain(domain, domain.equals(domains[0])));
        }
        remoteDomains.add(newRemoteDomain("Default", "*"));
    }

    private static ObjectNode acceptedDomain(String domain, boolean isDefault) {
        return JSON.createObjectNode()
                .put("Name", domain)
                .put("DomainName", domain)
                .put("DomainType", "Authoritative")
                .put("Default", isDefault);
    }

    /** Adds an accepted domain, as another administrator would. */
    public synchronized TenantObjects accept(String domain) {
        acceptedDomains.add(acceptedDomain(domain, false));
        return this;
    }

    /** Makes the tenant one that was never customised. */
    public synchronized TenantObjects dehydrated() {
        organization.put("IsDehydrated", true);
        return this;
    }

    /** Adds a group that a rule may name. */
    public synchronized TenantObjects group(String address) {
        groups.add(address.toLowerCase(Locale.ROOT));
        return this;
    }

    /** Adds a rule at the end, as another administrator would. */
    public synchronized TenantObjects rule(String name) {
        rules.add(newRule(name));
        renumber();
        return this;
    }

    /** Adds an outbound connector to another gateway. */
    public synchronized TenantObjects gateway(String name, String smartHost) {
        ObjectNode connector = newOutboundConnector(name).put("UseMXRecord", false);
        connector.putArray("SmartHosts").add(smartHost);
        outboundConnectors.add(connector);
        return this;
    }

    /** Adds an accepted domain whose subdomains are accepted too, which makes it an internal relay domain. */
    public synchronized TenantObjects acceptWithSubdomains(String domain) {
        acceptedDomains.add(JSON.createObjectNode()
                .put("Name", domain)
                .put("DomainName", domain)
                .put("DomainType", "InternalRelay")
                .put("MatchSubDomains", true)
                .put("Default", false));
        return this;
    }

    /** Adds a remote domain that settles whether mail for it is rich text. */
    public synchronized TenantObjects remoteDomain(String name, String domain, boolean richText) {
        remoteDomains.add(newRemoteDomain(name, domain).put("TNEFEnabled", richText));
        return this;
    }

    /** Adds a journal rule for all mail. */
    public synchronized TenantObjects journalRule(String name, String archive) {
        journalRules.add(newObject(name)
                .put("JournalEmailAddress", archive)
                .putNull("Recipient")
                .put("Scope", "Global")
                .put("Enabled", true));
        return this;
    }

    /** Adds the connector of centralized mail transport, which takes all mail for the outside to servers of one's own. */
    public synchronized TenantObjects centralizedMailTransport(String name, String server) {
        ObjectNode connector = newOutboundConnector(name)
                .put("ConnectorType", "OnPremises")
                .put("UseMXRecord", false)
                .put("TlsSettings", "DomainValidation")
                .put("TlsDomain", server)
                .put("CloudServicesMailEnabled", true)
                .put("RouteAllMessagesViaOnPremises", true);
        connector.putArray("SmartHosts").add(server);
        connector.putArray("RecipientDomains").add("*");
        outboundConnectors.add(connector);
        return this;
    }

    /** The whole state as JSON. */
    public synchronized String json() {
        ObjectNode all = JSON.createObjectNode();
        all.set("OrganizationConfig", organization);
        all.putArray("AcceptedDomain").addAll(acceptedDomains);
        all.putArray("OutboundConnector").addAll(outboundConnectors);
        all.putArray("InboundConnector").addAll(inboundConnectors);
        all.putArray("TransportRule").addAll(rules);
        all.putArray("RemoteDomain").addAll(remoteDomains);
        all.putArray("JournalRule").addAll(journalRules);
        try {
            return JSON.writeValueAsString(all);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Changes a connector or rule without a cmdlet, as another administrator might; values as in JSON. */
    public synchronized void change(String name, String property, String json) {
        ObjectNode object = all().stream()
                .filter(found -> found.path("Name").asText().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no " + name));
        try {
            object.set(property, JSON.readTree(json));
        } catch (JsonProcessingException wrong) {
            throw new IllegalArgumentException("not JSON: " + json, wrong);
        }
    }

    private List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>(outboundConnectors);
        all.addAll(inboundConnectors);
        all.addAll(rules);
        all.addAll(remoteDomains);
        return all;
    }

    ObjectNode organization() {
        return organization;
    }

    boolean isGroup(String address) {
        return groups.contains(address.toLowerCase(Locale.ROOT));
    }

    /** Gives the rules the priorities 0, 1, 2 and so on. */
    void renumber() {
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).put("Priority", i);
        }
    }

    static Optional<ObjectNode> find(List<ObjectNode> objects, String identity) {
        return objects.stream()
                .filter(object -> object.path("Name").asText().equalsIgnoreCase(identity)
                        || object.path("Guid").asText().equalsIgnoreCase(identity))
                .findFirst();
    }

    /** A connector with the cmdlet's defaults. */
    static ObjectNode newOutboundConnector(String name) {
        ObjectNode connector = newObject(name)
                .put("ConnectorType", "Partner")
                .put("Enabled", true)
                .put("UseMXRecord", true)
                .put("IsTransportRuleScoped", false)
                .put("RouteAllMessagesViaOnPremises", false)
                .put("CloudServicesMailEnabled", false)
                .put("TestMode", false)
                .putNull("TlsDomain")
                .putNull("TlsSettings");
        connector.putArray("SmartHosts");
        connector.putArray("RecipientDomains");
        return connector;
    }

    /** A connector with the cmdlet's defaults. */
    static ObjectNode newInboundConnector(String name) {
        ObjectNode connector = newObject(name)
                .put("ConnectorType", "Partner")
                .put("Enabled", true)
                .put("RequireTls", true)
                .putNull("TlsSenderCertificateName")
                .put("RestrictDomainsToCertificate", false)
                .put("RestrictDomainsToIPAddresses", false)
                .put("TreatMessagesAsInternal", false)
                .put("CloudServicesMailEnabled", false);
        connector.putArray("SenderDomains");
        connector.putArray("SenderIPAddresses");
        return connector;
    }

    /** A rule with the cmdlet's defaults. */
    static ObjectNode newRule(String name) {
        return newObject(name)
                .put("State", "Enabled")
                .put("Mode", "Enforce")
                .put("RuleErrorAction", "Ignore")
                .put("SenderAddressLocation", "Header")
                .put("StopRuleProcessing", false);
    }

    /** A remote domain with the cmdlet's defaults. */
    static ObjectNode newRemoteDomain(String name, String domain) {
        return JSON.createObjectNode()
                .put("Name", name)
                .put("Identity", name)
                .put("DomainName", domain)
                .put("AllowedOOFType", "External")
                .putNull("TNEFEnabled")
                .put("ContentType", "MimeHtmlText");
    }

    private static ObjectNode newObject(String name) {
        return JSON.createObjectNode()
                .put("Name", name)
                .put("Identity", name)
                .put("Guid", UUID.randomUUID().toString());
    }
}
