package org.afterword.gateway.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.afterword.engine.message.HeaderSection;
import org.afterword.engine.message.MailAddress;
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
    private static final Optional<MailAddress> ANNA = Optional.of(MailAddress.of("anna@contoso.example"));

    private final InMemoryStores stores = new InMemoryStores(InstantSource.system());
    private final TenantResolver resolver = new TenantResolver(stores.tenants());

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
    void refusesASenderOfAnotherDomain() throws IOException {
        assertThat(resolve(AUTH, Optional.of(MailAddress.of("eve@fabrikam.example"))))
                .isEqualTo(new TenantResolver.Unknown(
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
                .isInstanceOf(TenantResolver.Unknown.class);
    }

    @Test
    void doesNotTakeAnEmptyStoreForAnAnswer() throws IOException {
        TenantResolver ofNobody = new TenantResolver(new InMemoryStores(InstantSource.system()).tenants());
        assertThat(ofNobody.resolve(HeaderSection.parse((AUTH + "\r\n").getBytes(ISO_8859_1)), ANNA))
                .isEqualTo(new TenantResolver.NoTenants());
    }

    @Test
    void doesNotTakeAnUnavailableStoreForAnAnswer() {
        stores.tenants().failNextFind(1);
        assertThatThrownBy(() -> resolve(AUTH, ANNA)).isInstanceOf(IOException.class);
    }
}
