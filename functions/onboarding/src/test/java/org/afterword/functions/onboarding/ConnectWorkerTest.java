package org.afterword.functions.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.afterword.process.settings.SettingsReader;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.fake.InMemoryTenantStore;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectWorkerTest {
    private static final String CODE = "ABCD23456";

    private final InMemoryOnboardingStore store = new InMemoryOnboardingStore();
    private final InMemoryTenantStore tenants = new InMemoryTenantStore();
    private final Sessions sessions = new Sessions(store);
    private final SessionSecret secret = SessionSecret.create();
    private final Deque<String> orders = new ArrayDeque<>();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private SimulatedTenant tenant;
    private int attempt;

    @BeforeEach
    void start() throws Exception {
        tenant = new SimulatedTenant(new TenantObjects("Contoso", "contoso.com", "contoso.onmicrosoft.com"));
    }

    @AfterEach
    void stop() {
        tenant.close();
    }

    /** A worker that, whenever it would wait for an order, is given the next one; then nothing until it gives up. */
    private ConnectWorker worker() {
        return worker(false);
    }

    /** @param administers whether Entra names the account as one that administers Exchange */
    private ConnectWorker worker(boolean administers) {
        SignIn signIn = (shown, wanted) -> {
            shown.accept(new SignIn.Code(CODE, "https://login.example", Duration.ofMinutes(15)));
            return new SignIn.SignedIn("admin@contoso.com", new TenantId(tenant.id), "token", administers);
        };
        return new ConnectWorker(
                store,
                tenants,
                ConnectSettings.from(new SettingsReader(Map.of("AFTERWORD_STAMP_DOMAIN", "eu.afterword.example"))),
                signIn,
                (who, pause) -> tenant.exchange,
                time -> next(),
                () -> now);
    }

    private void next() {
        now = now.plusSeconds(orders.isEmpty() ? 60 : 1);
        if (!orders.isEmpty()) {
            change(session -> session.withArray("orders")
                    .addObject()
                    .put("order", orders.removeFirst())
                    .putObject("choices"));
        }
    }

    private ObjectNode change(java.util.function.Consumer<ObjectNode> change) {
        try {
            return sessions.update(secret.id(), change);
        } catch (java.io.IOException impossible) {
            throw new java.io.UncheckedIOException(impossible);
        }
    }

    private String job() {
        attempt++;
        change(session -> {
            session.put("publicKey", secret.publicKey())
                    .put("attempt", attempt)
                    .put("owner", "")
                    .put("ordersDone", 0);
            session.putArray("orders");
        });
        return "{\"session\":\"" + secret.id() + "\",\"attempt\":" + attempt + "}";
    }

    private ObjectNode session() {
        return change(session -> {});
    }

    @Test
    void whoHasNotShownThatTheyMayChangeNothingThatWeKeep() throws Exception {
        orders.addAll(List.of("create", "enable"));
        worker().run(job());
        Tenant connected = tenants.find(new TenantId(tenant.id)).orElseThrow();
        Tenant paused = new Tenant(
                connected.id(),
                connected.name(),
                Tenant.State.PAUSED,
                connected.domains(),
                connected.routingCodeHash(),
                connected.inbound());
        tenants.put(paused);
        String objects = tenant.objects.json();

        // All is there already, so Exchange is asked for no change that it could refuse.
        orders.addAll(List.of("create", "enable"));
        worker().run(job());

        assertThat(tenants.find(new TenantId(tenant.id))).contains(paused);
        assertThat(tenant.objects.json()).isEqualTo(objects);
        assertThat(session().path("console").findValuesAsText("text"))
                .anyMatch(line -> line.contains("not known whether your account may"));
    }

    @Test
    void connectsAndRemovesAndKeepsTheTenantsRecord() throws Exception {
        String before = tenant.objects.json();
        orders.addAll(List.of("create", "enable"));
        worker().run(job());

        assertThat(session().path("enabled").asBoolean()).isTrue();
        Tenant known = tenants.find(new TenantId(tenant.id)).orElseThrow();
        assertThat(known.state()).isEqualTo(Tenant.State.CONNECTED);
        assertThat(known.domains()).containsExactlyInAnyOrder("contoso.com", "contoso.onmicrosoft.com");
        assertThat(known.inbound().toString()).isEqualTo("contoso-onmicrosoft-com.mail.protection.outlook.com:25");

        orders.add("remove");
        worker().run(job());
        assertThat(tenant.objects.json()).isEqualTo(before);
        assertThat(tenants.find(new TenantId(tenant.id)).orElseThrow().state()).isEqualTo(Tenant.State.PAUSED);
    }

    @Test
    void findsItsOwnRoutingCodeAgainAndChangesNothing() throws Exception {
        orders.add("create");
        worker().run(job());
        String first = tenant.objects.json();
        orders.add("create");
        worker().run(job());

        assertThat(tenant.objects.json()).isEqualTo(first);
        assertThat(session().path("drift")).isEmpty();
    }

    @Test
    void writesNoSecretInClear() throws Exception {
        orders.addAll(List.of("create", "enable", "disable", "check", "remove"));
        worker().run(job());

        String routingCode = secret.open(session().path("routingCode").asText()).orElseThrow();
        assertThat(routingCode).hasSize(12);
        assertThat(tenant.changes()).contains("New-TransportRule", "Remove-TransportRule");
        assertThat(String.join("\n", store.written()))
                .contains("New-TransportRule")
                .doesNotContain(routingCode)
                .doesNotContain(CODE)
                .doesNotContain("\"token\"");
    }

    @Test
    void onlyTheHolderOfTheCookieCanOpenTheCode() {
        String sealed = SessionSecret.seal(secret.publicKey(), CODE);

        assertThat(secret.open(sealed)).contains(CODE);
        assertThat(SessionSecret.parse(secret.cookie()).orElseThrow().open(sealed))
                .contains(CODE);
        assertThat(SessionSecret.create().open(sealed)).isEmpty();
        assertThat(SessionSecret.seal(secret.publicKey(), CODE)).isNotEqualTo(sealed);
    }

    @Test
    void aSecondDeliveryOfTheSameJobEndsAtOnce() throws Exception {
        String job = job();
        change(session -> session.put("owner", "another worker").put("stage", "CODE"));

        worker().run(job);

        assertThat(session().path("owner").asText()).isEqualTo("another worker");
        assertThat(tenant.admin.calls()).isEmpty();
    }

    @Test
    void anOldJobDoesNotTouchANewSignIn() throws Exception {
        String old = job();
        job();

        worker().run(old);

        assertThat(session().path("owner").asText()).isEmpty();
    }

    @Test
    void goesOnWhereAKilledWorkerStopped() throws Exception {
        String before = tenant.objects.json();
        tenant.admin.switches().refuse("New-TransportRule", "The machine went away.", 1);
        orders.add("create");
        worker().run(job());
        assertThat(session().path("stage").asText()).isEqualTo("ENDED");

        orders.addAll(List.of("create", "remove"));
        worker().run(job());

        assertThat(tenant.objects.json()).isEqualTo(before);
    }

    @Test
    void saysThatItStopsWhenItIsStopped() throws Exception {
        ConnectWorker worker = worker();
        worker.stop();
        worker.run(job());

        assertThat(session().path("stage").asText()).isEqualTo("ENDED");
        assertThat(session().path("problem").asText()).isEqualTo("Our side is restarting.");
    }

    @Test
    void remembersThatTheRuleWasEnabledUntilItIsDisabledHere() throws Exception {
        orders.addAll(List.of("create", "enable"));
        worker().run(job());
        tenant.objects.change("Afterword: send to the signature service", "State", "\"Disabled\"");
        orders.add("create");
        worker().run(job());

        assertThat(session().path("drift").toString()).contains("is disabled: mail goes out without a signature");

        orders.add("disable");
        worker(true).run(job());
        assertThat(session().path("drift")).isEmpty();
    }

    @Test
    void dropsTheSignInAfterTenMinutesOfSilence() throws Exception {
        worker().run(job());

        assertThat(session().path("stage").asText()).isEqualTo("ENDED");
        assertThat(session().path("problem").asText()).contains("silence");
    }
}
