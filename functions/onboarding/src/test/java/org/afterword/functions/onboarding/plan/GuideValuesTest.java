package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names every value that the guides of such services tell an administrator to set by hand. */
class GuideValuesTest {
    private static final RoutingCode CODE = new RoutingCode("0123456789ab");
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.eu.afterword.example");
    private static final TenantState EMPTY = new TenantState(
            "Contoso",
            false,
            List.of("contoso.com"),
            List.of("contoso.onmicrosoft.com"),
            List.of(States.defaultRemoteDomain()),
            Optional.of(List.of()));

    private static List<Cmdlet> cmdlets(PlanOptions options) {
        return Planner.connect(EMPTY, STAMP, CODE, options, List.of()).cmdlets();
    }

    private static Map<String, Object> parameters(PlanOptions options, int index) {
        Map<String, Object> json = new LinkedHashMap<>();
        cmdlets(options).get(index).parameters().forEach((name, value) -> json.put(name, plain(value.json())));
        return json;
    }

    private static Object plain(JsonNode value) {
        return value.isBoolean()
                ? value.booleanValue()
                : value.isInt() ? value.intValue() : value.isTextual() ? value.textValue() : value.toString();
    }

    @Test
    void createsInTheOrderOfTheGuide() {
        assertThat(cmdlets(PlanOptions.usual()).stream().map(Cmdlet::name))
                .containsExactly(
                        "New-OutboundConnector",
                        "New-InboundConnector",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule",
                        "Set-RemoteDomain");
    }

