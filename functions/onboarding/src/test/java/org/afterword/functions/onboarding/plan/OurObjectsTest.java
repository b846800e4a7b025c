package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.plan.PlanOptions.OwnServers;
import org.afterword.storage.json.StoredJson;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects of ours under whatever names, and what only looks like them. */
class OurObjectsTest {
    private static final RoutingCode CODE = new RoutingCode("0123456789ab");
    private static final RoutingCode OTHER_CODE = new RoutingCode("ba9876543210");
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final Stamp OTHER_STAMP = new Stamp("other.example", "smtp.other.example");
    private static final PlanOptions AFTERWORD =
            PlanOptions.usual().withRecallExceptions(true).withRichTextInside(true);
    private static final PlanOptions ZENTRALE = AFTERWORD.withPrefix("Zentrale ä");
    private static final String MAIN = "Afterword: send to the signature service";

    private static TenantState fresh() {
        return States.of(States.rule("Disclaimer", 0), States.defaultRemoteDomain());
    }

    /** With a connector and a rule of our names that somebody else made. */
    private static TenantState withForeignNames() {
        return States.of(
                new ExistingObject(
                        ObjectKind.INBOUND_CONNECTOR,
                        States.json("{\"Guid\":\"11111111-0000-0000-0000-000000000000\",\"Name\":\"Afterword inbound\","
                                + "\"ConnectorType\":\"Partner\",\"SenderDomains\":[\"smtp:*;1\"],\"RequireTls\":false,"
                                + "\"TlsSenderCertificateName\":\"old.example\",\"CloudServicesMailEnabled\":false,"
                                + "\"Enabled\":false}")),
                new ExistingObject(
                        ObjectKind.TRANSPORT_RULE,
                        States.json("{\"Guid\":\"22222222-0000-0000-0000-000000000000\",\"Name\":\"" + MAIN + "\","
                                + "\"State\":\"Disabled\",\"Priority\":0,\"SetHeaderName\":\"X-Theirs\"}")),
                States.defaultRemoteDomain());
    }

    private static Plan plan(TenantState state, PlanOptions options, List<Before> before) {
        return Planner.connect(state, STAMP, CODE, options, before);
    }

    private static TenantState connected(TenantState state, PlanOptions options) {
        return States.after(state, plan(state, options, List.of()));
    }

    private static TenantState enabled(TenantState state, PlanOptions options, List<Before> before) {
        return States.after(state, Planner.enable(state, STAMP, CODE, options, before));
    }

    private static Plan removal(TenantState state, PlanOptions options, List<Before> before) {
        return Removal.plan(state, STAMP, options.prefix(), before);
    }

    /** As two versions that knew objects by their names alone left it: the first set enabled. */
    private static TenantState twoSets() {
        TenantState first = connected(fresh(), AFTERWORD);
        TenantState second = connected(fresh(), ZENTRALE);
        List<ExistingObject> objects =
                new ArrayList<>(enabled(first, AFTERWORD, List.of()).objects());
        second.objects().stream()
                .filter(object -> object.name().startsWith("Zentrale") && object.kind() != ObjectKind.REMOTE_DOMAIN)
                .forEach(objects::add);
        return States.after(States.of(objects), new Plan(List.of()));
    }

    private static List<String> names(TenantState state) {
        return state.objects().stream().map(ExistingObject::name).sorted().toList();
    }

    /** All that can be seen, but for what a parameter that was set to null leaves. */
    private static Map<String, JsonNode> json(TenantState state) {
        Map<String, JsonNode> json = new TreeMap<>();
        state.objects().forEach(object -> {
            ObjectNode properties = object.properties().deepCopy();
            properties.propertyStream().toList().forEach(property -> {
                if (property.getValue().isNull()) {
                    properties.remove(property.getKey());
                }
            });
            json.put(object.kind() + " " + object.name(), properties);
        });
        return json;
    }

