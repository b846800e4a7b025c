package org.afterword.functions.onboarding.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerTest {
    private static final String ID = "6F0A7C9E-2f7b-4d1c-9a53-0d3c4b7f1e2a";

    @Test
    void isSignedInToByItsOwnPathOfTheSameService() {
        URI usual = URI.create("https://login.microsoftonline.us/organizations/");

        assertThat(new Customer(" Fabrikam.Onmicrosoft.com ").authority(usual))
                .hasToString("https://login.microsoftonline.us/fabrikam.onmicrosoft.com/");
        assertThat(new Customer(ID).tenantId()).contains(TenantId.of(ID.toLowerCase(java.util.Locale.ROOT)));
        assertThat(new Customer("fabrikam.com").tenantId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fabrikam",
                "organizations",
                "common",
                "fabrikam.com/x",
                "fabrikam.com?x",
                "//evil.example",
                "a..com",
                "-a.com",
                "admin@fabrikam.com",
                "fabrikam.com:443"
            })
    void isNothingElse(String name) {
        assertThatThrownBy(() -> new Customer(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as contoso.com");
    }
}
