package org.afterword.functions.onboarding.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.plan.Plan;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.plan.Step;
import org.afterword.functions.onboarding.plan.TenantState;
import org.afterword.functions.onboarding.plan.WantedObject;
import org.afterword.functions.onboarding.plan.WantedObjects;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.storage.tenant.RoutingCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class PlanRunnerTest {
    private static final PlanOptions USUAL = PlanOptions.usual();

    private SimulatedTenant tenant;

    @BeforeEach
    void start() throws Exception {
        tenant = new SimulatedTenant();
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    private void remove() throws Exception {
        tenant.remove();
    }

    @Test
    void createsEverythingAndReadsItBack() throws Exception {
        assertThat(tenant.connect(USUAL).isDone()).isTrue();
        assertThat(tenant.changes())
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
    void applyingTwiceChangesNothing() throws Exception {
        tenant.connect(USUAL);
        String first = tenant.objects.json();

        tenant.connect(USUAL);

        assertThat(tenant.objects.json()).isEqualTo(first);
        assertThat(tenant.changes()).hasSize(7);
    }

    @Test
    void removingLeavesTheTenantAsItWasByteForByte() throws Exception {
        tenant.objects.rule("Disclaimer").rule("Encrypt").gateway("To fax", "fax.contoso.com");
        String before = tenant.objects.json();
        tenant.connect(USUAL.withRecallExceptions(true));
        tenant.enable(USUAL.withRecallExceptions(true));
        assertThat(tenant.objects.json()).isNotEqualTo(before);

        remove();

        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @Test
    void removingLeavesAConnectorOfOurNameAsItWas() throws Exception {
        tenant.objects
                .gateway("Afterword outbound", "old.contoso.com")
                .rule("Afterword: leave automatic replies alone");
        String before = tenant.objects.json();
        tenant.connect(USUAL);

        remove();

        assertThat(withoutUnset(tenant.objects.json())).isEqualTo(withoutUnset(before));
    }

    /** A parameter that was never given and one that was set to null are the same to Exchange. */
    private static String withoutUnset(String json) {
        return json.replaceAll(",?\\s*\"\\w+\" : null", "");
    }

    @Test
    void anotherPrefixLeavesNothingBehind() throws Exception {
        tenant.objects.rule("Disclaimer").gateway("Afterword outbound", "old.contoso.com");
        String before = tenant.objects.json();
        tenant.connect(USUAL);
        tenant.enable(USUAL);
        PlanOptions other = USUAL.withPrefix("Zentrale");

        assertThat(tenant.connect(other).isDone()).isTrue();

        assertThat(tenant.objects.json()).contains("\"Zentrale outbound\"").doesNotContain("\"Afterword");
        assertThat(tenant.changes()).endsWith("Set-TransportRule").doesNotContain("Remove-TransportRule");
        assertThat(tenant.enable(other).isDone()).isTrue();
        remove();
        assertThat(withoutUnset(tenant.objects.json())).isEqualTo(withoutUnset(before));
    }

    /** Wherever the renaming stops, it goes on, and so does the removal. */
    @ParameterizedTest
    @CsvSource({"Set-OutboundConnector,1", "Set-InboundConnector,1", "Set-TransportRule,1", "Set-TransportRule,2"})
    void renamesAndRemovesWhereverItBrokeOff(String cmdlet, int times) throws Exception {
        tenant.objects.gateway("Afterword outbound", "old.contoso.com");
        String before = tenant.objects.json();
        tenant.connect(USUAL);
        PlanOptions other = USUAL.withPrefix("Zentrale");
        for (int time = 0; time < times; time++) {
            tenant.admin.switches().refuse(cmdlet, "Something went wrong on our side.", 1);
            assertThat(catchThrowableOfType(ExchangeException.class, () -> tenant.connect(other)))
                    .isNotNull();
        }

        assertThat(tenant.connect(other).isDone()).isTrue();
        assertThat(tenant.objects.json()).doesNotContain("\"Afterword");
        remove();
        assertThat(withoutUnset(tenant.objects.json())).isEqualTo(withoutUnset(before));
    }

    /** A renaming whose answer is lost is called again, though the old name is gone. */
    @ParameterizedTest
    @CsvSource({"Set-OutboundConnector", "Set-InboundConnector", "Set-TransportRule"})
    void renamesOnceWhereTheAnswerIsLost(String cmdlet) throws Exception {
        tenant.connect(USUAL);
        tenant.admin.switches().loseAnswersTo(cmdlet, 503, 2);

        assertThat(tenant.connect(USUAL.withPrefix("Zentrale")).isDone()).isTrue();
        assertThat(tenant.objects.json()).doesNotContain("\"Afterword");
    }

    @Test
    void removesWhatAHalfRenameLeft() throws Exception {
        tenant.objects.gateway("Afterword outbound", "old.contoso.com");
        String before = tenant.objects.json();
        tenant.connect(USUAL);
        tenant.admin.switches().refuse("Set-TransportRule", "Something went wrong on our side.", 1);
        assertThat(catchThrowableOfType(ExchangeException.class, () -> tenant.connect(USUAL.withPrefix("Zentrale"))))
                .isNotNull();

        remove();

        assertThat(withoutUnset(tenant.objects.json())).isEqualTo(withoutUnset(before));
    }

    /** As a version that knew objects by their names alone left it when the prefix was changed. */
    @Test
    void ofTwoSetsCreatingLeavesOneAndRemovingNone() throws Exception {
        tenant.objects.rule("Disclaimer");
        String before = tenant.objects.json();
        PlanOptions other = USUAL.withRichTextOff(false).withPrefix("Zentrale");
        tenant.connect(USUAL.withRichTextOff(false));
        tenant.before = List.of();
        for (WantedObject object : WantedObjects.of(SimulatedTenant.STAMP, new RoutingCode("ba9876543210"), other)) {
            for (Cmdlet cmdlet : object.create()) {
                tenant.exchange.call(cmdlet);
            }
        }
        String two = tenant.objects.json();

        assertThat(tenant.connect(other).isDone()).isTrue();
        assertThat(two).contains("\"Afterword outbound\"", "\"Zentrale outbound\"");
        assertThat(tenant.objects.json()).contains("\"Zentrale outbound\"").doesNotContain("\"Afterword");
        remove();
        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @Test
    void goesOnWhereItBrokeOff() throws Exception {
        String before = tenant.objects.json();
        tenant.admin.switches().refuse("New-TransportRule", "Something went wrong on our side.", 1);

        ExchangeException failure = catchThrowableOfType(ExchangeException.class, () -> tenant.connect(USUAL));
        assertThat(failure).hasMessage("New-TransportRule: Something went wrong on our side.");
        assertThat(tenant.connect(USUAL).isDone()).isTrue();
        assertThat(tenant.changes())
                .containsExactly(
                        "New-OutboundConnector",
                        "New-InboundConnector",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule",
                        "Set-RemoteDomain");

        remove();
        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @Test
    void looksAgainWhenAnAnswerIsLost() throws Exception {
        String before = tenant.objects.json();
        PlanRunner runner = tenant.runner();
        boolean[] first = {true};

        Plan left = runner.run(state -> {
            if (first[0]) {
                first[0] = false;
                tenant.admin.switches().loseAnswers(1);
            }
            return tenant.plan(state, USUAL);
        });

        assertThat(left.isDone()).isTrue();
        assertThat(tenant.changes().stream().filter("New-OutboundConnector"::equals))
                .hasSize(1);
        remove();
        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "New-OutboundConnector,503",
        "New-InboundConnector,504",
        "New-TransportRule,503",
        "New-TransportRule,408",
        "Set-RemoteDomain,504"
    })
    void createsNothingTwiceWhenAServerOnTheWayLosesPatience(String cmdlet, int status) throws Exception {
        String before = tenant.objects.json();
        tenant.admin.switches().loseAnswersTo(cmdlet, status, 1);

        assertThat(tenant.connect(USUAL).isDone()).isTrue();

        assertThat(tenant.changes().stream().filter(name -> name.startsWith("New-")))
                .containsExactly(
                        "New-OutboundConnector",
                        "New-InboundConnector",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule",
                        "New-TransportRule");
        remove();
        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @Test
    void goesOnWhenEachAnswerToSomethingNewIsLost() throws Exception {
        tenant.admin.switches().loseAnswersTo("New-TransportRule", 504, 100);

        assertThat(tenant.connect(USUAL).isDone()).isTrue();

        assertThat(tenant.changes().stream().filter("New-TransportRule"::equals))
                .hasSize(4);
    }

    @Test
    void looksAgainWhenWhatWasCreatedWithoutAnAnswerIsNotShownYet() throws Exception {
        tenant.admin.switches().loseAnswersTo("New-OutboundConnector", 504, 1);
        TenantState[] stale = new TenantState[1];

        Plan left = tenant.run(state -> {
            if (stale[0] == null) {
                stale[0] = state;
            }
            boolean shownYet = tenant.changes().size() != 1;
            return tenant.plan(shownYet ? state : stale[0], USUAL);
        });

        assertThat(left.isDone()).isTrue();
        assertThat(tenant.changes().stream().filter("New-OutboundConnector"::equals))
                .hasSize(2);
        assertThat(tenant.pauses).contains(Duration.ofSeconds(2));
    }

    @Test
    void waitsForAnOrganisationThatIsMadeReady() throws Exception {
        tenant.close();
        tenant = new SimulatedTenant(new TenantObjects("Contoso", "contoso.com").dehydrated());

        assertThat(tenant.connect(USUAL).isDone()).isTrue();
        assertThat(tenant.changes().getFirst()).isEqualTo("Enable-OrganizationCustomization");
    }

    @Test
    void goesOnWhereMakingReadyEndsInAnErrorOrIsNotRequired() throws Exception {
        tenant.close();
        tenant = new SimulatedTenant(new TenantObjects("Contoso", "contoso.com"));
        TenantState unready =
                new TenantState("Contoso", true, List.of("contoso.com"), List.of(), List.of(), Optional.of(List.of()));
        boolean[] asked = new boolean[1];

        Plan left = tenant.run(state -> {
            Plan plan = tenant.plan(asked[0] ? state : unready, USUAL);
            asked[0] = true;
            return plan;
        });

        assertThat(left.isDone()).isTrue();
        assertThat(tenant.console).anyMatch(line -> line.contains("not required"));
        assertThat(tenant.changes().stream().filter(name -> name.startsWith("New-")))
                .hasSize(6);
    }

    @Test
    void doesNotCallTheFlagAStepOnceObjectsOfOursAreThere() throws Exception {
        tenant.connect(USUAL);
        tenant.objects.dehydrated();

        assertThat(tenant.connect(USUAL).isDone()).isTrue();
        assertThat(tenant.changes()).doesNotContain("Enable-OrganizationCustomization");
    }

    @Test
    void waitsForAConnectorThatARuleStillSeemsToName() throws Exception {
        tenant.connect(USUAL);
        tenant.admin
                .switches()
                .refuse(
                        "Remove-OutboundConnector",
                        "The connector 'Afterword outbound' can't be removed because it's used by one or more transport rules.",
                        3);

        assertThat(tenant.remove().isDone()).isTrue();
        assertThat(tenant.pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void saysWhatExchangeDidNotKeep() throws Exception {
        tenant.admin.switches().createInboundConnectorsDisabled(true);

        ExchangeException failure = catchThrowableOfType(ExchangeException.class, () -> tenant.connect(USUAL));

        assertThat(failure).hasMessageContaining("Contact Support");
        assertThat(tenant.console)
                .contains("The connector was created in a disabled state. Contact Support to enable it.");
    }

    @Test
    void isThrottledAndGoesOn() throws Exception {
        tenant.admin.switches().throttle(3, 7);

        assertThat(tenant.connect(USUAL).isDone()).isTrue();
        assertThat(tenant.pauses).hasSize(3).allMatch(pause -> pause.toSeconds() == 7);
    }

    @Test
    void refusesAGroupThatIsNotThere() {
        ExchangeException failure = catchThrowableOfType(
                ExchangeException.class, () -> tenant.connect(USUAL.withPilotGroup("nobody@contoso.com")));

        assertThat(failure).hasMessageContaining("'nobody@contoso.com' couldn't be found");
    }

    /** Own role groups may lack the cmdlet; without it mail is signed all the same. */
    @Test
    void leavesOutWhatIsOptionalAndRefused() throws Exception {
        tenant.admin.switches().refuse("Set-RemoteDomain", "The cmdlet needs an approval.", 1);
        PlanRunner runner = tenant.runner();

        Plan left = runner.run(state -> tenant.plan(state, USUAL), Step::isOptional);

        assertThat(left.isDone()).isTrue();
        assertThat(runner.leftOut()).hasSize(1).allMatch(Step::isOptional);
        assertThat(tenant.changes())
                .as("asked for once")
                .containsOnlyOnce("Set-RemoteDomain")
                .hasSize(7);
        assertThat(tenant.console).anyMatch(line -> line.contains("Left out") && line.contains("needs an approval"));
    }

    @Test
    void leavesNothingOutThatIsNotOptional() {
        tenant.admin.switches().refuse("New-InboundConnector", "The cmdlet needs an approval.", 1);

        ExchangeException failure = catchThrowableOfType(
                ExchangeException.class,
                () -> tenant.runner().run(state -> tenant.plan(state, USUAL), Step::isOptional));

        assertThat(failure).hasMessageContaining("needs an approval");
    }

    @Test
    void tellsEachCmdletWithoutTheRoutingCode() throws Exception {
        tenant.connect(USUAL);

        assertThat(tenant.console).hasSize(14);
        assertThat(String.join("\n", tenant.console))
                .contains("New-OutboundConnector -Name 'Afterword outbound' -ConnectorType 'OnPremises'")
                .doesNotContain(SimulatedTenant.CODE.value());
        assertThat(List.of(tenant.objects.json())).allMatch(json -> json.contains(SimulatedTenant.CODE.value()));
    }
}