    @Test
    void outboundConnectorHasTheValuesOfTheGuide() {
        assertThat(parameters(PlanOptions.usual(), 0))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("Name", "Afterword outbound"),
                        Map.entry("ConnectorType", "OnPremises"),
                        Map.entry("UseMXRecord", false),
                        Map.entry("SmartHosts", "[\"0123456789ab.smtp.eu.afterword.example\"]"),
                        Map.entry("TlsSettings", "DomainValidation"),
                        Map.entry("TlsDomain", "*.smtp.eu.afterword.example"),
                        Map.entry("IsTransportRuleScoped", true),
                        Map.entry("RouteAllMessagesViaOnPremises", false),
                        Map.entry("CloudServicesMailEnabled", true),
                        Map.entry("TestMode", false),
                        Map.entry("Enabled", true)));
    }

    @Test
    void inboundConnectorHasTheValuesOfTheGuide() {
        assertThat(parameters(PlanOptions.usual(), 1))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Name", "Afterword inbound",
                        "ConnectorType", "OnPremises",
                        "SenderDomains", "[\"*\"]",
                        "RequireTls", true,
                        "TlsSenderCertificateName", "return.eu.afterword.example",
                        "CloudServicesMailEnabled", true,
                        "Enabled", true));
    }

    @ParameterizedTest
    @CsvSource({"3,1,ApprovalRequest,leave approval requests alone", "4,2,ReadReceipt,leave read receipts alone"})
    void furtherRulesMarkWhatElseStaysOut(int index, int priority, String type, String name) {
        assertThat(parameters(PlanOptions.usual(), index))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Name", "Afterword: " + name,
                        "Priority", priority,
                        "Mode", "Enforce",
                        "RuleErrorAction", "Ignore",
                        "SenderAddressLocation", "Envelope",
                        "MessageTypeMatches", type,
                        "SetHeaderName", "X-Afterword-MessageProcessed",
                        "SetHeaderValue", "true",
                        "Enabled", true));
    }

    @Test
    void firstRuleMarksAutomaticReplies() {
        assertThat(parameters(PlanOptions.usual(), 2))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Name", "Afterword: leave automatic replies alone",
                        "Priority", 0,
                        "Mode", "Enforce",
                        "RuleErrorAction", "Ignore",
                        "SenderAddressLocation", "Envelope",
                        "MessageTypeMatches", "OOF",
                        "SetHeaderName", "X-Afterword-MessageProcessed",
                        "SetHeaderValue", "true",
                        "Enabled", true));
    }

    @Test
    void lastRuleSendsMailToTheServiceWithTheExceptionsOfTheGuideAndIsDisabled() {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("Name", "Afterword: send to the signature service");
        rule.put("Priority", 3);
        rule.put("Mode", "Enforce");
        rule.put("RuleErrorAction", "Ignore");
        rule.put("SenderAddressLocation", "Envelope");
        rule.put("FromScope", "InOrganization");
        rule.put("RouteMessageOutboundConnector", "Afterword outbound");
        rule.put("SetHeaderName", "X-Afterword-Auth");
        rule.put("SetHeaderValue", "0123456789ab");
        rule.put("ExceptIfHeaderContainsMessageHeader", "X-Afterword-MessageProcessed");
        rule.put("ExceptIfHeaderContainsWords", "[\"true\"]");
        rule.put("ExceptIfMessageSizeOver", "26624KB");
        rule.put("ExceptIfFromScope", "NotInOrganization");
        rule.put("ExceptIfFromAddressMatchesPatterns", "[\"<>\"]");
        rule.put("ExceptIfMessageTypeMatches", "Calendaring");
        rule.put("ExceptIfHeaderMatchesMessageHeader", "X-MS-Exchange-UnifiedGroup-SubmittedViaGroupAddress");
        rule.put("ExceptIfHeaderMatchesPatterns", "[\"/o=ExchangeLabs/ou=Exchange Administrative Group\"]");
        rule.put("StopRuleProcessing", true);
        rule.put("Enabled", false);

        assertThat(parameters(PlanOptions.usual(), 5)).containsExactlyEntriesOf(rule);
    }

    @Test
    void remoteDomainSendsNoRichText() {
        assertThat(parameters(PlanOptions.usual(), 6))
                .containsExactlyInAnyOrderEntriesOf(Map.of("Identity", "Default", "TNEFEnabled", false));
    }

    @Test
    void richTextCanBeLeftAsItIs() {
        assertThat(cmdlets(PlanOptions.usual().withRichTextOff(false)).stream().map(Cmdlet::name))
                .doesNotContain("Set-RemoteDomain");
    }

    @Test
    void pilotGroupAndSizeLimitCanBeChosen() {
        PlanOptions options =
                PlanOptions.usual().withPilotGroup("pilot@contoso.com").withSizeLimit(10_240);

        assertThat(parameters(options, 5))
                .containsEntry("FromMemberOf", "[\"pilot@contoso.com\"]")
                .containsEntry("ExceptIfMessageSizeOver", "10240KB");
    }

    @Test
    void recallIsMarkedByRulesOfItsOwnBeforeTheMainRule() {
        PlanOptions options = PlanOptions.usual().withRecallExceptions(true);

        assertThat(parameters(options, 5))
                .containsEntry("Priority", 3)
                .containsEntry("HeaderContainsMessageHeader", "x-ms-exchange-recallreportgenerated")
                .containsEntry("HeaderContainsWords", "[\"true\",\"false\"]")
                .containsEntry("SetHeaderName", "X-Afterword-MessageProcessed");
        assertThat(parameters(options, 6))
                .containsEntry("Priority", 4)
                .containsEntry("HeaderContainsMessageHeader", "X-MS-Exchange-Generated-Message-Source")
                .containsEntry("HeaderContainsWords", "[\"Transport Message Recall Routing Agent\"]");
        assertThat(parameters(options, 7))
                .containsEntry("Priority", 5)
                .containsEntry("Name", "Afterword: send to the signature service");
    }

    @Test
    void namesBeginWithTheChosenPrefix() {
        assertThat(cmdlets(PlanOptions.usual().withPrefix("Contoso signatures")))
                .filteredOn(cmdlet -> cmdlet.name().startsWith("New-"))
                .hasSize(6)
                .allSatisfy(cmdlet -> assertThat(cmdlet.parameters()
                                .getOrDefault("Name", Value.of(""))
                                .shown())
                        .startsWith("Contoso signatures"));
    }

    @Test
    void neverShowsTheRoutingCode() {
        assertThat(cmdlets(PlanOptions.usual()).toString()).contains("••••").doesNotContain(CODE.value());
    }
}
