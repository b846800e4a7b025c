package org.afterword.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.engine.classify.Kind;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.select.Person;
import org.afterword.engine.select.Picture;
import org.afterword.engine.select.SignatureCatalog;
import org.afterword.engine.select.SignatureRule;
import org.afterword.engine.select.SignatureTemplate;
import org.afterword.storage.Stores;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.afterword.storage.trace.TraceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the stores of tenants, signatures, people and traces promise. */
public abstract class DocumentStoresContract {
    private final SecureRandom random = new SecureRandom();
    private Stores stores;

    protected abstract Stores stores() throws IOException;

    @BeforeEach
    void openStores() throws IOException {
        stores = stores();
    }

    @Test
    void findsATenantByIdAndByCode() throws IOException {
        RoutingCode code = RoutingCode.random(random);
        Tenant tenant = Samples.tenant(code);
        stores.tenants().put(tenant);
        assertThat(stores.tenants().find(tenant.id())).contains(tenant);
        assertThat(stores.tenants().findByRoutingCode(code)).contains(tenant);
    }

    @Test
    void doesNotFindATenantThatIsNotThere() throws IOException {
        assertThat(stores.tenants().find(Samples.tenantId())).isEmpty();
        assertThat(stores.tenants().findByRoutingCode(RoutingCode.random(random)))
                .isEmpty();
    }

    @Test
    void aReplacedTenantIsFoundByItsNewCodeOnly() throws IOException {
        RoutingCode oldCode = RoutingCode.random(random);
        RoutingCode newCode = RoutingCode.random(random);
        Tenant old = Samples.tenant(oldCode);
        Tenant replaced =
                new Tenant(old.id(), "Contoso", Tenant.State.PAUSED, old.domains(), newCode.hash(), old.inbound());
        stores.tenants().put(old);
        stores.tenants().put(replaced);
        assertThat(stores.tenants().findByRoutingCode(oldCode)).isEmpty();
        assertThat(stores.tenants().findByRoutingCode(newCode)).contains(replaced);
        assertThat(stores.tenants().find(old.id())).contains(replaced);
    }

    @Test
    void keepsACatalogAndItsOrder() throws IOException {
        TenantId tenant = Samples.tenantId();
        SignatureCatalog catalog = SignatureCatalog.of(
                List.of(
                        SignatureRule.builder("replies", "Replies")
                                .template("short")
                                .kinds(Kind.REPLY, Kind.FORWARD)
                                .build(),
                        Samples.ruleThatSaysAll()),
                List.of(
                        SignatureTemplate.of("short", "<p>{{displayName}}</p>", Optional.empty(), List.of()),
                        SignatureTemplate.of(
                                "long",
                                "<p>\u015e\u20ac {{displayName}}</p><img src=\"cid:logo\">",
                                Optional.of("{{displayName}}\n"),
                                List.of(Picture.of("logo", "image/png", Samples.bytes(100))))));
        stores.signatures().put(tenant, catalog);
        assertThat(stores.signatures().catalog(tenant)).isEqualTo(catalog);
        stores.signatures().put(tenant, SignatureCatalog.EMPTY);
        assertThat(stores.signatures().catalog(tenant)).isEqualTo(SignatureCatalog.EMPTY);
    }

    @Test
    void aTenantWithoutCatalogHasAnEmptyOne() throws IOException {
        assertThat(stores.signatures().catalog(Samples.tenantId())).isEqualTo(SignatureCatalog.EMPTY);
    }

    @Test
    void findsAPersonInAnyCaseOfTheAddress() throws IOException {
        TenantId tenant = Samples.tenantId();
        Person person = new Person(
                MailAddress.of("Irina.Iv\u00e1n@contoso.example"),
                Map.of("displayName", "Irina Iv\u00e1n", "jobTitle", "CIO"));
        stores.people().put(tenant, person);
        assertThat(stores.people().find(tenant, MailAddress.of("irina.iv\u00e1n@CONTOSO.example")))
                .contains(person);
        assertThat(stores.people().find(tenant, MailAddress.of("IRINA.IV\u00c1N@contoso.example")))
                .contains(person);
        assertThat(stores.people().find(Samples.tenantId(), person.mail())).isEmpty();
        assertThat(stores.people().find(tenant, MailAddress.of("other@contoso.example")))
                .isEmpty();
    }

    @Test
    void keepsAddressesThatNoFileOrDocumentNameCouldHold() throws IOException {
        TenantId tenant = Samples.tenantId();
        for (String address : List.of("a/../b@contoso.example", "a\\b#?%@contoso.example", "a..b@contoso.example")) {
            Person person = new Person(MailAddress.of(address), Map.of("displayName", address));
            stores.people().put(tenant, person);
            assertThat(stores.people().find(tenant, person.mail())).contains(person);
        }
    }

    @Test
    void replacesAPerson() throws IOException {
        TenantId tenant = Samples.tenantId();
        MailAddress address = MailAddress.of("anna@contoso.example");
        stores.people().put(tenant, new Person(address, Map.of("displayName", "Anna", "mobilePhone", "1")));
        stores.people().put(tenant, new Person(address, Map.of("displayName", "Anna B")));
        assertThat(stores.people().find(tenant, address))
                .contains(new Person(address, Map.of("displayName", "Anna B")));
    }

    @Test
    void givesTheNewestTracesFirst() throws IOException {
        TenantId tenant = Samples.tenantId();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        TraceRecord yesterday = Samples.trace(tenant, now.minus(Duration.ofDays(1)));
        TraceRecord earlier = Samples.trace(tenant, now.minusSeconds(1));
        TraceRecord latest = Samples.trace(tenant, now);
        stores.traces().add(yesterday);
        stores.traces().add(earlier);
        stores.traces().add(latest);
        stores.traces().add(Samples.trace(Samples.tenantId(), now));
        assertThat(stores.traces().newest(tenant, 10)).containsExactly(latest, earlier, yesterday);
        assertThat(stores.traces().newest(tenant, 2)).containsExactly(latest, earlier);
        assertThat(stores.traces().newest(Samples.tenantId(), 10)).isEmpty();
    }
}
