package org.afterword.functions.onboarding.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.afterword.engine.message.AfterwordHeaders;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.PlanOptions.OwnServers;
import org.afterword.functions.onboarding.plan.WantedObject.InitialState;

/**
 * Tenants that send all mail for the outside through servers of their own ({@code RouteAllMessagesViaOnPremises}).
 *
 * <p>Mail that came in through a connector of type OnPremises is not sent there again, by Microsoft's "Demystifying
 * Centralized Mail Transport and Criteria Based Routing". Signed mail comes back through such a connector, so it would leave
 * past the servers; how Exchange attributes the mail of an add-on service is not documented. A rule that names a connector
 * decides it either way. Rules can only name connectors that are for rules, so that is one of its own, with the same hosts.
 */
final class CentralizedMailTransport {
    /** Set on mail that was sent on: servers that give it back to Exchange Online to be delivered do not get it again. */
    static final String SENT_ON = "X-Afterword-SentOn";

    private CentralizedMailTransport() {}

    /** The connectors of the tenant that do this; none of ours. */
    static List<ExistingObject> connectors(TenantState state, String prefix) {
        return state.all(ObjectKind.OUTBOUND_CONNECTOR).stream()
                .filter(connector -> connector.isEnabled()
                        && connector
                                .properties()
                                .path("RouteAllMessagesViaOnPremises")
                                .asBoolean(false)
                        && Names.outboundConnectors(prefix).stream().noneMatch(connector.name()::equalsIgnoreCase))
                .toList();
    }

    /** The options with the choice that an earlier run made, if these make none: its rule is there. */
    static PlanOptions asFound(OurObjects ours, PlanOptions options) {
        return options.ownServers() == OwnServers.UNDECIDED && ours.sendOnRule().isPresent()
                ? options.withOwnServers(OwnServers.SEND_ON)
                : options;
    }

    /** Whether the main rule has to wait: for the administrator's choice, or for what was chosen to be there. */
    static boolean isOpen(TenantState state, OurObjects ours, PlanOptions options) {
        boolean sendsOn = ours.sendOnRule().filter(ExistingObject::isEnabled).isPresent();
        return !connectors(state, options.prefix()).isEmpty()
                && switch (options.ownServers()) {
                    case UNDECIDED -> true;
                    case SEND_ON -> !sendsOn;
                    case LEAVE -> false;
                };
    }

    /** What sends signed mail on, if that is chosen and there is where to. */
    static List<WantedObject> wanted(TenantState state, PlanOptions options) {
        List<ExistingObject> connectors = connectors(state, options.prefix());
        return connectors.isEmpty() || options.ownServers() != OwnServers.SEND_ON
                ? List.of()
                : List.of(connector(connectors.getFirst(), options), WantedObjects.sendOnRule(options));
    }

    private static WantedObject connector(ExistingObject theirs, PlanOptions options) {
        SequencedMap<String, Value> values = new LinkedHashMap<>();
        values.put("ConnectorType", Value.of("OnPremises"));
        for (String same : List.of("UseMXRecord", "SmartHosts", "TlsSettings", "TlsDomain")) {
            values.put(same, Value.of(theirs.properties().get(same)));
        }
        values.put("IsTransportRuleScoped", Value.of(true));
        values.put("RouteAllMessagesViaOnPremises", Value.of(false));
        values.put("CloudServicesMailEnabled", Value.of(theirs.properties().get("CloudServicesMailEnabled")));
        values.put("TestMode", Value.of(false));
        values.put("Enabled", Value.of(true));
        return new WantedObject(
                ObjectKind.OUTBOUND_CONNECTOR,
                Names.ownServers(options.prefix()),
                values,
                InitialState.NONE,
                "Takes signed mail to the same servers as “" + theirs.name()
                        + "”, and only mail that the rule sends there.");
    }

    static WantedObject rule(PlanOptions options, int priority) {
        SequencedMap<String, Value> values = WantedObjects.ruleAt(priority);
        values.put("FromScope", Value.of("InOrganization"));
        values.put("SentToScope", Value.of("NotInOrganization"));
        values.put("HeaderContainsMessageHeader", Value.of(AfterwordHeaders.MESSAGE_PROCESSED));
        values.put("HeaderContainsWords", Value.of(List.of("true")));
        values.put("RouteMessageOutboundConnector", Value.of(Names.ownServers(options.prefix())));
        values.put("SetHeaderName", Value.of(SENT_ON));
        values.put("SetHeaderValue", Value.of("true"));
        values.put("ExceptIfHeaderContainsMessageHeader", Value.of(SENT_ON));
        values.put("ExceptIfHeaderContainsWords", Value.of(List.of("true")));
        return new WantedObject(
                ObjectKind.TRANSPORT_RULE,
                Names.sendOn(options.prefix()),
                values,
                InitialState.ENABLED,
                "Sends signed mail for the outside on to your own servers, once.");
    }
}
