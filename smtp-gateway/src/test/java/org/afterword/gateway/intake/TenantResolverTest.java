package org.afterword.gateway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
import org.afterword.gateway.metrics.GatewayMetrics;
import org.afterword.gateway.metrics.GatewayMetrics.Counter;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantResolverTest {
    private static final RoutingCode CODE = new RoutingCode("k7q2m9x4t8wz");
    private static final String AUTH = "X-Afterword-Auth: k7q2m9x4t8wz\r\n";
    private static final Tenant CONTOSO = new Tenant(
            new TenantId(UUID.fromString("0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10")),
            "Contoso",
            Tenant.State.CONNECTED,
            Set.of("contoso.example"),
            CODE.hash(),
            new SmtpEndpoint("localhost", 25));
    private static final String STATED = "X-MS-Exchange-CrossTenant-Id: 0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10\r\n";
    private static final String FOREIGN = "X-MS-Exchange-CrossTenant-Id: 0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c11\r\n";
    private static final Optional<MailAddress> ANNA = Optional.of(MailAddress.of("anna@contoso.example"));

    private final InMemoryStores stores = new InMemoryStores(InstantSource.system());
    private final GatewayMetrics metrics = new GatewayMetrics();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final TenantResolver resolver = new TenantResolver(stores.tenants(), metrics, () -> now);

    @BeforeEach
    void putTheTenant() throws IOException {
        stores.tenants().put(CONTOSO);
    }

    private TenantResolver.Resolution resolve(String header, Optional<MailAddress> reversePath) throws IOException {
        return resolver.resolve(HeaderSection.parse((header + "\r\n").getBytes(ISO_8859_1)), reversePath);
    }

    @Test
    void findsTheTenantByCodeAndDomain() throws IOException {
        assertThat(resolve(AUTH, ANNA)).isEqualTo(new TenantResolver.Known(CONTOSO));
        assertThat(resolve(AUTH + AUTH, ANNA)).isEqualTo(new TenantResolver.Known(CONTOSO));
        assertThat(resolve(AUTH + "X-MS-Exchange-CrossTenant-Id: 0F8F6D2C-7b1e-4c55-9a35-6d2f1b7a9c10\r\n", ANNA))
                .isEqualTo(new TenantResolver.Known(CONTOSO));
    }

    @ParameterizedTest
    @CsvSource({
        "'', no routing code",
        "'X-Afterword-Auth: k7q2m9x4t8wz|X-Afterword-Auth: 000000000000|', several routing codes",
        "'X-Afterword-Auth: 000000000000|', unknown routing code",
        "'X-Afterword-Auth: no code|', unknown routing code",
        "'X-Afterword-Auth: k7q2m9x4t8wz|X-MS-Exchange-CrossTenant-Id: 0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c11|',"
                + " 'the routing code is that of tenant 0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10, but Exchange states another'"
    })
    void saysWhyItFindsNone(String header, String cause) throws IOException {
        assertThat(resolve(header.replace("|", "\r\n"), ANNA)).isEqualTo(new TenantResolver.Unknown(cause));
    }

    @Test
    void leavesASenderOfAnotherDomainOpenWhereExchangeStatesNoTenant() throws IOException {
        assertThat(resolve(AUTH, Optional.of(MailAddress.of("eve@fabrikam.example"))))
                .isEqualTo(new TenantResolver.Unproven(
                        "the sender is in none of the domains of tenant 0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anna@contoso.example",
                "Anna <anna@contoso.example>",
                "\"Anna <eve@fabrikam.example>\" <anna@contoso.example>",
                "Anna (eve@fabrikam.example) <anna@contoso.example>"
            })
    void takesTheAuthorForANullSender(String from) throws IOException {
        assertThat(resolve(AUTH + "From: " + from + "\r\n", Optional.empty()))
                .isEqualTo(new TenantResolver.Known(CONTOSO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "From: eve@fabrikam.example|",
                "From: \"anna@contoso.example\" <eve@fabrikam.example>|",
                "From: anna@contoso.example|From: eve@fabrikam.example|",
                "From: nobody|",
                "From: (\\) <anna@contoso.example>) <eve@fabrikam.example>|",
                "From: (\\)) eve@fabrikam.example (<anna@contoso.example>)|",
                "From: \"\\\" <anna@contoso.example>|"
            })
    void trustsNoNullSenderWithoutAnAuthorOfTheTenant(String from) throws IOException {
        assertThat(resolve(AUTH + from.replace("|", "\r\n"), Optional.empty()))
                .isInstanceOf(TenantResolver.Unproven.class);
    }

    @Test
    void leavesACodeOpenThatItDoesNotKnowWhereExchangeStatesATenantOfOurs() throws IOException {
        String unknown = "X-Afterword-Auth: 000000000000\r\n";
        assertThat(resolve(unknown + STATED, ANNA))
                .isEqualTo(new TenantResolver.Unproven(
                        "unknown routing code, but Exchange states tenant " + "0f8f6d2c-7b1e-4c55-9a35-6d2f1b7a9c10"));
        for (String stated : new String[] {STATED + STATED, FOREIGN, "X-MS-Exchange-CrossTenant-Id: 7\r\n"}) {
            assertThat(resolve(unknown + stated, ANNA))
                    .as(stated)
                    .isEqualTo(new TenantResolver.Unknown("unknown routing code"));
        }
    }

    @Test
    void knowsAnEarlierCodeUntilItsTimeIsOver() throws IOException {
        RoutingCode next = new RoutingCode("0123456789ab");
        Tenant changed = new Tenant(
                        CONTOSO.id(), "Contoso", CONTOSO.state(), CONTOSO.domains(), next.hash(), CONTOSO.inbound())
                .inPlaceOf(CONTOSO)
                .endingEarlierCodes(now, now.plusSeconds(60));
        stores.tenants().put(changed);
        assertThat(resolve("X-Afterword-Auth: 0123456789ab\r\n", ANNA)).isEqualTo(new TenantResolver.Known(changed));
        assertThat(resolve(AUTH, ANNA)).isEqualTo(new TenantResolver.Known(changed));
        assertThat(resolve(AUTH + FOREIGN, ANNA)).isInstanceOf(TenantResolver.Unknown.class);
        now = now.plusSeconds(60);
        assertThat(resolve(AUTH, ANNA)).isEqualTo(new TenantResolver.Unknown("unknown routing code"));
        assertThat(resolve(AUTH + STATED, ANNA)).isInstanceOf(TenantResolver.Unproven.class);
    }

    @Test
    void raisesADomainOnceForEachTenantAndCountsEachMail() throws IOException {
        for (int i = 0; i < 5; i++) {
            resolve(AUTH + STATED, Optional.of(MailAddress.of("anna@new.example")));
            resolve(AUTH + STATED, Optional.of(MailAddress.of("ben@NEW.example")));
            resolve(AUTH + STATED, Optional.empty());
            resolve(AUTH + STATED, ANNA);
        }
        assertThat(metrics.value(Counter.MAILS_OF_UNKNOWN_DOMAINS)).isEqualTo(15);
        assertThat(metrics.value(Counter.DOMAINS_RAISED)).isEqualTo(1);
    }

    @Test
    void doesNotFillTheLogForAProgramThatUsesADomainForEachMail() throws IOException {
        for (int i = 0; i < 1000; i++) {
            resolve(AUTH + STATED, Optional.of(MailAddress.of("bounce@m" + i + ".example")));
        }
        assertThat(metrics.value(Counter.DOMAINS_RAISED)).isLessThan(50);
    }

    @Test
    void doesNotTakeAnEmptyStoreForAnAnswer() throws IOException {
        TenantResolver ofNobody =
                new TenantResolver(new InMemoryStores(InstantSource.system()).tenants(), metrics, () -> now);
        assertThat(ofNobody.resolve(HeaderSection.parse((AUTH + "\r\n").getBytes(ISO_8859_1)), ANNA))
                .isEqualTo(new TenantResolver.NoTenants());
    }

    @Test
    void doesNotTakeAnUnavailableStoreForAnAnswer() {
        stores.tenants().failNextFind(1);
        assertThatThrownBy(() -> resolve(AUTH, ANNA)).isInstanceOf(IOException.class);
    }
}
