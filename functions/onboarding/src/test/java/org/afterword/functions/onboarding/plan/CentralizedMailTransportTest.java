package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.plan.PlanOptions.OwnServers;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant that sends all its mail for the outside through servers of its own. */
class CentralizedMailTransportTest {
    private static final RoutingCode CODE = new RoutingCode("0123456789ab");
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final PlanOptions USUAL = PlanOptions.usual();
    private static final PlanOptions SEND_ON = USUAL.withOwnServers(OwnServers.SEND_ON);
    private static final PlanOptions LEAVE = USUAL.withOwnServers(OwnServers.LEAVE);
    private static final TenantState CENTRAL = central(true, true);

    private static TenantState central(boolean enabled, boolean routesAll) {
        ObjectNode connector =
                States.json("{\"Name\":\"Outbound to servers\",\"ConnectorType\":\"OnPremises\",\"UseMXRecord\":false,"
                        + "\"SmartHosts\":[\"mail.contoso.com\"],\"TlsSettings\":\"DomainValidation\","
                        + "\"TlsDomain\":\"mail.contoso.com\",\"CloudServicesMailEnabled\":true}");
        connector.put("Enabled", enabled).put("RouteAllMessagesViaOnPremises", routesAll);
        return States.of(new ExistingObject(ObjectKind.OUTBOUND_CONNECTOR, connector), States.defaultRemoteDomain());
    }

    private static Plan plan(TenantState state, PlanOptions options) {
        return Planner.connect(state, STAMP, CODE, options, List.of());
    }

    private static List<String> lines(Plan plan) {
        return plan.cmdlets().stream().map(Cmdlet::toString).toList();
    }

    private static List<Warning> warnings(TenantState state, PlanOptions options) {
        return plan(state, options).warnings().stream().map(Step.Warn::warning).toList();
    }

    @Test
    void hasAWarningOfItsOwnInPlaceOfThatOfAGateway() {
        assertThat(warnings(CENTRAL, USUAL)).containsExactly(Warning.CENTRALIZED_MAIL_TRANSPORT);
        assertThat(plan(CENTRAL, USUAL).warnings().getFirst().text())
                .contains("“Outbound to servers”", "It is uncertain how Exchange Online counts mail");
        assertThat(warnings(central(false, true), USUAL)).isEmpty();
        assertThat(warnings(central(true, false), USUAL)).containsExactly(Warning.OTHER_GATEWAY);
    }

