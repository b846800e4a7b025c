package org.afterword.functions.onboarding.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.afterword.functions.onboarding.exchange.Cmdlet;
import org.afterword.functions.onboarding.exchange.ExchangeAdmin;
import org.afterword.functions.onboarding.exchange.ExchangeException;
import org.afterword.functions.onboarding.plan.TenantReader;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.simulator.admin.TenantObjects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CustomerExchangeTest {
    private SimulatedTenant answering;

    @BeforeEach
    void start() throws Exception {
        answering = new SimulatedTenant(new TenantObjects("Fabrikam", "fabrikam.com", "fabrikam.onmicrosoft.com"));
    }

    @AfterEach
    void stop() {
        answering.close();
    }

    private ExchangeAdmin named(String domain) {
        return CustomerExchange.of(Optional.of(new Customer(domain)), answering.exchange);
    }

    @Test
    void readsTheOrganisationThatWasNamedByAnyOfItsDomains() throws Exception {
        assertThat(TenantReader.read(named("Fabrikam.com")).organization()).isEqualTo("Fabrikam");
        assertThat(TenantReader.read(named("fabrikam.onmicrosoft.com")).organization())
                .isEqualTo("Fabrikam");
        assertThat(CustomerExchange.of(Optional.empty(), answering.exchange)).isSameAs(answering.exchange);
    }

    /** As has happened to partners: the cmdlets answer for their own organisation. */
    @Test
    void stopsBeforeAnythingIsChangedInAnother() throws Exception {
        ExchangeAdmin contoso = named("contoso.com");

        ExchangeException stopped = catchThrowableOfType(ExchangeException.class, () -> TenantReader.read(contoso));

        assertThat(stopped)
                .hasMessageContaining("does not have the domain contoso.com")
                .hasMessageContaining("Nothing was done");
        assertThat(stopped.kind()).isEqualTo(ExchangeException.Kind.SIGN_IN_ENDED);
        assertThat(contoso.call(Cmdlet.of("Get-OrganizationConfig")).objects()).hasSize(1);
        assertThat(answering.changes()).isEmpty();
    }
}