    @Test
    void anotherPrefixIsANewNameOfTheSameObjects() {
        TenantState state = enabled(connected(fresh(), AFTERWORD), AFTERWORD, List.of());

        Plan rename = plan(state, ZENTRALE, List.of());

        assertThat(rename.cmdlets().stream().map(cmdlet -> cmdlet.toString().replaceAll("[0-9a-f-]{36}", "GUID")))
                .hasSize(8)
                .startsWith(
                        "Set-OutboundConnector -Identity 'GUID' -Name 'Zentrale ä outbound'",
                        "Set-InboundConnector -Identity 'GUID' -Name 'Zentrale ä inbound'",
                        "Set-TransportRule -Identity 'GUID'" + " -Name 'Zentrale ä: leave automatic replies alone'")
                .endsWith("Set-TransportRule -Identity 'GUID'"
                        + " -Name 'Zentrale ä: send to the signature service'"
                        + " -RouteMessageOutboundConnector 'Zentrale ä outbound'");
        assertThat(rename.warnings())
                .filteredOn(warning -> warning.warning() == Warning.SET_UNDER_ANOTHER_NAME)
                .singleElement()
                .extracting(Step.Warn::text)
                .asString()
                .contains("“Afterword outbound”", "“" + MAIN + "”");
        assertThat(rename.warnings()).noneMatch(warning -> warning.warning() == Warning.OTHER_SERVICE);
        TenantState after = States.after(state, rename);
        assertThat(plan(after, ZENTRALE, List.of()).isDone()).isTrue();
        assertThat(OurObjects.of(after, STAMP, ZENTRALE.prefix(), List.of()).mainRules())
                .singleElement()
                .matches(ExistingObject::isEnabled);
    }