    @Test
    void sendsSignedMailOnByAConnectorOfTheSameHostsAndARule() {
        assertThat(lines(plan(CENTRAL, USUAL))).noneMatch(line -> line.contains("to your own servers"));
        assertThat(lines(plan(CENTRAL, SEND_ON)))
                .contains(
                        "New-OutboundConnector -Name 'Afterword to your own servers' -ConnectorType 'OnPremises'"
                                + " -UseMXRecord:$false -SmartHosts @('mail.contoso.com') -TlsSettings 'DomainValidation'"
                                + " -TlsDomain 'mail.contoso.com' -IsTransportRuleScoped:$true"
                                + " -RouteAllMessagesViaOnPremises:$false -CloudServicesMailEnabled:$true -TestMode:$false -Enabled:$true",
                        "New-TransportRule -Name 'Afterword: send on to your own servers' -Priority 4 -Mode 'Enforce'"
                                + " -RuleErrorAction 'Ignore' -SenderAddressLocation 'Envelope' -FromScope 'InOrganization'"
                                + " -SentToScope 'NotInOrganization'"
                                + " -HeaderContainsMessageHeader 'X-Afterword-MessageProcessed'"
                                + " -HeaderContainsWords @('true')"
                                + " -RouteMessageOutboundConnector 'Afterword to your own servers'"
                                + " -SetHeaderName 'X-Afterword-SentOn' -SetHeaderValue 'true'"
                                + " -ExceptIfHeaderContainsMessageHeader 'X-Afterword-SentOn'"
                                + " -ExceptIfHeaderContainsWords @('true') -Enabled:$true");
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, SEND_ON));
        assertThat(plan(connected, SEND_ON).isDone()).isTrue();
        assertThat(warnings(connected, SEND_ON)).containsExactly(Warning.CENTRALIZED_MAIL_TRANSPORT);
    }

    @ParameterizedTest
    @EnumSource(OwnServers.class)
    void whoHasNoSuchConnectorIsAskedNothingAndGetsNothing(OwnServers choice) {
        TenantState fresh = States.of(States.defaultRemoteDomain());
        PlanOptions options = USUAL.withOwnServers(choice);

        assertThat(lines(plan(fresh, options))).isEqualTo(lines(plan(fresh, USUAL)));
        TenantState connected = States.after(fresh, plan(fresh, options));
        assertThat(Planner.enable(connected, STAMP, CODE, options, List.of()).cmdlets())
                .hasSize(1);
    }

    @Test
    void theMainRuleWaitsForTheChoiceAndForWhatWasChosen() {
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, USUAL));

        assertThatThrownBy(() -> Planner.enable(connected, STAMP, CODE, USUAL, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Choose first");
        assertThatThrownBy(() -> Planner.enable(connected, STAMP, CODE, SEND_ON, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Create it first");
        assertThat(Planner.enable(connected, STAMP, CODE, LEAVE, List.of()).cmdlets())
                .hasSize(1);
        TenantState sendsOn = States.after(connected, plan(connected, SEND_ON));
        assertThat(Planner.enable(sendsOn, STAMP, CODE, SEND_ON, List.of()).cmdlets())
                .hasSize(1);
        TenantState enabled = States.after(connected, Planner.enable(connected, STAMP, CODE, LEAVE, List.of()));
        assertThat(Planner.enable(enabled, STAMP, CODE, USUAL, List.of()).isDone())
                .isTrue();
        assertThat(Planner.disable(enabled, STAMP, USUAL.prefix(), List.of()).cmdlets())
                .hasSize(1);
    }

    /** As the script may have made it, or a client that names no choice finds it. */
    @Test
    void whatWasChosenHoldsUntilAnotherChoiceIsMade() {
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, SEND_ON));

        assertThat(plan(connected, USUAL).isDone()).isTrue();
        assertThat(Planner.enable(connected, STAMP, CODE, USUAL, List.of()).cmdlets())
                .hasSize(1);
        assertThat(Planner.asFound(connected, STAMP, USUAL, List.of())).isEqualTo(SEND_ON);
        assertThat(Planner.asFound(connected, STAMP, LEAVE, List.of())).isEqualTo(LEAVE);
        assertThat(Planner.asFound(CENTRAL, STAMP, USUAL, List.of())).isEqualTo(USUAL);
    }

    @Test
    void isTakenAwayWhereThereAreNoSuchServersAnyMore() {
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, SEND_ON));
        List<ExistingObject> left = new ArrayList<>(connected.objects());
        left.removeIf(object -> object.name().equals("Outbound to servers"));

        assertThat(lines(plan(States.of(left), SEND_ON)))
                .hasSize(3)
                .allMatch(line -> line.contains("to your own servers"));
    }

    @Test
    void takesAwayWhatIsNotChosenAnyMoreTheRuleFirst() {
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, SEND_ON));

        assertThat(lines(plan(connected, LEAVE)))
                .containsExactly(
                        "Disable-TransportRule -Identity 'Afterword: send on to your own servers' -Confirm:$false",
                        "Remove-TransportRule -Identity 'Afterword: send on to your own servers' -Confirm:$false",
                        "Remove-OutboundConnector -Identity 'Afterword to your own servers' -Confirm:$false");
        assertThat(plan(States.after(connected, plan(connected, LEAVE)), LEAVE).isDone())
                .isTrue();
    }

    @Test
    void takesAwayTheRulesOfMessageRecallToo() {
        PlanOptions recall = SEND_ON.withRecallExceptions(true);
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, recall));
        TenantState without = States.after(connected, plan(connected, SEND_ON));

        assertThat(without.all(ObjectKind.TRANSPORT_RULE)).hasSize(5);
        assertThat(plan(without, SEND_ON).isDone()).isTrue();
    }

    @Test
    void followsTheConnectorWhenItsHostsChange() {
        TenantState connected = States.after(CENTRAL, plan(CENTRAL, SEND_ON));
        List<ExistingObject> moved = new ArrayList<>(connected.objects());
        ((ObjectNode) moved.getFirst().properties()).putArray("SmartHosts").add("new.contoso.com");

        assertThat(lines(plan(States.of(moved), SEND_ON)))
                .containsExactly("Set-OutboundConnector -Identity 'Afterword to your own servers'"
                        + " -SmartHosts @('new.contoso.com')");
    }

    @Test
    void isRemovedWithTheRest() {
        Plan plan = plan(CENTRAL, SEND_ON);
        TenantState connected = States.after(CENTRAL, plan);

        TenantState after =
                States.after(connected, Removal.plan(connected, STAMP, "Afterword", Recorder.before(CENTRAL, plan)));

        assertThat(after.objects()).hasSize(2);
        assertThat(after.find(ObjectKind.OUTBOUND_CONNECTOR, "Outbound to servers"))
                .isPresent();
    }
}
