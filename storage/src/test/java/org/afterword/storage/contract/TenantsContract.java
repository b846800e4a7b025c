package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.Versioned;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantStore;
import org.junit.jupiter.api.Test;

/** What the store of tenants promises. */
interface TenantsContract extends StoresContract {
    SecureRandom RANDOM = new SecureRandom();
    Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    default void findsATenantByIdAndByCode() throws IOException {
        RoutingCode code = RoutingCode.random(RANDOM);
        Tenant tenant = Samples.tenant(code);
        stores().tenants().put(tenant);
        assertThat(stores().tenants().find(tenant.id())).contains(tenant);
        assertThat(stores().tenants().findByRoutingCode(code)).contains(tenant);
    }

    @Test
    default void doesNotFindATenantThatIsNotThere() throws IOException {
        assertThat(stores().tenants().find(Samples.tenantId())).isEmpty();
        assertThat(stores().tenants().read(Samples.tenantId())).isEmpty();
        assertThat(stores().tenants().findByRoutingCode(RoutingCode.random(RANDOM)))
                .isEmpty();
    }

    @Test
    default void aTenantWithoutEarlierCodesIsFoundByItsCodeOnly() throws IOException {
        RoutingCode oldCode = RoutingCode.random(RANDOM);
        RoutingCode newCode = RoutingCode.random(RANDOM);
        Tenant old = Samples.tenant(oldCode);
        Tenant replaced =
                new Tenant(old.id(), "Contoso", Tenant.State.PAUSED, old.domains(), newCode.hash(), old.inbound());
        stores().tenants().put(old);
        stores().tenants().put(replaced);
        assertThat(stores().tenants().findByRoutingCode(oldCode)).isEmpty();
        assertThat(stores().tenants().findByRoutingCode(newCode)).contains(replaced);
        assertThat(stores().tenants().find(old.id())).contains(replaced);
    }

    @Test
    default void aTenantIsFoundByTheCodesThatItHadToo() throws IOException {
        RoutingCode first = RoutingCode.random(RANDOM);
        RoutingCode second = RoutingCode.random(RANDOM);
        Tenant old = Samples.tenant(first);
        Tenant changed = withCode(old, second).inPlaceOf(old);
        stores().tenants().put(old);
        stores().tenants().put(changed);
        assertThat(stores().tenants().findByRoutingCode(first)).contains(changed);
        assertThat(stores().tenants().findByRoutingCode(second)).contains(changed);
        assertThat(stores().tenants().find(old.id())).contains(changed);

        Tenant forgotten = changed.endingEarlierCodes(NOW, NOW).endingEarlierCodes(NOW, NOW);
        stores().tenants().put(forgotten);
        assertThat(stores().tenants().findByRoutingCode(first)).isEmpty();
        assertThat(stores().tenants().findByRoutingCode(second)).contains(forgotten);
    }

    @Test
    default void aTenantIsFoundByCodesThatWereNeverStoredAsItsOwn() throws IOException {
        RoutingCode earlier = RoutingCode.random(RANDOM);
        Tenant tenant =
                withCode(Samples.tenant(earlier), RoutingCode.random(RANDOM)).inPlaceOf(Samples.tenant(earlier));
        stores().tenants().put(tenant);
        assertThat(stores().tenants().findByRoutingCode(earlier)).contains(tenant);
    }

    @Test
    default void changesATenantOnlyInTheVersionThatWasRead() throws IOException {
        TenantStore tenants = stores().tenants();
        Tenant tenant = Samples.tenant(RoutingCode.random(RANDOM));
        String created = tenants.put(tenant, new Precondition.Absent());
        assertThat(tenants.read(tenant.id())).contains(new Versioned<>(tenant, created));
        String changed = tenants.put(paused(tenant), new Precondition.Matches(created));
        assertThat(changed).isNotEqualTo(created).matches("[!#-~]+");
        assertThatThrownBy(() -> tenants.put(tenant, new Precondition.Matches(created)))
                .isInstanceOf(PreconditionFailedException.class);
        assertThatThrownBy(() -> tenants.put(tenant, new Precondition.Absent()))
                .isInstanceOf(PreconditionFailedException.class);
        assertThat(tenants.read(tenant.id())).contains(new Versioned<>(paused(tenant), changed));
        assertThat(tenants.find(tenant.id())).contains(paused(tenant));
    }

