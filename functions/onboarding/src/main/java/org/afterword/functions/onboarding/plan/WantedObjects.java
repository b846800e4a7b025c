package org.afterword.functions.onboarding.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.WantedObject.InitialState;
import org.afterword.storage.tenant.RoutingCode;

/**
 * What a connected tenant has, in the order in which it is created: connectors before the rule that names one, and rules
 * from the top.
 *
 * <p>The values follow Microsoft's "Integrate Exchange Online with an email add-on service" and the guides of services
 * of this kind. A rule has one slot for "header contains" and one for "header matches", so the two header exceptions take
 * one each, and one for the message type, which the meeting requests take. What else is to stay out is marked by rules of its
 * own that come before.
 */
public final class WantedObjects {
    /** The header of mail with which a recall reports how it went. */
    static final String RECALL_REPORT_HEADER = "x-ms-exchange-recallreportgenerated";

    /** The header of mail by which a message is recalled. */
    static final String RECALL_REQUEST_HEADER = "X-MS-Exchange-Generated-Message-Source";

    private static final String PROCESSED = AfterwordHeaders.MESSAGE_PROCESSED;

    private final Stamp stamp;
    private final RoutingCode code;
    private final PlanOptions options;

    private WantedObjects(Stamp stamp, RoutingCode code, PlanOptions options) {
        this.stamp = stamp;
        this.code = code;
        this.options = options;
    }

    /** What every tenant has. */
    public static List<WantedObject> of(Stamp stamp, RoutingCode code, PlanOptions options) {
        return new WantedObjects(stamp, code, options).all();
    }

    /** What this tenant has: beside that of every one, what its own connectors and domains ask for. */
    static List<WantedObject> of(Stamp stamp, RoutingCode code, PlanOptions options, TenantState state) {
        List<WantedObject> all = new ArrayList<>(of(stamp, code, options));
        all.addAll(CentralizedMailTransport.wanted(state, options));
        if (options.richTextInside()) {
            state.domains().forEach(domain -> all.add(ownDomain(state, options.prefix(), domain)));
        }
        return List.copyOf(all);
    }

    /** The rule that sends signed mail on to the organisation's own servers; it comes after the main rule. */
    public static WantedObject sendOnRule(PlanOptions options) {
        return CentralizedMailTransport.rule(options, mainPriority(options) + 1);
    }

    private static int mainPriority(PlanOptions options) {
        return options.recallExceptions() ? 5 : 3;
    }

    private List<WantedObject> all() {
        List<WantedObject> all = new ArrayList<>();
        all.add(outbound());
        all.add(inbound());
        all.add(marker(
                Names.automaticReplies(options.prefix()),
                0,
                "OOF",
                "Marks out-of-office replies, so that they are delivered without the detour."));
        all.add(
                marker(
                        Names.approvalRequests(options.prefix()),
                        1,
                        "ApprovalRequest",
                        "Marks requests to a moderator, so that they keep their buttons and are not signed in the author's name."));
        all.add(marker(
                Names.readReceipts(options.prefix()),
                2,
                "ReadReceipt",
                "Marks read receipts, so that they are delivered without the detour."));
        if (options.recallExceptions()) {
            all.add(recall(Names.recallReports(options.prefix()), 3, RECALL_REPORT_HEADER, List.of("true", "false")));
            all.add(recall(
                    Names.recallRequests(options.prefix()),
                    4,
                    RECALL_REQUEST_HEADER,
                    List.of("Transport Message Recall Routing Agent")));
        }
        all.add(identify(mainPriority(options)));
        if (options.richTextOff()) {
            all.add(remoteDomain());
        }
        return List.copyOf(all);
    }

