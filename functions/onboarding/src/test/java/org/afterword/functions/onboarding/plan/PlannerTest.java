package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.afterword.functions.onboarding.drift.Drift;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.Value;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final RoutingCode CODE = new RoutingCode("0123456789ab");
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final TenantState FRESH = States.of(States.defaultRemoteDomain());

    private static Plan plan(TenantState state, PlanOptions options) {
        return Planner.connect(state, STAMP, CODE, options, List.of());
    }

    private static Plan plan(TenantState state) {
        return plan(state, PlanOptions.usual());
    }

    private static TenantState connected() {
        return States.after(FRESH, plan(FRESH));
    }

    private static ObjectNode properties(TenantState state, ObjectKind kind, String name) {
        return (ObjectNode) state.find(kind, name).orElseThrow().properties();
    }

    @Test
    void doesNothingTheSecondTime() {
        assertThat(plan(connected()).cmdlets()).isEmpty();
        assertThat(plan(connected()).steps()).hasSize(7).allMatch(Step.Leave.class::isInstance);
    }

    @Test
    void doesNothingTheSecondTimeAmongOtherRules() {
        TenantState state =
                States.of(States.rule("Disclaimer", 0), States.rule("Encrypt", 1), States.defaultRemoteDomain());
        TenantState after = States.after(state, plan(state, PlanOptions.usual().withRecallExceptions(true)));

        assertThat(after.all(ObjectKind.TRANSPORT_RULE).stream()
                        .collect(java.util.stream.Collectors.toMap(ExistingObject::name, ExistingObject::priority)))
                .containsEntry("Afterword: leave automatic replies alone", 0)
                .containsEntry("Afterword: send to the signature service", 5)
                .containsEntry("Disclaimer", 6)
                .containsEntry("Encrypt", 7);
    }

    @Test
    void changesOnlyWhatDiffersAndShowsOldAndNew() {
        TenantState state = connected();
        properties(state, ObjectKind.OUTBOUND_CONNECTOR, "Afterword outbound").put("TlsDomain", "*.elsewhere.example");

        Plan plan = plan(state);

        assertThat(plan.cmdlets().stream().map(Cmdlet::toString))
                .containsExactly(
                        "Set-OutboundConnector -Identity 'Afterword outbound' -TlsDomain '*.smtp.eu.afterword.example'");
        Step.Change change = (Step.Change) plan.steps().getFirst();
        assertThat(change.differences().getFirst().shownOld()).isEqualTo("*.elsewhere.example");
        assertThat(change.differences().getFirst().shownNew()).isEqualTo("*.smtp.eu.afterword.example");
    }

    @Test
    void takesAwayThePilotGroupWhenEverybodyIsToBeSigned() {
        TenantState pilot = States.after(FRESH, plan(FRESH, PlanOptions.usual().withPilotGroup("pilot@contoso.com")));

        assertThat(plan(pilot).cmdlets().stream().map(Cmdlet::toString))
                .containsExactly(
                        "Set-TransportRule -Identity 'Afterword: send to the signature service' -FromMemberOf $null");
    }

    @Test
    void leavesTheMainRuleAsEnabledAsItIs() {
        TenantState state =
                States.after(connected(), Planner.enable(connected(), STAMP, CODE, PlanOptions.usual(), List.of()));

        assertThat(plan(state).isDone()).isTrue();
        assertThat(Planner.enable(state, STAMP, CODE, PlanOptions.usual(), List.of())
                        .isDone())
                .isTrue();
    }

    @Test
    void enablesARuleThatMustAlwaysWork() {
        TenantState state = connected();
        properties(state, ObjectKind.TRANSPORT_RULE, "Afterword: leave automatic replies alone")
                .put("State", "Disabled");

        assertThat(plan(state).cmdlets().stream().map(Cmdlet::name)).containsExactly("Enable-TransportRule");
    }

    @Test
    void makesTheOrganisationReadyFirst() {
        TenantState dehydrated = new TenantState(
                "Contoso",
                true,
                List.of("contoso.com"),
                List.of(),
                List.of(States.defaultRemoteDomain()),
                Optional.of(List.of()));

        assertThat(plan(dehydrated).cmdlets().getFirst().name()).isEqualTo("Enable-OrganizationCustomization");
        assertThat(plan(dehydrated).warnings()).extracting(Step.Warn::warning).containsExactly(Warning.NOT_HYDRATED);
    }

    @Test
    void warnsOfWhatStandsInTheWay() {
        ObjectNode gateway = States.json(
                "{\"Name\":\"To gateway\",\"Enabled\":true,\"UseMXRecord\":false,\"SmartHosts\":[\"eu-smtp-o.mimecast.example\"]}");
        ObjectNode disabled = States.json("{\"Name\":\"Afterword inbound\",\"Enabled\":false}");
        ObjectNode exclaimer = States.json(
                "{\"Name\":\"Identify messages to send to Exclaimer Cloud\",\"State\":\"Enabled\",\"Priority\":0}");
        TenantState state = States.of(
                new ExistingObject(ObjectKind.OUTBOUND_CONNECTOR, gateway),
                new ExistingObject(ObjectKind.INBOUND_CONNECTOR, disabled),
                new ExistingObject(ObjectKind.TRANSPORT_RULE, exclaimer));
        Stamp stamp = new Stamp("eu.afterword.example", "return.eu.afterword.example");

        assertThat(Planner.connect(state, stamp, CODE, PlanOptions.usual(), List.of())
                        .warnings())
                .extracting(Step.Warn::warning)
                .containsExactlyInAnyOrder(
                        Warning.CERTIFICATE_DOMAIN_NOT_ACCEPTED,
                        Warning.OTHER_GATEWAY,
                        Warning.CONNECTOR_DISABLED,
                        Warning.PRIORITY_TAKEN,
                        Warning.OTHER_SERVICE);
    }

    @Test
    void certificateOfASubdomainOfAnAcceptedDomainIsFine() {
        assertThat(plan(FRESH).warnings()).isEmpty();
    }

    @Test
    void removingRestoresWhatWasChangedAndTakesAwayTheRest() {
        TenantState before = States.of(States.rule("Disclaimer", 0), States.defaultRemoteDomain());
        List<Before> record = Recorder.before(before, plan(before));
        TenantState enabled = States.after(before, plan(before));
        enabled = States.after(enabled, Planner.enable(enabled, STAMP, CODE, PlanOptions.usual(), List.of()));

        Plan removal = Removal.plan(enabled, STAMP, "Afterword", record);

        assertThat(removal.cmdlets().stream().map(Cmdlet::toString))
                .containsExactly(
                        "Disable-TransportRule -Identity 'Afterword: send to the signature service' -Confirm:$false",
                        "Remove-TransportRule -Identity 'Afterword: send to the signature service' -Confirm:$false",
                        "Disable-TransportRule -Identity 'Afterword: leave read receipts alone' -Confirm:$false",
                        "Remove-TransportRule -Identity 'Afterword: leave read receipts alone' -Confirm:$false",
                        "Disable-TransportRule -Identity 'Afterword: leave approval requests alone' -Confirm:$false",
                        "Remove-TransportRule -Identity 'Afterword: leave approval requests alone' -Confirm:$false",
                        "Disable-TransportRule -Identity 'Afterword: leave automatic replies alone' -Confirm:$false",
                        "Remove-TransportRule -Identity 'Afterword: leave automatic replies alone' -Confirm:$false",
                        "Remove-OutboundConnector -Identity 'Afterword outbound' -Confirm:$false",
                        "Remove-InboundConnector -Identity 'Afterword inbound' -Confirm:$false",
                        "Set-RemoteDomain -Identity 'Default' -TNEFEnabled $null");
        assertThat(json(States.after(enabled, removal))).isEqualTo(json(before));
    }

    @Test
    void removingBringsBackAnObjectOfOurNameThatWasThereBefore() {
        ObjectNode old = States.json(
                "{\"Name\":\"Afterword inbound\",\"ConnectorType\":\"Partner\",\"SenderDomains\":[\"smtp:*;1\"],\"RequireTls\":false,"
                        + "\"TlsSenderCertificateName\":\"old.example\",\"CloudServicesMailEnabled\":false,\"Enabled\":false}");
        TenantState before = States.of(
                new ExistingObject(ObjectKind.INBOUND_CONNECTOR, old.deepCopy()), States.defaultRemoteDomain());
        List<Before> record = Recorder.before(before, plan(before));
        TenantState connected = States.after(before, plan(before));

        assertThat(json(States.after(connected, Removal.plan(connected, STAMP, "Afterword", record))))
                .isEqualTo(json(before));
    }

    @Test
    void removingTakesAwayWhatTheScriptMadeAndThePageChanged() {
        TenantState byScript = connected();
        Plan change = plan(
                byScript,
                PlanOptions.usual().withPilotGroup("pilot@contoso.com").withSizeLimit(4096));
        List<Before> record = Recorder.before(byScript, change);

        assertThat(Removal.plan(States.after(byScript, change), STAMP, "Afterword", record)
                        .cmdlets())
                .extracting(Cmdlet::name)
                .contains("Remove-TransportRule", "Remove-OutboundConnector", "Remove-InboundConnector")
                .doesNotContain("Set-TransportRule");
    }

    @Test
    void removingTwiceDoesNothingTheSecondTime() {
        assertThat(Removal.plan(FRESH, STAMP, "Afterword", List.of()).isDone()).isTrue();
    }

    @Test
    void saysInPlainWordsWhatHasDrifted() {
        TenantState state = connected();
        properties(state, ObjectKind.OUTBOUND_CONNECTOR, "Afterword outbound")
                .put("Enabled", false)
                .putArray("SmartHosts")
                .add("other.example");
        ObjectNode main = properties(state, ObjectKind.TRANSPORT_RULE, "Afterword: send to the signature service");
        main.put("Priority", 4).put("SetHeaderName", "X-Renamed");
        List<ExistingObject> objects = new ArrayList<>(state.objects());
        objects.removeIf(object -> object.properties() == main);
        objects.add(States.rule("Disclaimer", 3));
        objects.add(new ExistingObject(ObjectKind.TRANSPORT_RULE, main));
        TenantState drifted = States.of(objects);

        assertThat(Drift.of(drifted, plan(drifted), "Afterword", true, List.of()))
                .containsExactly(
                        "The outbound connector “Afterword outbound” sends to another smart host than ours.",
                        "The outbound connector “Afterword outbound” is disabled: no mail reaches the signature service.",
                        "The mail flow rule “Afterword: send to the signature service” has moved from priority 3 to 4, below “Disclaimer”.",
                        "The mail flow rule “Afterword: send to the signature service” sets the header X-Renamed in place of X-Afterword-Auth.",
                        "The rule “Afterword: send to the signature service” is disabled: mail goes out without a signature.");
    }

    @Test
    void readsTheShapesInWhichExchangeShowsValues() {
        ObjectNode read = States.json(
                "{\"size\":\"26 MB (27,262,976 bytes)\",\"domains\":[\"smtp:*;1\"],\"one\":\"TRUE\",\"none\":null,\"flag\":\"False\"}");

        assertThat(new Value.Size(26_624).matches(read.get("size"))).isTrue();
        assertThat(Value.of(List.of("*")).matches(read.get("domains"))).isTrue();
        assertThat(Value.of(List.of("true")).matches(read.get("one"))).isTrue();
        assertThat(new Value.Unset().matches(read.get("none"))).isTrue();
        assertThat(new Value.Unset().matches(read.get("absent"))).isTrue();
        assertThat(Value.of(false).matches(read.get("flag"))).isTrue();
    }

    private static Map<String, JsonNode> json(TenantState state) {
        Map<String, JsonNode> json = new TreeMap<>();
        state.objects().forEach(object -> json.put(object.kind() + " " + object.name(), object.properties()));
        return json;
    }

    /** As an earlier version connected it: one marker rule, and the main rule below it, or below those that came later. */
    private static TenantState connectedEarlier(String... rulesBetween) {
        TenantState connected = connected();
        List<ExistingObject> old = new ArrayList<>(connected.objects());
        old.removeIf(object -> object.name().endsWith("leave approval requests alone")
                || object.name().endsWith("leave read receipts alone"));
        ExistingObject main = connected
                .find(ObjectKind.TRANSPORT_RULE, "Afterword: send to the signature service")
                .orElseThrow();
        old.remove(main);
        int priority = 1;
        for (String rule : rulesBetween) {
            old.add(States.rule(rule, priority++));
        }
        ((ObjectNode) main.properties()).put("Priority", priority).put("State", "Enabled");
        old.add(main);
        return States.of(old);
    }

    /** What an earlier version recorded when it created its objects. */
    private static List<Before> recordedEarlier() {
        return Recorder.before(FRESH, plan(FRESH)).stream()
                .filter(object -> !object.name().endsWith("leave approval requests alone")
                        && !object.name().endsWith("leave read receipts alone"))
                .toList();
    }

    @Test
    void namesRulesThatAnEarlierVersionDidNotHaveAsNewAndAsNoChangeOfTheTenant() {
        TenantState state = connectedEarlier();
        Plan plan = Planner.connect(state, STAMP, CODE, PlanOptions.usual(), recordedEarlier());

        assertThat(Drift.of(state, plan, "Afterword", true, recordedEarlier())).isEmpty();
        assertThat(plan.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.warning()).isEqualTo(Warning.NEW_RULES);
            assertThat(warning.text())
                    .startsWith("Afterword has new rules: press Apply.")
                    .contains("“Afterword: leave approval requests alone”", "“Afterword: leave read receipts alone”");
        });
        TenantState after = States.after(state, plan);
        assertThat(plan(after).isDone()).isTrue();
        assertThat(plan(after).warnings()).isEmpty();
    }

    @Test
    void aMoveSinceAnEarlierVersionIsToldFromThePriorityOfThen() {
        TenantState state = connectedEarlier("Disclaimer");
        Plan plan = Planner.connect(state, STAMP, CODE, PlanOptions.usual(), recordedEarlier());

        assertThat(Drift.of(state, plan, "Afterword", true, recordedEarlier()))
                .containsExactly(
                        "The mail flow rule “Afterword: send to the signature service” has moved from priority 1"
                                + " to 2, below “Disclaimer”.");
    }

    @Test
    void aRuleThatWasCreatedAndIsGoneIsMissing() {
        TenantState state = connectedEarlier();
        List<Before> record = Recorder.before(FRESH, plan(FRESH));
        Plan plan = Planner.connect(state, STAMP, CODE, PlanOptions.usual(), record);

        assertThat(plan.warnings()).isEmpty();
        assertThat(Drift.of(state, plan, "Afterword", true, record))
                .containsExactly(
                        "The mail flow rule “Afterword: leave approval requests alone” is missing.",
                        "The mail flow rule “Afterword: leave read receipts alone” is missing.");
    }

    /** Before it is connected, all rules are new. */
    @Test
    void speaksOfNewRulesOnlyWhereATenantIsConnected() {
        assertThat(plan(FRESH).warnings()).isEmpty();
    }
}
