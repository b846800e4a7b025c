package org.afterword.storage.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.Picture;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.Stores;
import org.afterword.storage.contract.DocumentStoresContract;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class CachedStoresTest extends DocumentStoresContract {
    private static final Precondition ANY = new Precondition.Any();
    private static final MailAddress ANNA = MailAddress.of("anna@contoso.example");
    private static final MailAddress ALIAS = MailAddress.of("sales@contoso.example");

    private final TestClock clock = new TestClock(Instant.now());
    private final InMemoryStores behind = new InMemoryStores(clock);
    private final Stores cached = CachedStores.over(behind.stores(), clock, Runnable::run);
    private final Stores otherInstance = CachedStores.over(behind.stores(), clock, Runnable::run);

    @Override
    public Stores stores() {
        return cached;
    }

    private static SignatureTemplate template(String html, Picture... pictures) {
        return SignatureTemplate.of("t", html, Optional.empty(), List.of(pictures));
    }

    private static Person anna(String title, MailAddress... aliases) {
        return new Person(ANNA, Set.of(aliases), Map.of("jobTitle", title), Set.of(), Optional.empty());
    }

    @Test
    void mailGoesOnWhileTheStoreIsUnavailable() throws IOException {
        RoutingCode code = RoutingCode.random(new SecureRandom());
        Tenant tenant = Samples.tenant(code);
        cached.tenants().put(tenant);
        cached.people().put(tenant.id(), anna("CIO", ALIAS));
        cached.tenants().find(tenant.id());
        cached.tenants().findByRoutingCode(code);
        cached.signatures().catalog(tenant.id());
        cached.people().find(tenant.id(), ALIAS);
        cached.people().find(tenant.id(), MailAddress.of("nobody@contoso.example"));
        behind.tenants().failNextFind(Integer.MAX_VALUE);
        behind.signatures().failNextCatalog(Integer.MAX_VALUE);
        behind.people().failNextFind(Integer.MAX_VALUE);
        clock.advance(Duration.ofHours(20));
        assertThat(cached.tenants().find(tenant.id())).contains(tenant);
        assertThat(cached.tenants().findByRoutingCode(code)).contains(tenant);
        assertThat(cached.signatures().catalog(tenant.id()).templates()).isEmpty();
        assertThat(cached.people().find(tenant.id(), ALIAS)).contains(anna("CIO", ALIAS));
        assertThat(cached.people().find(tenant.id(), MailAddress.of("nobody@contoso.example")))
                .isEmpty();
        assertThatThrownBy(() -> cached.people().find(tenant.id(), ANNA)).isInstanceOf(IOException.class);
    }

    @Test
    void aChangeShowsInOtherInstancesWithinAMinute() throws IOException {
        TenantId tenant = Samples.tenantId();
        cached.signatures().putTemplate(tenant, template("old"), ANY);
        cached.people().put(tenant, anna("CIO", ALIAS));
        // Warm, and in use all the time.
        for (int seconds = 0; seconds < 300; seconds += 7) {
            assertThat(otherInstance
                            .signatures()
                            .catalog(tenant)
                            .template("t")
                            .orElseThrow()
                            .html())
                    .isEqualTo("old");
            assertThat(otherInstance.people().find(tenant, ALIAS)).contains(anna("CIO", ALIAS));
            clock.advance(Duration.ofSeconds(7));
        }
        cached.signatures().putTemplate(tenant, template("new"), ANY);
        cached.signatures().putRules(tenant, SigningRules.of(List.of(SignatureRule.of("r", "R", "t"))), ANY);
        cached.people().put(tenant, anna("CEO"));
        clock.advance(Duration.ofSeconds(60));
        otherInstance.signatures().catalog(tenant);
        otherInstance.people().find(tenant, ANNA);
        otherInstance.people().find(tenant, ALIAS);
        assertThat(otherInstance
                        .signatures()
                        .catalog(tenant)
                        .template("t")
                        .orElseThrow()
                        .html())
                .isEqualTo("new");
        assertThat(otherInstance.signatures().catalog(tenant).rules().rules()).hasSize(1);
        assertThat(otherInstance.people().find(tenant, ANNA)).contains(anna("CEO"));
        assertThat(otherInstance.people().find(tenant, ALIAS)).isEmpty();
    }

    @Test
    void theFirstTenantIsKnownAtOnceHereAndSoonElsewhere() throws IOException {
        assertThat(cached.tenants().hasTenants()).isFalse();
        assertThat(otherInstance.tenants().hasTenants()).isFalse();
        cached.tenants().put(Samples.tenant(RoutingCode.random(new SecureRandom())));
        assertThat(cached.tenants().hasTenants()).isTrue();
        clock.advance(Duration.ofSeconds(21));
        assertThat(otherInstance.tenants().hasTenants()).isTrue();
        behind.tenants().failNextFind(Integer.MAX_VALUE);
        clock.advance(Duration.ofHours(20));
        assertThat(otherInstance.tenants().hasTenants()).isTrue();
    }

    @Test
    void aPauseShowsInOtherInstancesWithinAMinute() throws IOException {
        Tenant tenant = Samples.tenant(RoutingCode.random(new SecureRandom()));
        cached.tenants().put(tenant);
        otherInstance.tenants().find(tenant.id());
        Tenant paused = new Tenant(
                tenant.id(),
                "Contoso",
                Tenant.State.PAUSED,
                tenant.domains(),
                tenant.routingCodeHash(),
                tenant.inbound());
        cached.tenants().put(paused);
        clock.advance(Duration.ofSeconds(61));
        assertThat(otherInstance.tenants().find(tenant.id())).contains(paused);
    }

    @Test
    void aPersonWhoWasJustAddedIsFoundInHalfAMinute() throws IOException {
        TenantId tenant = Samples.tenantId();
        assertThat(otherInstance.people().find(tenant, ANNA)).isEmpty();
        cached.people().put(tenant, anna("CIO"));
        clock.advance(Duration.ofSeconds(21));
        assertThat(otherInstance.people().find(tenant, ANNA)).isPresent();
    }

    @Test
    void holdsPicturesOnlyUpToItsBound() throws IOException {
        Picture picture = Picture.of("p", "image/png", Samples.bytes(1_400_000));
        long each = picture.base64().length();
        long atMost = CachedSignatureStore.BOUNDS.bytes();
        CachedSignatureStore catalogs = new CachedSignatureStore(behind.signatures(), clock, Runnable::run);
        for (long held = 0; held < 2 * atMost; held += each) {
            TenantId tenant = Samples.tenantId();
            behind.signatures().putTemplate(tenant, template("<img src=\"cid:p\">", picture), ANY);
            catalogs.catalog(tenant);
            assertThat(catalogs.bytes()).isLessThanOrEqualTo(atMost);
        }
        assertThat(catalogs.bytes()).isGreaterThan(atMost - 2 * each);
    }

    @Test
    void holdsPhotosOnlyUpToItsBound() throws IOException {
        TenantId tenant = Samples.tenantId();
        Picture photo = Picture.of("photo", "image/jpeg", Samples.bytes(200_000));
        long atMost = CachedPersonStore.BOUNDS.bytes();
        CachedPersonStore people = new CachedPersonStore(behind.people(), clock, Runnable::run);
        for (int i = 0; i < 1000; i++) {
            MailAddress address = MailAddress.of("person" + i + "@contoso.example");
            behind.people().put(tenant, new Person(address, Set.of(), Map.of(), Set.of(), Optional.of(photo)));
            people.find(tenant, address);
            assertThat(people.bytes()).isLessThanOrEqualTo(atMost);
        }
    }
}
