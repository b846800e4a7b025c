package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.drift.Drift;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Remote domains: the one for all, those of others, and those for the organisation's own domains. */
class RichTextTest {
    private static final RoutingCode CODE = new RoutingCode("0123456789ab");
    private static final Stamp STAMP = new Stamp("eu.afterword.example", "return.contoso.com");
    private static final PlanOptions USUAL = PlanOptions.usual();
    private static final PlanOptions INSIDE = USUAL.withRichTextInside(true);

    private static ExistingObject remoteDomain(String name, String domain, String richText) {
        return new ExistingObject(
                ObjectKind.REMOTE_DOMAIN,
                States.json("{\"Name\":\"" + name + "\",\"DomainName\":\"" + domain + "\",\"TNEFEnabled\":" + richText
                        + "}"));
    }

    private static TenantState state(List<String> domains, ExistingObject... others) {
        List<ExistingObject> objects = new ArrayList<>(List.of(others));
        objects.add(States.defaultRemoteDomain());
        return new TenantState("Contoso", false, domains, List.of(), objects, Optional.of(List.of()));
    }

    private static Plan plan(TenantState state, PlanOptions options) {
        return Planner.connect(state, STAMP, CODE, options, List.of());
    }

    private static List<String> richText(Plan plan) {
        return plan.cmdlets().stream()
                .map(Cmdlet::toString)
                .filter(line -> line.contains("RemoteDomain"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"true,true,true", "true,false,true", "null,true,true", "null,false,false", "false,true,false"})
    void warnsOfEachOtherDomainThatLetsRichTextThroughAndNamesWhomItConcerns(
            String value, boolean off, boolean warned) {
        TenantState state = state(
                List.of("contoso.com"),
                remoteDomain("Partner", "fabrikam.com", value),
                remoteDomain("Second", "*.woodgrove.com", value));
        List<Step.Warn> warnings = plan(state, USUAL.withRichTextOff(off)).warnings();

        assertThat(warnings).extracting(Step.Warn::warning).allMatch(Warning.RICH_TEXT_DOMAIN::equals);
        assertThat(warnings).hasSize(warned ? 2 : 0);
        if (warned) {
            assertThat(warnings.get(0).text())
                    .contains("“Partner”", "people at fabrikam.com")
                    .contains("Set-RemoteDomain -Identity 'Partner' -TNEFEnabled $false");
            assertThat(warnings.get(1).text()).contains("“Second”", "people at *.woodgrove.com");
        }
    }

    @Test
    void keepsRichTextForTheOwnDomainsBesideTurningItOffForAll() {
        TenantState fresh = state(List.of("contoso.com", "*.contoso.com"));
        Plan plan = plan(fresh, INSIDE);

        assertThat(richText(plan))
                .containsExactly(
                        "Set-RemoteDomain -Identity 'Default' -TNEFEnabled:$false",
                        "New-RemoteDomain -Name 'Afterword rich text: contoso.com' -DomainName 'contoso.com'",
                        "Set-RemoteDomain -Identity 'Afterword rich text: contoso.com' -TNEFEnabled:$true",
                        "New-RemoteDomain -Name 'Afterword rich text: below contoso.com' -DomainName '*.contoso.com'",
                        "Set-RemoteDomain -Identity 'Afterword rich text: below contoso.com' -TNEFEnabled:$true");
        TenantState connected = States.after(fresh, plan);
        assertThat(plan(connected, INSIDE).steps()).allMatch(Step.Leave.class::isInstance);
        assertThat(States.after(connected, Removal.plan(connected, STAMP, "Afterword", Recorder.before(fresh, plan)))
                        .objects())
                .isEqualTo(fresh.objects());
    }

    @Test
    void setsARemoteDomainOfAnotherNameThatIsThereAndSetsItBack() {
        TenantState fresh = state(List.of("contoso.com"), remoteDomain("Hybrid", "Contoso.com", "null"));
        Plan plan = plan(fresh, INSIDE);

        assertThat(richText(plan))
                .contains("Set-RemoteDomain -Identity 'Hybrid' -TNEFEnabled:$true")
                .hasSize(2);
        assertThat(plan.warnings()).isEmpty();
        TenantState connected = States.after(fresh, plan);
        assertThat(States.after(connected, Removal.plan(connected, STAMP, "Afterword", Recorder.before(fresh, plan)))
                        .objects())
                .isEqualTo(fresh.objects());
    }

    @Test
    void aDomainThatIsAddedLaterIsMissingUntilItIsCreated() {
        TenantState one = state(List.of("contoso.com"));
        TenantState connected = States.after(one, plan(one, INSIDE));
        TenantState two = new TenantState(
                "Contoso",
                false,
                List.of("contoso.com", "fabrikam.com"),
                List.of(),
                connected.objects(),
                Optional.of(List.of()));

        assertThat(Drift.of(two, plan(two, INSIDE), "Afterword", false, List.of()))
                .containsExactly("The remote domain “Afterword rich text: fabrikam.com” is missing.");
    }

    @Test
    void takesThemAwayWhenThatIsNotChosenAnyMore() {
        TenantState fresh = state(List.of("contoso.com"));
        TenantState connected = States.after(fresh, plan(fresh, INSIDE));

        assertThat(richText(plan(connected, USUAL)))
                .containsExactly("Remove-RemoteDomain -Identity 'Afterword rich text: contoso.com' -Confirm:$false");
    }

    /** Which of the choices that touched a remote domain is taken back, or what else makes it unwanted. */
    @ParameterizedTest
    @CsvSource({"true,false,contoso.com", "false,false,contoso.com", "true,true,fabrikam.com"})
    void setsBackARemoteDomainThatWasThereBeforeWhenItIsNotChosenAnyMore(boolean off, boolean inside, String accepted) {
        TenantState fresh = state(List.of("contoso.com"), remoteDomain("Contoso", "contoso.com", "null"));
        Plan plan = plan(fresh, INSIDE);
        List<Before> before = Recorder.before(fresh, plan);
        TenantState connected = accepting(accepted, States.after(fresh, plan));
        PlanOptions now = USUAL.withRichTextOff(off).withRichTextInside(inside);

        Plan back = Planner.connect(connected, STAMP, CODE, now, before);
        TenantState after = States.after(connected, back);

        assertThat(richText(back)).contains("Set-RemoteDomain -Identity 'Contoso' -TNEFEnabled $null");
        assertThat(richTextOf(after, "Contoso")).isEqualTo("null");
        assertThat(richTextOf(after, "Default")).isEqualTo(off ? "false" : "null");
        assertThat(Planner.connect(after, STAMP, CODE, now, before).isDone()).isTrue();
    }

    @Test
    void setsBackNoRemoteDomainThatSomebodyHasSetOtherwiseSince() {
        TenantState fresh = state(List.of("contoso.com"), remoteDomain("Contoso", "contoso.com", "null"));
        List<Before> before = Recorder.before(fresh, plan(fresh, INSIDE));
        TenantState changed = States.after(
                state(List.of("contoso.com"), remoteDomain("Contoso", "contoso.com", "false")), plan(fresh, USUAL));

        assertThat(Planner.connect(changed, STAMP, CODE, USUAL, before).isDone())
                .isTrue();
    }

    /** Such a name alone does not make it one that we created. */
    @Test
    void removesNoRemoteDomainThatWasThereBeforeUnderANameLikeOurs() {
        TenantState fresh =
                state(List.of("contoso.com"), remoteDomain("Afterword rich text: ours", "contoso.com", "false"));
        Plan plan = plan(fresh, INSIDE);
        TenantState connected = States.after(fresh, plan);

        assertThat(richText(Planner.connect(connected, STAMP, CODE, USUAL, Recorder.before(fresh, plan))))
                .containsExactly("Set-RemoteDomain -Identity 'Afterword rich text: ours' -TNEFEnabled:$false");
    }

    private static TenantState accepting(String domain, TenantState state) {
        return new TenantState("Contoso", false, List.of(domain), List.of(), state.objects(), state.journalRules());
    }

    private static String richTextOf(TenantState state, String name) {
        return state.find(ObjectKind.REMOTE_DOMAIN, name)
                .orElseThrow()
                .properties()
                .path("TNEFEnabled")
                .toString();
    }

    @Test
    void leavesAllAsItIsWhereRichTextIsNotTurnedOff() {
        assertThat(INSIDE.withRichTextOff(false).richTextInside()).isFalse();
        assertThat(richText(plan(state(List.of("contoso.com")), INSIDE.withRichTextOff(false))))
                .isEmpty();
    }

    @Test
    void namesAreNoLongerThanExchangeTakesAndStillTellDomainsApart() {
        String tail = ".a-rather-long-name-of-a-company-with-many-words.example";
        String one = Names.ownDomain("Afterword", "one" + tail);
        String two = Names.ownDomain("Afterword", "two" + tail);

        assertThat(one).hasSize(64).isNotEqualTo(two);
        assertThat(two).hasSize(64);
    }

    @Test
    void saysWhatTurningItOffCosts() {
        ObjectNode domain = States.json("{\"Name\":\"Default\",\"TNEFEnabled\":null}");
        Plan plan = plan(States.of(new ExistingObject(ObjectKind.REMOTE_DOMAIN, domain)), USUAL);

        assertThat(((Step.Change) plan.steps().getLast()).why()).contains("votes, tasks and message recall");
    }
}