    @Test
    default void oneOfSeveralWritersOfATenantWins() throws Exception {
        Tenant tenant = Samples.tenant(RoutingCode.random(RANDOM));
        TenantStore tenants = stores().tenants();
        assertThat(StoresContract.race(() -> tenants.put(tenant, new Precondition.Absent())))
                .isEqualTo(1);
    }

    @Test
    default void refusesTheRoutingCodeOfAnotherTenant() throws IOException {
        RoutingCode code = RoutingCode.random(RANDOM);
        Tenant first = Samples.tenant(code);
        stores().tenants().put(first);
        assertThatThrownBy(() -> stores().tenants().put(Samples.tenant(code)))
                .isInstanceOf(PreconditionFailedException.class)
                .hasMessageContaining("another tenant's");
        assertThat(stores().tenants().findByRoutingCode(code)).contains(first);
    }

    @Test
    default void refusesACodeThatAnotherTenantHadAndKeepsForAWhile() throws IOException {
        RoutingCode earlier = RoutingCode.random(RANDOM);
        Tenant old = Samples.tenant(earlier);
        Tenant changed = withCode(old, RoutingCode.random(RANDOM)).inPlaceOf(old);
        stores().tenants().put(changed);
        Tenant other = Samples.tenant(RoutingCode.random(RANDOM));
        for (Tenant taking : List.of(withCode(other, earlier), other.inPlaceOf(old))) {
            assertThatThrownBy(() -> stores().tenants().put(taking))
                    .isInstanceOf(PreconditionFailedException.class)
                    .hasMessageContaining("another tenant's");
        }
        assertThat(stores().tenants().findByRoutingCode(earlier)).contains(changed);
    }

    @Test
    default void listsAllTenants() throws IOException {
        Tenant one = Samples.tenant(RoutingCode.random(RANDOM));
        Tenant other = Samples.tenant(RoutingCode.random(RANDOM));
        stores().tenants().put(one);
        String etag = stores().tenants().put(other, new Precondition.Any());
        List<Versioned<Tenant>> all = stores().tenants().all();
        assertThat(all).extracting(Versioned::value).contains(one, other).doesNotHaveDuplicates();
        assertThat(all).contains(new Versioned<>(other, etag));
    }

    /** That a store without tenants says so is asked of each where it can be empty. */
    @Test
    default void hasTenantsOnceOneWasPut() throws IOException {
        stores().tenants().put(Samples.tenant(RoutingCode.random(RANDOM)));
        assertThat(stores().tenants().hasTenants()).isTrue();
    }

    @Test
    default void listsTenantsThatWerePutAtTheSameTime() throws Exception {
        List<Tenant> tenants = new java.util.concurrent.CopyOnWriteArrayList<>();
        StoresContract.race(() -> {
            Tenant tenant = Samples.tenant(RoutingCode.random(RANDOM));
            tenants.add(tenant);
            return stores().tenants().put(tenant, new Precondition.Absent());
        });
        assertThat(stores().tenants().all()).extracting(Versioned::value).containsAll(tenants);
    }

    private static Tenant withCode(Tenant tenant, RoutingCode code) {
        return new Tenant(tenant.id(), tenant.name(), tenant.state(), tenant.domains(), code.hash(), tenant.inbound());
    }

    private static Tenant paused(Tenant tenant) {
        return new Tenant(
                tenant.id(),
                tenant.name(),
                Tenant.State.PAUSED,
                tenant.domains(),
                tenant.routingCodeHash(),
                tenant.inbound());
    }
}
