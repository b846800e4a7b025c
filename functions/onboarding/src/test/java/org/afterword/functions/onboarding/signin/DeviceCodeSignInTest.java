package org.afterword.functions.onboarding.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.afterword.simulator.admin.CloudServer;
import org.afterword.simulator.admin.TenantObjects;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.entra.DeviceLogin;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sign-in by MSAL, against the simulator's login. */
@Timeout(120)
class DeviceCodeSignInTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Simulated cloud");

    private final UUID tenant = UUID.randomUUID();
    private final List<SignIn.Code> shown = new ArrayList<>();
    private CloudServer cloud;

    @BeforeEach
    void start() throws Exception {
        cloud = CloudServer.start(tenant, new TenantObjects("Contoso", "contoso.com"), AUTHORITY);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private DeviceCodeSignIn signIn() {
        return new DeviceCodeSignIn(
                "fb78d390-0c51-40cd-8e17-fdbfab77341b",
                cloud.authority(),
                cloud.exchange(),
                Optional.of(AUTHORITY.trustingTls().getSocketFactory()));
    }

    @ParameterizedTest
    @CsvSource({
        DeviceLogin.EXCHANGE_ADMINISTRATOR + ",true",
        "62e90394-69f5-4237-9190-012177145e10,true",
        DeviceLogin.GLOBAL_READER + ",false"
    })
    void saysWhoSignedInAndWhetherTheyAdministerExchange(String role, boolean administers) throws Exception {
        cloud.login().role(role);

        SignIn.SignedIn who = signIn().signIn(
                        Optional.empty(),
                        code -> {
                            shown.add(code);
                            cloud.login().approve(code.userCode(), "admin@contoso.com");
                        },
                        () -> true);

        assertThat(shown).hasSize(1);
        assertThat(who.account()).isEqualTo("admin@contoso.com");
        assertThat(who.tenant()).isEqualTo(new TenantId(tenant));
        assertThat(who.administersExchange()).isEqualTo(administers);
        assertThat(cloud.login().knows(who.accessToken())).isTrue();
        assertThat(who.toString() + shown.getFirst())
                .doesNotContain(who.accessToken(), shown.getFirst().userCode());
    }

    @Test
    void signsAPartnerInToTheOrganisationThatIsNamed() throws Exception {
        for (String named : List.of("contoso.com", tenant.toString())) {
            SignIn.SignedIn who = signIn().signIn(
                            Optional.of(new Customer(named)),
                            code -> cloud.login().approve(code.userCode(), "admin@partner.example"),
                            () -> true);

            assertThat(who.tenant()).as(named).isEqualTo(new TenantId(tenant));
            assertThat(who.account()).isEqualTo("admin@partner.example");
        }
    }

    @Test
    void refusesATokenOfAnotherOrganisationThanTheNamed() {
        Customer another = new Customer(UUID.randomUUID().toString());

        SignInException refused = catchThrowableOfType(
                SignInException.class,
                () -> signIn().signIn(
                                Optional.of(another),
                                code -> cloud.login().approve(code.userCode(), "admin@partner.example"),
                                () -> true));

        assertThat(refused).hasMessageContaining("another organisation than the one that was named");
    }

    @Test
    void endsWhenTheBrowserDoesNotWaitAnyMore() {
        SignInException ended = catchThrowableOfType(
                SignInException.class, () -> signIn().signIn(Optional.empty(), shown::add, () -> false));

        assertThat(ended).hasMessage("The sign-in was cancelled.");
    }

    @Test
    void saysThatTheSignInWasDeclined() {
        SignInException declined = catchThrowableOfType(
                SignInException.class,
                () -> signIn().signIn(Optional.empty(), code -> cloud.login().decline(code.userCode()), () -> true));

        assertThat(declined).hasMessage("The sign-in was declined on Microsoft's page.");
    }
}
