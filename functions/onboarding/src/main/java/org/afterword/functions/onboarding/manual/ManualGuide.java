package org.afterword.functions.onboarding.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.functions.onboarding.plan.Names;
import org.afterword.functions.onboarding.plan.ObjectKind;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Stamp;
import org.afterword.functions.onboarding.plan.WantedObject;
import org.afterword.functions.onboarding.plan.WantedObjects;
import org.afterword.storage.tenant.RoutingCode;

/**
 * What to set by hand in the Exchange admin center, made from the same {@link WantedObjects} as the plan. Its values hold
 * the routing code, so it goes to the browser of the session and nowhere else.
 */
public final class ManualGuide {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("ConnectorType", "Connection"),
            Map.entry("UseMXRecord", "Use the MX record of the recipient's domain"),
            Map.entry("SmartHosts", "Route mail through this smart host"),
            Map.entry("TlsSettings", "Always use TLS; issued by a trusted certificate authority, with a matching name"),
            Map.entry("TlsDomain", "Name on the certificate"),
            Map.entry("IsTransportRuleScoped", "Use only when a transport rule redirects messages to it"),
            Map.entry("RouteAllMessagesViaOnPremises", "Route all messages through your own servers"),
            Map.entry("CloudServicesMailEnabled", "Retain internal Exchange headers"),
            Map.entry("TestMode", "Test mode (shown by PowerShell only; new connectors have it off)"),
            Map.entry("Enabled", "Turn it on"),
            Map.entry("SenderDomains", "From these sender domains"),
            Map.entry("RequireTls", "Reject mail that is not sent over TLS"),
            Map.entry("TlsSenderCertificateName", "Subject name on the sender's certificate"),
            Map.entry("Priority", "Priority"),
            Map.entry("Mode", "Rule mode"),
            Map.entry("RuleErrorAction", "If rule processing doesn't complete"),
            Map.entry("SenderAddressLocation", "Match sender address in message"),
            Map.entry("MessageTypeMatches", "Apply if the message type is"),
            Map.entry("FromScope", "Apply if the sender is located"),
            Map.entry("SentToScope", "Apply if the recipient is located"),
            Map.entry("FromMemberOf", "Apply if the sender is a member of"),
            Map.entry("HeaderContainsMessageHeader", "Apply if this message header"),
            Map.entry("HeaderContainsWords", "… includes any of these words"),
            Map.entry("RouteMessageOutboundConnector", "Redirect the message to the connector"),
            Map.entry("SetHeaderName", "Set the message header"),
            Map.entry("SetHeaderValue", "… to this value"),
            Map.entry("ExceptIfHeaderContainsMessageHeader", "Except if this message header"),
            Map.entry("ExceptIfHeaderContainsWords", "… includes any of these words"),
            Map.entry("ExceptIfMessageSizeOver", "Except if the message size is at least"),
            Map.entry("ExceptIfFromScope", "Except if the sender is located"),
            Map.entry("ExceptIfFromAddressMatchesPatterns", "Except if the sender's address matches"),
            Map.entry("ExceptIfMessageTypeMatches", "Except if the message type is"),
            Map.entry("ExceptIfHeaderMatchesMessageHeader", "Except if this message header"),
            Map.entry("ExceptIfHeaderMatchesPatterns", "… matches these text patterns"),
            Map.entry("StopRuleProcessing", "Stop processing more rules"),
            Map.entry("TNEFEnabled", "Use rich-text format (set to Never)"));

    /** One object to make, with its values in order. */
    public record Section(String title, String purpose, List<Item> items) {}

    /**
     * One value to set.
     *
     * @param label as people call it
     * @param parameter as cmdlets call it
     * @param value to be copied as it is
     */
    public record Item(String label, String parameter, String value) {}

    private ManualGuide() {}

    public static List<Section> of(Stamp stamp, RoutingCode code, PlanOptions options) {
        List<Section> sections = new ArrayList<>();
        WantedObjects.of(stamp, code, options).forEach(object -> sections.add(section(object)));
        if (options.ownServers() == PlanOptions.OwnServers.SEND_ON) {
            sections.add(ownServers(options));
            sections.add(section(WantedObjects.sendOnRule(options)));
        }
        if (options.richTextInside()) {
            sections.add(ownDomains(options));
        }
        return List.copyOf(sections);
    }

    private static Section section(WantedObject object) {
        List<Item> items = new ArrayList<>();
        items.add(new Item("Name", "Name", object.name()));
        object.values().forEach((parameter, value) -> {
            if (!(value instanceof Value.Unset)) {
                items.add(item(parameter, plain(value)));
            }
        });
        switch (object.initialState()) {
            case NONE -> {}
            case ENABLED -> items.add(new Item("Enable the rule", "Enabled", "True"));
            case DISABLED -> items.add(new Item("Leave the rule disabled until the test", "Enabled", "False"));
        }
        return new Section(title(object.kind(), object.name()), object.purpose(), items);
    }

    private static Section ownServers(PlanOptions options) {
        return new Section(
                title(ObjectKind.OUTBOUND_CONNECTOR, Names.ownServers(options.prefix())),
                "Takes signed mail on to your own servers. Smart hosts and TLS are those of your connector that sends all mail "
                        + "for the outside there.",
                List.of(
                        item("Name", Names.ownServers(options.prefix())),
                        item("ConnectorType", "OnPremises"),
                        item("IsTransportRuleScoped", "True"),
                        item("RouteAllMessagesViaOnPremises", "False"),
                        item("Enabled", "True")));
    }

    private static Section ownDomains(PlanOptions options) {
        return new Section(
                title(ObjectKind.REMOTE_DOMAIN, "one for each of your own domains"),
                "Keeps rich text inside, so that votes, tasks and message recall work there. That mail is not signed.",
                List.of(
                        item("Name", Names.ownDomains(options.prefix()) + "and the domain"),
                        new Item("Use rich-text format (set to Always)", "TNEFEnabled", "True")));
    }

    private static Item item(String parameter, String value) {
        return new Item(WORDS.getOrDefault(parameter, parameter), parameter, value);
    }

    private static String title(ObjectKind kind, String name) {
        String words = kind.words();
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ": " + name;
    }

    private static String plain(Value value) {
        return value instanceof Value.Hidden hidden ? hidden.value().shown() : value.shown();
    }
}