    /** With the record that was made, and without one, as after the script. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void removesEverythingWhereverARenameStopped(boolean recorded) {
        PlanOptions first = AFTERWORD.withRichTextOff(false);
        PlanOptions then = ZENTRALE.withRichTextOff(false);
        Plan creation = plan(fresh(), first, List.of());
        List<Before> before = recorded ? Recorder.before(fresh(), creation) : List.of();
        TenantState state = enabled(States.after(fresh(), creation), first, before);

        int steps = plan(state, then, before).steps().size();
        for (int done = 0; done <= steps; done++) {
            Plan part = new Plan(plan(state, then, before).steps().subList(0, done));
            TenantState stopped = States.after(state, part);
            List<Before> record = recorded ? Recorder.merge(before, Recorder.before(state, part)) : List.of();

            assertThat(json(States.after(stopped, removal(stopped, then, record))))
                    .as("removed after %s steps", done)
                    .isEqualTo(json(fresh()));
            assertThat(json(States.after(stopped, removal(stopped, first, record))))
                    .isEqualTo(json(fresh()));
            TenantState complete = States.after(stopped, plan(stopped, then, record));
            assertThat(plan(complete, then, record).isDone()).isTrue();
            assertThat(names(complete)).noneMatch(name -> name.startsWith("Afterword"));
        }
    }

    @Test
    void whatWasThereUnderOurNamesComesBackWhereverARenameStopped() {
        PlanOptions first = PlanOptions.usual();
        PlanOptions then = first.withPrefix("Zentrale");
        Plan creation = plan(withForeignNames(), first, List.of());
        List<Before> before = Recorder.before(withForeignNames(), creation);
        TenantState state = enabled(States.after(withForeignNames(), creation), first, before);

        int steps = plan(state, then, before).steps().size();
        for (int done = 0; done <= steps; done++) {
            Plan part = new Plan(plan(state, then, before).steps().subList(0, done));
            TenantState stopped = States.after(state, part);
            List<Before> record = Recorder.merge(before, Recorder.before(state, part));

            assertThat(json(States.after(stopped, removal(stopped, then, record))))
                    .as("removed after %s steps", done)
                    .isEqualTo(json(withForeignNames()));
        }
    }

    @Test
    void readsARecordThatKnowsNoGuid() throws IOException {
        Before old = StoredJson.read(
                "{\"kind\":\"INBOUND_CONNECTOR\",\"name\":\"Afterword inbound\",\"existed\":true,"
                        + "\"values\":{\"RequireTls\":false},\"enabled\":false}",
                Before.class);
        TenantState state = connected(withForeignNames(), AFTERWORD);

        assertThat(old.guid()).isEmpty();
        Plan rename = plan(state, ZENTRALE, List.of(old));
        List<Before> record = Recorder.merge(List.of(old), Recorder.before(state, rename));
        TenantState after = States.after(state, rename);
        assertThat(States.after(after, removal(after, ZENTRALE, record))
                        .find(ObjectKind.INBOUND_CONNECTOR, "Afterword inbound"))
                .isPresent();
    }

    @Test
    void ofTwoSetsOneIsLeftAndThenNone() {
        TenantState state = twoSets();
        Plan plan = plan(state, ZENTRALE, List.of());

        assertThat(plan.warnings())
                .filteredOn(warning -> warning.warning() == Warning.SET_UNDER_ANOTHER_NAME)
                .singleElement()
                .extracting(Step.Warn::text)
                .asString()
                .contains("second set", "“" + MAIN + "”", "Its rule is enabled");
        TenantState after = States.after(state, plan);
        assertThat(plan(after, ZENTRALE, List.of()).isDone()).isTrue();
        assertThat(names(after)).noneMatch(name -> name.startsWith("Afterword") && !name.contains("rich text"));
        assertThat(after.all(ObjectKind.INBOUND_CONNECTOR)).hasSize(1);
        assertThat(names(States.after(after, removal(after, ZENTRALE, List.of()))))
                .containsExactly("Default", "Disclaimer");
        assertThat(names(States.after(state, removal(state, ZENTRALE, List.of()))))
                .containsExactly("Default", "Disclaimer");
        assertThat(names(States.after(state, removal(state, AFTERWORD.withPrefix("Third"), List.of()))))
                .containsExactly("Default", "Disclaimer");
    }

    @Test
    void ofTwoSetsNothingIsLeftWhereverItStopped() {
        TenantState state = twoSets();
        int creating = plan(state, ZENTRALE, List.of()).steps().size();
        for (int done = 0; done <= creating; done++) {
            TenantState stopped = States.after(
                    state, new Plan(plan(state, ZENTRALE, List.of()).steps().subList(0, done)));
            TenantState complete = States.after(stopped, plan(stopped, ZENTRALE, List.of()));
            assertThat(plan(complete, ZENTRALE, List.of()).isDone()).isTrue();
            assertThat(complete.all(ObjectKind.OUTBOUND_CONNECTOR)).hasSize(1);
            assertThat(names(States.after(stopped, removal(stopped, ZENTRALE, List.of()))))
                    .as("removed after %s steps", done)
                    .containsExactly("Default", "Disclaimer");
        }
        int removing = removal(state, ZENTRALE, List.of()).steps().size();
        for (int done = 0; done <= removing; done++) {
            TenantState stopped = States.after(
                    state, new Plan(removal(state, ZENTRALE, List.of()).steps().subList(0, done)));
            assertThat(names(States.after(stopped, removal(stopped, ZENTRALE, List.of()))))
                    .as("removed in two runs, %s steps in the first", done)
                    .containsExactly("Default", "Disclaimer");
        }
    }

    @Test
    void enablingWaitsUntilOneSetIsLeftAndDisablingTakesBoth() {
        TenantState state = twoSets();

        assertThat(Planner.waitsFor(state, STAMP, CODE, ZENTRALE, List.of()))
                .singleElement()
                .asString()
                .contains("carry out the plan first", "“" + MAIN + "” should not be there");
        assertThatThrownBy(() -> Planner.enable(state, STAMP, CODE, ZENTRALE, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("should not be there");
        TenantState both = States.after(
                state,
                new Plan(List.of(new Step.Change(
                        ObjectKind.TRANSPORT_RULE,
                        "",
                        List.of(),
                        List.of(Planner.switchRule("Zentrale ä: send to the signature service", true)),
                        ""))));
        TenantState off = States.after(both, Planner.disable(both, STAMP, ZENTRALE.prefix(), List.of()));
        assertThat(OurObjects.of(off, STAMP, ZENTRALE.prefix(), List.of()).mainRules())
                .hasSize(2)
                .noneMatch(ExistingObject::isEnabled);
    }

    @Test
    void findsWhatSomebodyRenamedByHand() {
        TenantState state = connected(fresh(), AFTERWORD);
        int number = 0;
        for (ExistingObject object : state.objects()) {
            if (object.name().startsWith("Afterword") && object.kind() != ObjectKind.REMOTE_DOMAIN) {
                ((ObjectNode) object.properties()).put("Name", "By hand " + number++);
            }
        }
        OurObjects ours = OurObjects.of(state, STAMP, "Afterword", List.of());

        assertThat(ours.codes()).containsExactly(CODE);
        assertThat(ours.mainRules()).hasSize(1);
        TenantState after = States.after(state, plan(state, AFTERWORD, List.of()));
        assertThat(names(after)).isEqualTo(names(connected(fresh(), AFTERWORD)));
        assertThat(names(States.after(state, removal(state, AFTERWORD, List.of()))))
                .filteredOn(name -> !name.equals("Default"))
                .containsExactly("Disclaimer");
    }

    @Test
    void leavesWhatIsOfAnotherInstallationAlone() {
        TenantState other = States.after(
                fresh(),
                Planner.connect(fresh(), OTHER_STAMP, OTHER_CODE, AFTERWORD.withRichTextOff(false), List.of()));
        PlanOptions ours = ZENTRALE.withRichTextOff(false);

        Plan plan = plan(other, ours, List.of());
        TenantState beside = States.after(other, plan);

        assertThat(plan.warnings()).anyMatch(warning -> warning.warning() == Warning.OTHER_INSTALLATION);
        assertThat(plan.cmdlets()).allMatch(cmdlet -> cmdlet.name().startsWith("New-"));
        assertThat(json(States.after(beside, removal(beside, ours, List.of())))).isEqualTo(json(other));
        assertThat(removal(other, ours, List.of()).isDone()).isTrue();
        assertThat(Planner.disable(other, STAMP, ours.prefix(), List.of()).isDone())
                .isTrue();
    }

    @Test
    void refusesNamesOfAnotherInstallation() {
        TenantState other =
                States.after(fresh(), Planner.connect(fresh(), OTHER_STAMP, OTHER_CODE, AFTERWORD, List.of()));

        assertThat(Planner.refusal(other, STAMP, "Afterword", List.of()))
                .get()
                .asString()
                .contains("“Afterword outbound”", "Choose another prefix");
        assertThat(Planner.refusal(other, STAMP, "Zentrale", List.of())).isEmpty();
        assertThat(Planner.waitsFor(other, STAMP, CODE, AFTERWORD, List.of())).hasSize(1);
        assertThat(removal(other, AFTERWORD, List.of()).cmdlets()).isEmpty();
        assertThat(Planner.disable(other, STAMP, "Afterword", List.of()).isDone())
                .isTrue();
    }

    /** An installation whose own domain has changed finds what it made by its record. */
    @Test
    void whatWeRecordedIsOursWhereverItLeads() {
        Plan creation = Planner.connect(fresh(), OTHER_STAMP, OTHER_CODE, AFTERWORD, List.of());
        TenantState state = States.after(fresh(), creation);
        List<Before> before = Recorder.before(fresh(), creation);

        assertThat(Planner.refusal(state, STAMP, "Afterword", before)).isEmpty();
        assertThat(plan(state, AFTERWORD, before).cmdlets())
                .extracting(Cmdlet::name)
                .containsOnly("Set-OutboundConnector", "Set-InboundConnector", "Set-TransportRule");
    }

