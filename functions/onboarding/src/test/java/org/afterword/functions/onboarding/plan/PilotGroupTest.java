package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PilotGroupTest {
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final String ALIAS = "alias@contoso.com";
    private static final PlanOptions OPTIONS = PlanOptions.usual().withPilotGroup(ALIAS);

    private static TenantState with(TenantState state, Optional<PilotGroup.Found> found) {
        return new TenantState(
                state.organization(),
                state.dehydrated(),
                state.domains(),
                state.initialDomains(),
                state.objects(),
                state.journalRules(),
                state.blockedConnectors(),
                Optional.of(new PilotGroup(ALIAS, found)));
    }

    private static Plan plan(TenantState state) {
        return Planner.connect(state, STAMP, new RoutingCode("0123456789ab"), OPTIONS, List.of());
    }

    private static PlanOptions asFound(TenantState state, PlanOptions options) {
        return Planner.asFound(state, STAMP, options, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "MailUniversalDistributionGroup, ",
        "MailUniversalSecurityGroup, ",
        "GroupMailbox, ",
        "DynamicDistributionGroup, dynamic distribution group",
        "UserMailbox, no group that rules know",
        "SharedMailbox, no group that rules know",
        "MailContact, no group that rules know",
        ", There is no group"
    })
    void takesTheGroupsThatRulesKnow(String kind, String problem) {
        Plan plan = plan(with(
                States.of(States.defaultRemoteDomain()),
                Optional.ofNullable(kind).map(known -> new PilotGroup.Found(known, ALIAS))));

        assertThat(plan.obstacle().isPresent()).isEqualTo(problem != null);
        plan.obstacle()
                .ifPresent(words -> assertThat(words).contains(problem, "“" + ALIAS + "”", "under Options, or none"));
    }

    @Test
    void anAliasBecomesTheAddressThatExchangeShows() {
        Optional<PilotGroup.Found> found = Optional.of(new PilotGroup.Found("GroupMailbox", "Pilot@contoso.com"));
        TenantState fresh = with(States.of(States.defaultRemoteDomain()), found);

        Plan create = plan(fresh);

        assertThat(asFound(fresh, OPTIONS).pilotGroup()).contains("Pilot@contoso.com");
        assertThat(create.cmdlets().stream().map(Cmdlet::toString).filter(line -> line.contains("FromMemberOf")))
                .singleElement()
                .asString()
                .contains("-FromMemberOf @('Pilot@contoso.com')");
        assertThat(plan(with(States.after(fresh, create), found)).isDone()).isTrue();
    }

    @Test
    void whatIsKnownOfAnotherGroupThanTheChosenOneChangesNothing() {
        TenantState state = with(States.of(), Optional.of(new PilotGroup.Found("GroupMailbox", "pilot@contoso.com")));
        PlanOptions other = PlanOptions.usual().withPilotGroup("other@contoso.com");

        assertThat(asFound(state, other)).isEqualTo(other);
        assertThat(asFound(state, PlanOptions.usual())).isEqualTo(PlanOptions.usual());
    }
}
