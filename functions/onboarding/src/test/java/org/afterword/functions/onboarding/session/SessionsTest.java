package org.afterword.functions.onboarding.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final TenantId TENANT = TenantId.of("6f0a7c9e-2f7b-4d1c-9a53-0d3c4b7f1e2a");

    private final InMemoryOnboardingStore store = new InMemoryOnboardingStore();
    private final Sessions sessions = new Sessions(store);
    private final SessionSecret secret = SessionSecret.create();

    private void stored(String json) throws IOException {
        store.update(OnboardingKey.session(secret.id()), before -> Optional.of(json));
    }

    private String stored() throws IOException {
        return store.find(OnboardingKey.session(secret.id())).orElseThrow();
    }

    @Test
    void readsBackAllThatItStores() throws IOException {
        sessions.signIn(secret, NOW);
        PlanOptions options = PlanOptions.usual().withPilotGroup("pilot@contoso.com");
        ShownStep step = new ShownStep(
                ShownStep.Action.CREATE,
                Optional.of("connector"),
                Optional.of("Afterword outbound"),
                Optional.empty(),
                "Sends mail to us.",
                List.of(new ShownStep.Detail("Enabled", Optional.empty(), "True")));
        ShownTenant tenant = new ShownTenant(
                "Contoso",
                List.of("contoso.com"),
                "contoso.onmicrosoft.com",
                options,
                List.of(step),
                List.of("The rule is disabled."),
                List.of("The organisation is suspended."),
                false,
                true,
                true,
                false,
                List.of("The connector is disabled."),
                true,
                "sealed");
        Optional<ConnectSession> written = sessions.update(
                secret.id(),
                session -> session.showing(new ShownCode("sealed", "https://login.example", NOW))
                        .signedIn(new SignedInAccount("admin@contoso.com", TENANT, false))
                        .showing(tenant, NOW)
                        .order(new Order.ShowPlan(options))
                        .order(new Order.CheckAgain())
                        .order(new Order.CreateObjects(Optional.of(options)))
                        .order(new Order.CreateObjects(Optional.empty()))
                        .order(new Order.EnableRule())
                        .order(new Order.DisableRule())
                        .order(new Order.RemoveObjects())
                        .taking(new Order.ShowPlan(options))
                        .calling("New-TransportRule")
                        .called(Duration.ofMillis(12))
                        .noting("a note")
                        .failed(Stage.FAILED, new Problem("It failed.", "Try again."))
                        .testing(NOW));

        assertThat(written).isPresent().isEqualTo(sessions.find(secret.id()));
        assertThat(written.orElseThrow().orders().given()).hasSize(7);
        assertThat(written.orElseThrow().console()).hasSize(2);
    }

    @Test
    void refusesAFormThatANewerProgramStoredAndLeavesItAsItIs() throws IOException {
        sessions.signIn(secret, NOW);
        stored(stored().replace("\"version\":1,", "\"version\":2,\"new\":{},"));
        String newer = stored();

        assertThatThrownBy(() -> sessions.find(secret.id()))
                .isInstanceOf(NewerSessionException.class)
                .hasMessage("This sign-in was stored by a newer version of Afterword (form 2, this one reads 1)."
                        + " Wait until the update is complete and try again.");
        assertThatThrownBy(() -> sessions.update(secret.id(), session -> session.testing(NOW)))
                .isInstanceOf(NewerSessionException.class);
        assertThatThrownBy(() -> sessions.signIn(secret, NOW)).isInstanceOf(NewerSessionException.class);
        assertThat(stored()).isEqualTo(newer);
        assertThat(store.jobs()).hasSize(1);
    }

    @Test
    void aSessionOfTheFormBeforeVersionsHasExpired() throws IOException {
        stored("{\"stage\":\"PLANNED\",\"publicKey\":\"k\",\"attempt\":3,\"owner\":\"w\",\"tenant\":\"" + TENANT
                + "\",\"orders\":[],\"ordersDone\":0}");

        assertThat(sessions.find(secret.id())).isEmpty();
        assertThat(sessions.update(secret.id(), session -> session.testing(NOW)))
                .isEmpty();

        assertThat(sessions.signIn(secret, NOW).attempt()).isEqualTo(1);
        assertThat(sessions.find(secret.id())).isPresent();
    }

    @Test
    void saysThatASessionCannotBeReadAndRepeatsNothingOfIt() throws IOException {
        stored("{\"version\":1,\"attempt\":\"admin@contoso.com\"}");

        assertThatThrownBy(() -> sessions.find(secret.id()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ConnectSession")
                .hasMessageNotContaining("contoso");
    }

    @Test
    void changesNoSessionThatIsNotThere() throws IOException {
        assertThat(sessions.update(secret.id(), session -> session.testing(NOW)))
                .isEmpty();
        assertThat(sessions.find(secret.id())).isEmpty();
    }

    @Test
    void readsWhatAnEarlierVersionStored() throws IOException {
        sessions.signIn(secret, NOW, Optional.of(new Customer("fabrikam.com")));
        ShownTenant tenant = new ShownTenant(
                "Contoso",
                List.of("contoso.com"),
                "",
                PlanOptions.usual(),
                List.of(),
                List.of(),
                List.of(),
                true,
                true,
                true,
                true,
                List.of(),
                false,
                "sealed");
        sessions.update(
                secret.id(),
                session -> session.showing(tenant, NOW).failed(Stage.ENDED, new Problem("It failed.", "", false)));
        assertThat(sessions.find(secret.id()).orElseThrow().customer()).contains(new Customer("fabrikam.com"));

        stored(stored().replace(",\"newCodeHelps\":false", "")
                .replace("\"initialDomain\":\"\",", "")
                .replace("\"waitsFor\":[],", "")
                .replace("\"disableFirst\":false,", "")
                .replace(",\"customer\":{\"name\":\"fabrikam.com\"}", ""));

        assertThat(stored()).doesNotContain("customer", "newCodeHelps", "initialDomain", "waitsFor", "disableFirst");
        ConnectSession read = sessions.find(secret.id()).orElseThrow();
        assertThat(read.customer()).isEmpty();
        assertThat(read.tenant()).contains(tenant);
        assertThat(read.problem()).contains(new Problem("It failed.", "", true));
    }
}