    private WantedObject outbound() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        values.put("ConnectorType", Value.of("OnPremises"));
        values.put("UseMXRecord", Value.of(false));
        values.put("SmartHosts", new Value.Hidden(Value.of(List.of(stamp.smartHost(code))), stamp.shownSmartHost()));
        values.put("TlsSettings", Value.of("DomainValidation"));
        values.put("TlsDomain", Value.of(stamp.tlsDomain()));
        values.put("IsTransportRuleScoped", Value.of(true));
        values.put("RouteAllMessagesViaOnPremises", Value.of(false));
        values.put("CloudServicesMailEnabled", Value.of(true));
        values.put("TestMode", Value.of(false));
        values.put("Enabled", Value.of(true));
        return new WantedObject(
                ObjectKind.OUTBOUND_CONNECTOR,
                Names.outbound(options.prefix()),
                values,
                InitialState.NONE,
                "Takes mail to the signature service, over TLS with a checked name, and only mail that the rule sends there.");
    }

    private WantedObject inbound() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        values.put("ConnectorType", Value.of("OnPremises"));
        values.put("SenderDomains", Value.of(List.of("*")));
        values.put("RequireTls", Value.of(true));
        values.put("TlsSenderCertificateName", Value.of(stamp.certificateName()));
        values.put("CloudServicesMailEnabled", Value.of(true));
        values.put("Enabled", Value.of(true));
        return new WantedObject(
                ObjectKind.INBOUND_CONNECTOR,
                Names.inbound(options.prefix()),
                values,
                InitialState.NONE,
                "Takes the signed mail back, over TLS, from the holder of the service's certificate alone.");
    }

    /** A rule that marks mail of a type, so that the main rule leaves it alone. A rule can name one type only. */
    private static WantedObject marker(String name, int priority, String messageType, String purpose) {
        SequencedMap<String, Value> values = ruleAt(priority);
        values.put("MessageTypeMatches", Value.of(messageType));
        values.put("SetHeaderName", Value.of(PROCESSED));
        values.put("SetHeaderValue", Value.of("true"));
        return new WantedObject(ObjectKind.TRANSPORT_RULE, name, values, InitialState.ENABLED, purpose);
    }

    private WantedObject recall(String name, int priority, String header, List<String> words) {
        SequencedMap<String, Value> values = ruleAt(priority);
        values.put("HeaderContainsMessageHeader", Value.of(header));
        values.put("HeaderContainsWords", Value.of(words));
        values.put("SetHeaderName", Value.of(PROCESSED));
        values.put("SetHeaderValue", Value.of("true"));
        return new WantedObject(
                ObjectKind.TRANSPORT_RULE,
                name,
                values,
                InitialState.ENABLED,
                "Marks messages of message recall, so that recalling works as before.");
    }

    private WantedObject identify(int priority) {
        SequencedMap<String, Value> values = ruleAt(priority);
        values.put("FromScope", Value.of("InOrganization"));
        values.put(
                "FromMemberOf",
                options.pilotGroup().map(group -> Value.of(List.of(group))).orElseGet(Value.Unset::new));
        values.put("RouteMessageOutboundConnector", Value.of(Names.outbound(options.prefix())));
        values.put("SetHeaderName", Value.of(AfterwordHeaders.AUTH));
        values.put("SetHeaderValue", new Value.Hidden(Value.of(code.value()), Stamp.HIDDEN_CODE));
        values.put("ExceptIfHeaderContainsMessageHeader", Value.of(PROCESSED));
        values.put("ExceptIfHeaderContainsWords", Value.of(List.of("true")));
        values.put("ExceptIfMessageSizeOver", new Value.Size(options.sizeLimitKilobytes()));
        values.put("ExceptIfFromScope", Value.of("NotInOrganization"));
        values.put("ExceptIfFromAddressMatchesPatterns", Value.of(List.of("<>")));
        values.put("ExceptIfMessageTypeMatches", Value.of("Calendaring"));
        values.put(
                "ExceptIfHeaderMatchesMessageHeader", Value.of("X-MS-Exchange-UnifiedGroup-SubmittedViaGroupAddress"));
        values.put(
                "ExceptIfHeaderMatchesPatterns", Value.of(List.of("/o=ExchangeLabs/ou=Exchange Administrative Group")));
        values.put("StopRuleProcessing", Value.of(true));
        return new WantedObject(
                ObjectKind.TRANSPORT_RULE,
                Names.identify(options.prefix()),
                values,
                InitialState.DISABLED,
                "Sends the organisation's mail to the signature service. It is created disabled: nothing changes until it "
                        + "is enabled. Begin with a pilot group and let it grow: where mail through a connector rises "
                        + "suddenly, Exchange Online may block the connector.");
    }

    static SequencedMap<String, Value> ruleAt(int priority) {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        values.put("Priority", Value.of(priority));
        values.put("Mode", Value.of("Enforce"));
        values.put("RuleErrorAction", Value.of("Ignore"));
        values.put("SenderAddressLocation", Value.of("Envelope"));
        return values;
    }

    private static WantedObject remoteDomain() {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        values.put("TNEFEnabled", Value.of(false));
        return new WantedObject(
                ObjectKind.REMOTE_DOMAIN,
                Names.REMOTE_DOMAIN,
                values,
                InitialState.NONE,
                "Sends HTML in place of Outlook's rich text, which cannot be signed and arrives as winmail.dat. It costs "
                        + "votes, tasks and message recall, inside your organisation too: that mail takes the same way.");
    }

    /** There can be one remote domain for a domain, so one that is there already is set, whatever its name. */
    private static WantedObject ownDomain(TenantState state, String prefix, String domain) {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        values.put("DomainName", Value.of(domain));
        values.put("TNEFEnabled", Value.of(true));
        String name = state.all(ObjectKind.REMOTE_DOMAIN).stream()
                .filter(known -> known.text("DomainName").equalsIgnoreCase(domain))
                .map(ExistingObject::name)
                .findFirst()
                .orElseGet(() -> Names.ownDomain(prefix, domain));
        return new WantedObject(
                ObjectKind.REMOTE_DOMAIN,
                name,
                values,
                InitialState.NONE,
                "Keeps rich text for " + domain
                        + ", so that votes, tasks and message recall work inside. Mail between your "
                        + "own people is then rich text, and is not signed.");
    }
}
