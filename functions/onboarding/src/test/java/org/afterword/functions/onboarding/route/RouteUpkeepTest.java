package org.afterword.functions.onboarding.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.afterword.storage.fake.InMemoryTenantStore;
import org.afterword.storage.fake.InMemoryWorkerRecords;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouteUpkeepTest {
    private static final TenantId ID = new TenantId(UUID.randomUUID());
    private static final SmtpEndpoint OLD = new SmtpEndpoint("contoso-onmicrosoft-com.mail.protection.outlook.com", 25);
    private static final SmtpEndpoint NEW = new SmtpEndpoint("contoso-onmicrosoft-com.r-v1.mx.microsoft", 25);

    private final TestClock clock = new TestClock(Instant.parse("2026-08-01T00:00:00Z"));
    private final InMemoryWorkerRecords records = new InMemoryWorkerRecords(clock);
    private final InMemoryTenantStore tenants = new InMemoryTenantStore();
    private final Map<String, List<String>> mx = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> obstacles = new HashMap<>();
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void connect() throws IOException {
        mx.put("contoso.onmicrosoft.com", List.of(OLD.host()));
        keep(Tenant.State.CONNECTED, OLD);
    }

    private void keep(Tenant.State state, SmtpEndpoint inbound) throws IOException {
        tenants.put(new Tenant(
                ID,
                "Contoso",
                state,
                Set.of("contoso.com", "contoso.onmicrosoft.com", "contoso.mail.onmicrosoft.com"),
                new RoutingCode("0123456789ab").hash(),
                inbound));
    }

    private RouteUpkeep upkeep() {
        MxRoutes routes = new MxRoutes(
                domain -> {
                    asked.add(domain);
                    if (!mx.containsKey(domain)) {
                        throw new IOException("the DNS does not answer");
                    }
                    return mx.get(domain);
                },
                EndpointDomains.parse(EndpointDomains.USUAL),
                MxRoutes.SMTP,
                server -> {
                    meanwhile.run();
                    return Optional.ofNullable(obstacles.get(server.host()));
                });
        return new RouteUpkeep(records, tenants, routes, Runnable::run, clock);
    }

    private void change(UnaryOperator<Tenant> change) {
        try {
            tenants.put(change.apply(tenants.find(ID).orElseThrow()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private SmtpEndpoint place() throws IOException {
        return tenants.find(ID).orElseThrow().inbound();
    }

    private void nextDay() throws IOException {
        clock.advance(Duration.ofDays(1));
        upkeep().run();
    }

    @Test
    void takesAChangedPlaceOverAndAsksOnceADayForAllProcesses() throws IOException {
        upkeep().run();
        mx.put("contoso.onmicrosoft.com", List.of(NEW.host()));
        clock.advance(Duration.ofHours(23));
        upkeep().run();
        assertThat(asked).containsExactly("contoso.onmicrosoft.com");
        assertThat(place()).isEqualTo(OLD);

        clock.advance(Duration.ofHours(1));
        upkeep().run();
        upkeep().run();

        assertThat(place()).isEqualTo(NEW);
        assertThat(asked).hasSize(2);
        assertThat(tenants.find(ID).orElseThrow().state()).isEqualTo(Tenant.State.CONNECTED);
    }

    /** As an earlier version kept it, which built a name of the first listed domain, or of any. */
    @Test
    void healsAPlaceThatWasGuessed() throws IOException {
        for (String guess :
                List.of("neu-onmicrosoft-com.mail.protection.outlook.com", "contoso-com.mail.protection.outlook.com")) {
            keep(Tenant.State.CONNECTED, new SmtpEndpoint(guess, 25));
            nextDay();
            assertThat(place()).isEqualTo(OLD);
        }
        keep(Tenant.State.CONNECTED, Route.NOWHERE);
        nextDay();
        assertThat(place()).isEqualTo(OLD);
    }

    @Test
    void aPlaceThatIsGoneOrFailsChangesNothingAndIsAskedForTheNextDay() throws IOException {
        mx.put("contoso.onmicrosoft.com", List.of());
        upkeep().run();
        upkeep().run();
        mx.put("contoso.onmicrosoft.com", List.of(NEW.host()));
        obstacles.put(NEW.host(), "it could not be reached");
        nextDay();
        mx.put("contoso.onmicrosoft.com", List.of("mx.gateway.example"));
        nextDay();
        mx.remove("contoso.onmicrosoft.com");
        nextDay();

        assertThat(asked).hasSize(4);
        assertThat(place()).isEqualTo(OLD);
    }

    @ParameterizedTest
    @EnumSource(
            value = Tenant.State.class,
            names = {"PENDING", "PAUSED"})
    void asksForThoseWhoseMailComes(Tenant.State state) throws IOException {
        keep(state, OLD);
        upkeep().run();
        assertThat(asked).isEmpty();

        keep(Tenant.State.SUSPENDED, OLD);
        mx.put("contoso.onmicrosoft.com", List.of(NEW.host()));
        nextDay();
        assertThat(place()).isEqualTo(NEW);
        assertThat(tenants.find(ID).orElseThrow().state()).isEqualTo(Tenant.State.SUSPENDED);
    }

    @Test
    void aPlaceThatWasGivenByHandStays() throws IOException {
        SmtpEndpoint relay = new SmtpEndpoint("relay.contoso.com", 25);
        keep(Tenant.State.CONNECTED, relay);
        upkeep().run();
        assertThat(place()).isEqualTo(relay);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatSomebodyElseChangesMeanwhileCounts() throws IOException {
        mx.put("contoso.onmicrosoft.com", List.of(NEW.host()));
        meanwhile = () -> change(tenant -> tenant.named("Contoso Ltd"));
        upkeep().run();
        assertThat(place()).isEqualTo(NEW);
        assertThat(tenants.find(ID).orElseThrow().name()).isEqualTo("Contoso Ltd");

        SmtpEndpoint relay = new SmtpEndpoint("relay.contoso.com", 25);
        mx.put("contoso.onmicrosoft.com", List.of(OLD.host()));
        meanwhile = () -> change(tenant -> tenant.withInbound(relay));
        nextDay();
        assertThat(place()).isEqualTo(relay);
    }

    @Test
    void whoDiesMeanwhileIsFollowedByAnother() throws IOException {
        mx.put("contoso.onmicrosoft.com", List.of(NEW.host()));
        meanwhile = () -> tenants.unavailable(true);
        upkeep().run();
        tenants.unavailable(false);
        meanwhile = () -> {};
        upkeep().run();
        assertThat(place()).isEqualTo(OLD);

        clock.advance(Duration.ofHours(6));
        upkeep().run();
        assertThat(place()).isEqualTo(NEW);
    }

    @Test
    void oneThatCannotBeAskedKeepsNoOther() throws IOException {
        TenantId other = new TenantId(UUID.randomUUID());
        mx.put("contoso.onmicrosoft.com", List.of(NEW.host()));
        tenants.put(new Tenant(
                other,
                "Adatum",
                Tenant.State.CONNECTED,
                Set.of("adatum.onmicrosoft.com"),
                new RoutingCode("ba9876543210").hash(),
                OLD));
        mx.put("adatum.onmicrosoft.com", List.of(NEW.host()));
        meanwhile = () -> {
            if (asked.size() == 1) {
                throw new IllegalStateException("something unforeseen");
            }
        };
        upkeep().run();

        assertThat(asked).containsExactly("adatum.onmicrosoft.com", "contoso.onmicrosoft.com");
        assertThat(place()).isEqualTo(NEW);
        assertThat(tenants.find(other).orElseThrow().inbound()).isEqualTo(OLD);
    }
}
