package org.afterword.functions.onboarding.exchange;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All cmdlets that we may call, with all parameters that we may give: whatever else is asked for is our own mistake. */
final class AllowedCmdlets {
    private static final String[] CONNECTOR = {"Name", "ConnectorType", "CloudServicesMailEnabled", "Enabled", "Comment"
    };
    private static final String[] OUTBOUND = {
        "UseMXRecord",
        "SmartHosts",
        "TlsSettings",
        "TlsDomain",
        "IsTransportRuleScoped",
        "RouteAllMessagesViaOnPremises",
        "TestMode"
    };
    private static final String[] INBOUND = {"SenderDomains", "RequireTls", "TlsSenderCertificateName"};
    private static final String[] RULE = {
        "Name",
        "Priority",
        "Mode",
        "RuleErrorAction",
        "SenderAddressLocation",
        "StopRuleProcessing",
        "Comments",
        "MessageTypeMatches",
        "FromScope",
        "FromMemberOf",
        "SentToScope",
        "HeaderContainsMessageHeader",
        "HeaderContainsWords",
        "ExceptIfHeaderContainsMessageHeader",
        "ExceptIfHeaderContainsWords",
        "ExceptIfHeaderMatchesMessageHeader",
        "ExceptIfHeaderMatchesPatterns",
        "ExceptIfMessageSizeOver",
        "ExceptIfFromScope",
        "ExceptIfFromAddressMatchesPatterns",
        "ExceptIfMessageTypeMatches",
        "RouteMessageOutboundConnector",
        "SetHeaderName",
        "SetHeaderValue"
    };
    private static final String[] IDENTITY = {"Identity"};
    private static final String[] CONFIRMED = {"Identity", "Confirm"};
    private static final String[] ALL_OF_THEM = {"ResultSize"};
    private static final String[] NONE = {};

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("Get-OrganizationConfig", parameters(NONE)),
            Map.entry("Get-AcceptedDomain", parameters(ALL_OF_THEM)),
            Map.entry(
                    "Get-OutboundConnector",
                    parameters(IDENTITY, new String[] {"IsTransportRuleScoped", "IncludeTestModeConnectors"})),
            Map.entry("Get-InboundConnector", parameters(IDENTITY)),
            Map.entry("Get-BlockedConnector", parameters(NONE)),
            Map.entry("Get-TransportRule", parameters(IDENTITY, ALL_OF_THEM)),
            Map.entry("Get-RemoteDomain", parameters(IDENTITY, ALL_OF_THEM)),
            Map.entry("Get-Recipient", parameters(IDENTITY)),
            Map.entry("Get-JournalRule", parameters(NONE)),
            Map.entry("Enable-OrganizationCustomization", parameters(NONE)),
            Map.entry("New-OutboundConnector", parameters(CONNECTOR, OUTBOUND)),
            Map.entry("Set-OutboundConnector", parameters(IDENTITY, CONNECTOR, OUTBOUND)),
            Map.entry("Remove-OutboundConnector", parameters(CONFIRMED)),
            Map.entry("New-InboundConnector", parameters(CONNECTOR, INBOUND)),
            Map.entry("Set-InboundConnector", parameters(IDENTITY, CONNECTOR, INBOUND)),
            Map.entry("Remove-InboundConnector", parameters(CONFIRMED)),
            Map.entry("New-TransportRule", parameters(RULE, new String[] {"Enabled"})),
            Map.entry("Set-TransportRule", parameters(IDENTITY, RULE)),
            Map.entry("Enable-TransportRule", parameters(IDENTITY)),
            Map.entry("Disable-TransportRule", parameters(CONFIRMED)),
            Map.entry("Remove-TransportRule", parameters(CONFIRMED)),
            Map.entry("New-RemoteDomain", parameters(new String[] {"Name", "DomainName"})),
            Map.entry("Set-RemoteDomain", parameters(IDENTITY, new String[] {"Name", "TNEFEnabled"})),
            Map.entry("Remove-RemoteDomain", parameters(CONFIRMED)));

    private AllowedCmdlets() {}

    private static Set<String> parameters(String[]... lists) {
        return Arrays.stream(lists).flatMap(Arrays::stream).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IllegalArgumentException if the cmdlet or one of its parameters is not on the list */
    static void check(Cmdlet cmdlet) {
        Set<String> parameters = ALLOWED.get(cmdlet.name());
        if (parameters == null) {
            throw new IllegalArgumentException("the cmdlet " + cmdlet.name() + " is not on our list");
        }
        if (!parameters.containsAll(cmdlet.parameters().keySet())) {
            Set<String> strange = new TreeSet<>(cmdlet.parameters().keySet());
            strange.removeAll(parameters);
            throw new IllegalArgumentException(
                    "parameters of " + cmdlet.name() + " that are not on our list: " + String.join(", ", strange));
        }
    }
}