    /** A rule like ours but for its conditions, as an administrator makes it by copying. */
    private static TenantState withCopy(String name) {
        TenantState state = connected(fresh(), AFTERWORD);
        ObjectNode copy = state.find(ObjectKind.TRANSPORT_RULE, MAIN)
                .orElseThrow()
                .properties()
                .deepCopy();
        copy.put("Name", name)
                .put("Guid", "33333333-0000-0000-0000-000000000000")
                .put("Priority", 9);
        return States.of(
                Stream.concat(state.objects().stream(), Stream.of(new ExistingObject(ObjectKind.TRANSPORT_RULE, copy)))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sales too", "Copy of " + MAIN})
    void aRuleOfSomebodyElseOnOurConnectorIsNamedBeforeAnythingIsRemoved(String name) {
        TenantState state = withCopy(name);

        assertThat(Removal.waitsFor(state, STAMP, "Afterword", List.of()))
                .singleElement()
                .asString()
                .contains(
                        "“" + name + "” is not ours",
                        "“Afterword outbound”",
                        "Disable-TransportRule -Identity '" + name + "'",
                        "still names the connector");
        assertThatThrownBy(() -> removal(state, AFTERWORD, List.of())).hasMessageContaining(name);
        Plan plan = plan(state, AFTERWORD, List.of());
        assertThat(plan.isDone()).isTrue();
        assertThat(plan.warnings()).anyMatch(warning -> warning.warning() == Warning.CONNECTOR_USED_BY_OTHERS);
    }

    @Test
    void aConnectorThatIsNotNeededAnyMoreStaysWhileSomebodyElsesRuleNamesIt() {
        ObjectNode connector =
                States.json("{\"Name\":\"Outbound to servers\",\"ConnectorType\":\"OnPremises\",\"UseMXRecord\":false,"
                        + "\"SmartHosts\":[\"mail.contoso.com\"],\"TlsSettings\":\"DomainValidation\","
                        + "\"TlsDomain\":\"mail.contoso.com\",\"CloudServicesMailEnabled\":true,\"Enabled\":true,"
                        + "\"RouteAllMessagesViaOnPremises\":true}");
        TenantState central =
                States.of(new ExistingObject(ObjectKind.OUTBOUND_CONNECTOR, connector), States.defaultRemoteDomain());
        TenantState state = connected(central, AFTERWORD.withOwnServers(OwnServers.SEND_ON));
        ExistingObject theirs = States.rule("Fax", 9);
        ((ObjectNode) theirs.properties()).put("RouteMessageOutboundConnector", "Afterword to your own servers");
        TenantState used = States.of(
                Stream.concat(state.objects().stream(), Stream.of(theirs)).toList());

        Plan leave = plan(used, AFTERWORD.withOwnServers(OwnServers.LEAVE), List.of());

        assertThat(leave.cmdlets())
                .extracting(Cmdlet::name)
                .containsExactly("Disable-TransportRule", "Remove-TransportRule");
        assertThat(leave.warnings()).anyMatch(warning -> warning.warning() == Warning.CONNECTOR_USED_BY_OTHERS);
        TenantState after = States.after(used, leave);
        assertThat(plan(after, AFTERWORD.withOwnServers(OwnServers.LEAVE), List.of())
                        .isDone())
                .isTrue();
    }

    @Test
    void aCopyOfARuleThatMarksMailIsNotASecondSet() {
        TenantState state = connected(fresh(), AFTERWORD);
        ObjectNode copy = state.find(ObjectKind.TRANSPORT_RULE, "Afterword: leave read receipts alone")
                .orElseThrow()
                .properties()
                .deepCopy();
        copy.put("Name", "Copy of Afterword: leave read receipts alone")
                .put("Guid", "33333333-0000-0000-0000-000000000000")
                .put("Priority", 9);
        TenantState copied = States.of(
                Stream.concat(state.objects().stream(), Stream.of(new ExistingObject(ObjectKind.TRANSPORT_RULE, copy)))
                        .toList());

        assertThat(plan(copied, AFTERWORD, List.of()).isDone()).isTrue();
        assertThat(names(States.after(copied, removal(copied, AFTERWORD, List.of()))))
                .containsExactly("Copy of Afterword: leave read receipts alone", "Default", "Disclaimer");
    }

    @Test
    void aRuleOfSomebodyElseWithOurHeaderIsNotOurs() {
        ObjectNode skip = States.json("{\"Name\":\"Skip the board's replies\",\"State\":\"Enabled\",\"Priority\":9,"
                + "\"FromMemberOf\":[\"board@contoso.com\"],\"MessageTypeMatches\":\"OOF\","
                + "\"SetHeaderName\":\"X-Afterword-MessageProcessed\",\"SetHeaderValue\":\"true\"}");
        TenantState state = States.of(Stream.concat(
                        fresh().objects().stream(), Stream.of(new ExistingObject(ObjectKind.TRANSPORT_RULE, skip)))
                .toList());

        assertThat(removal(state, AFTERWORD, List.of()).isDone()).isTrue();
        assertThat(connected(state, AFTERWORD).find(ObjectKind.TRANSPORT_RULE, "Skip the board's replies"))
                .isPresent();
    }

    private static List<String> waitsFor(TenantState state) {
        return Planner.waitsFor(state, STAMP, CODE, AFTERWORD, List.of());
    }

    private static TenantState without(TenantState state, String name) {
        return States.of(state.objects().stream()
                .filter(object -> !object.name().equals(name))
                .toList());
    }

    private static TenantState with(ObjectKind kind, String name, String property, JsonNode value) {
        TenantState state = enabled(connected(fresh(), AFTERWORD), AFTERWORD, List.of());
        ((ObjectNode) state.find(kind, name).orElseThrow().properties()).set(property, value);
        return state;
    }

    @Test
    void enablingLooksAtEverything() {
        JsonNode no = BooleanNode.FALSE;
        TenantState connected = connected(fresh(), AFTERWORD);
        TenantState inboundOff = with(ObjectKind.INBOUND_CONNECTOR, "Afterword inbound", "Enabled", no);
        TenantState outboundOff = with(ObjectKind.OUTBOUND_CONNECTOR, "Afterword outbound", "Enabled", no);

        assertThat(waitsFor(connected)).isEmpty();
        assertThat(waitsFor(fresh())).singleElement().asString().contains("create the objects first");
        assertThat(waitsFor(inboundOff))
                .singleElement()
                .asString()
                .contains("“Afterword inbound” is disabled", "support", "developer and trial tenants");
        assertThat(waitsFor(outboundOff).getFirst())
                .contains("“Afterword outbound” is disabled")
                .doesNotContain("support");
        for (String name : List.of("Afterword inbound", "Afterword outbound", "Afterword: leave read receipts alone")) {
            assertThat(waitsFor(without(connected, name)))
                    .singleElement()
                    .asString()
                    .contains("carry out the plan first", "“" + name + "” is missing");
        }
        assertThat(waitsFor(with(
                        ObjectKind.TRANSPORT_RULE, MAIN, "ExceptIfHeaderContainsMessageHeader", TextNode.valueOf("X"))))
                .singleElement()
                .asString()
                .contains("has another ExceptIfHeaderContainsMessageHeader");
        assertThat(waitsFor(with(ObjectKind.REMOTE_DOMAIN, "Default", "TNEFEnabled", BooleanNode.TRUE)))
                .isEmpty();
    }

    @Test
    void theFlagOfTheOrganisationAloneHoldsNothingUp() {
        TenantState connected = connected(fresh(), AFTERWORD);
        TenantState flagged = new TenantState(
                "Contoso",
                true,
                connected.domains(),
                connected.initialDomains(),
                connected.objects(),
                Optional.of(List.of()));

        assertThat(waitsFor(flagged)).isEmpty();
    }

    @Test
    void disablingIsTheFirstThingWhileMailCannotGoOrComeBack() {
        JsonNode no = BooleanNode.FALSE;
        TenantState connected = connected(fresh(), AFTERWORD);
        TenantState enabled = enabled(connected, AFTERWORD, List.of());

        assertThat(disableFirst(enabled)).isFalse();
        assertThat(disableFirst(without(connected, "Afterword inbound")))
                .as("the rule is off")
                .isFalse();
        assertThat(disableFirst(without(enabled, "Afterword inbound"))).isTrue();
        assertThat(disableFirst(without(enabled, "Afterword outbound"))).isTrue();
        assertThat(disableFirst(with(ObjectKind.INBOUND_CONNECTOR, "Afterword inbound", "Enabled", no)))
                .isTrue();
        TenantState off = with(ObjectKind.OUTBOUND_CONNECTOR, "Afterword outbound", "Enabled", no);
        assertThat(disableFirst(off)).isTrue();
        assertThat(disableFirst(States.after(off, Planner.disable(off, STAMP, "Afterword", List.of()))))
                .isFalse();
    }

    private static boolean disableFirst(TenantState state) {
        return Planner.disableFirst(state, STAMP, "Afterword", List.of());
    }
}
