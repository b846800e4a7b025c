package org.afterword.functions.onboarding.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectSessionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final TenantId TENANT = TenantId.of("6f0a7c9e-2f7b-4d1c-9a53-0d3c4b7f1e2a");
    private static final SignedInAccount ACCOUNT = new SignedInAccount("admin@contoso.com", TENANT, false);
    private static final ConnectSession BEGUN = ConnectSession.begin("key", 1, NOW);

    private static ShownTenant tenant(boolean created) {
        return new ShownTenant(
                "Contoso",
                List.of("contoso.com"),
                "contoso.onmicrosoft.com",
                PlanOptions.usual(),
                List.of(),
                List.of("drift"),
                List.of(),
                created,
                true,
                true,
                true,
                List.of(),
                false,
                "sealed");
    }

    @ParameterizedTest
    @CsvSource({"'',60,false", "'',61,true", "worker,20,false", "worker,21,true"})
    void isLostWhenNothingIsHeardOfItsWorker(String owner, long seconds, boolean lost) {
        assertThat(BEGUN.ownedBy(owner, NOW).lost(NOW.plusSeconds(seconds))).isEqualTo(lost);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void isNotLostWhereThereIsNothingToDo(Stage stage) {
        boolean quiet = List.of(Stage.IDLE, Stage.REMOVED, Stage.ENDED).contains(stage);

        assertThat(BEGUN.failed(stage, new Problem("", "")).lost(NOW.plus(Duration.ofDays(1))))
                .isEqualTo(!quiet);
    }

    @Test
    void signingOutTakesEverythingAwayAtOnce() {
        ConnectSession out = BEGUN.signedIn(ACCOUNT)
                .showing(tenant(true), NOW)
                .calling("Get-TransportRule")
                .testing(NOW)
                .order(new Order.SignOut());

        assertThat(out.account()).isEmpty();
        assertThat(out.tenant()).isEmpty();
        assertThat(out.code()).isEmpty();
        assertThat(out.console()).isEmpty();
        assertThat(out.testSince()).isEmpty();
        assertThat(out.orders().signedOut()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true,CREATED", "false,PLANNED"})
    void showsThePlanOrThatAllIsThere(boolean created, Stage stage) {
        ConnectSession shown = BEGUN.signedIn(ACCOUNT)
                .failed(Stage.FAILED, new Problem("It failed.", ""))
                .showing(tenant(created), NOW);

        assertThat(shown.stage()).isEqualTo(stage);
        assertThat(shown.problem()).isEmpty();
        assertThat(shown.account().orElseThrow().letIn()).contains(NOW);
    }

    @Test
    void aChangeThatExchangeTookShowsThatTheAccountMay() {
        ConnectSession called = BEGUN.signedIn(ACCOUNT)
                .calling("New-TransportRule")
                .noting("busy")
                .called(Duration.ofMillis(7));

        assertThat(called.account().orElseThrow().mayChange()).isTrue();
        assertThat(called.console())
                .containsExactly(
                        new ConsoleLine("New-TransportRule", ConsoleLine.State.DONE, Optional.of(7L)),
                        ConsoleLine.note("busy"));
    }

    @Test
    void aFailureMarksTheCmdletThatRan() {
        ConnectSession failed = BEGUN.calling("New-TransportRule")
                .called(Duration.ZERO)
                .calling("Set-RemoteDomain")
                .noting("busy")
                .failed(Stage.FAILED, new Problem("It failed.", "Try again."));

        assertThat(failed.console())
                .extracting(ConsoleLine::state)
                .containsExactly(ConsoleLine.State.DONE, ConsoleLine.State.FAILED, ConsoleLine.State.NOTE);
    }

    @Test
    void removalLeavesNothingToEnableOrTest() {
        ConnectSession removed =
                BEGUN.signedIn(ACCOUNT).showing(tenant(true), NOW).testing(NOW).removed();

        assertThat(removed.stage()).isEqualTo(Stage.REMOVED);
        assertThat(removed.testSince()).isEmpty();
        ShownTenant left = removed.tenant().orElseThrow();
        assertThat(left.created() || left.enabled()).isFalse();
        assertThat(left.drift()).isEmpty();
    }

    @Test
    void anOrderThatOnlyReadsLeavesTheConsole() {
        ConnectSession before =
                BEGUN.noting("done before").order(new Order.CheckAgain()).order(new Order.EnableRule());
        ConnectSession checked = before.taking(new Order.CheckAgain());

        assertThat(checked.console()).hasSize(1);
        assertThat(checked.orders().last()).contains(new Order.CheckAgain());
        assertThat(checked.orders().next()).contains(new Order.EnableRule());
        assertThat(checked.taking(new Order.EnableRule()).console()).isEmpty();
        assertThat(checked.taking(new Order.EnableRule()).orders().next()).isEmpty();
    }

    @Test
    void keepsNoMoreThanTwoHundredOrders() {
        ConnectSession session = BEGUN;
        for (int i = 0; i < 201; i++) {
            session = session.order(new Order.CheckAgain());
        }

        assertThat(session.orders().given()).hasSize(200);
    }
}
