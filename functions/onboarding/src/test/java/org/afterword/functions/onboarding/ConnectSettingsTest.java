package org.afterword.functions.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.afterword.functions.onboarding.route.EndpointDomains;
import org.afterword.process.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectSettingsTest {
    private static SettingsReader reader(String name, String value) {
        return new SettingsReader(Map.of(name, value));
    }

    @Test
    void asksTheDnsUnlessAPlaceIsNamed() {
        assertThat(ConnectSettings.from(new SettingsReader(Map.of())).tenantEndpoint())
                .isEmpty();
        assertThat(ConnectSettings.from(reader(ConnectSettings.TENANT_ENDPOINT, "{domain}.mail.example:25"))
                        .tenantEndpoint())
                .contains("{domain}.mail.example:25");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mail.example", "mail.example:", "mail.example:0", "mail.example:65536", "a b:25", "a@b:25"})
    void refusesWhatIsNoPlace(String value) {
        SettingsReader reader = reader(ConnectSettings.TENANT_ENDPOINT, value);
        assertThat(ConnectSettings.from(reader).tenantEndpoint()).isEmpty();
        assertThat(reader.problems()).singleElement().asString().startsWith("AFTERWORD_TENANT_ENDPOINT must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "*.mx.microsoft", "mx.microsoft:25", "mx..microsoft", "mx.microsoft; outlook.com"})
    void refusesWhatAreNoDomains(String value) {
        SettingsReader reader = reader(ConnectSettings.TENANT_ENDPOINT_DOMAINS, value);
        assertThat(ConnectSettings.from(reader).endpointDomains())
                .isEqualTo(EndpointDomains.parse(EndpointDomains.USUAL));
        assertThat(reader.problems())
                .singleElement()
                .asString()
                .startsWith("AFTERWORD_TENANT_ENDPOINT_DOMAINS must be");
    }

    @ParameterizedTest
    @CsvSource({
        "contoso-com.mail.protection.outlook.com, true",
        "contoso-com.o-v1.mx.microsoft, true",
        "Contoso-US.mail.protection.office365.us, true",
        "contoso-cn.mail.protection.partner.outlook.cn, true",
        "mail.protection.outlook.com.example, false",
        "mx.example, false",
    })
    void knowsTheServersOfExchangeOnlineOfAllClouds(String host, boolean exchange) {
        EndpointDomains usual =
                ConnectSettings.from(new SettingsReader(Map.of())).endpointDomains();
        assertThat(usual.contain(host)).isEqualTo(exchange);
    }

    @Test
    void takesOtherDomainsInAnyWriting() {
        EndpointDomains own = ConnectSettings.from(
                        reader(ConnectSettings.TENANT_ENDPOINT_DOMAINS, " Mail.Example, outlook.example "))
                .endpointDomains();
        assertThat(own.contain("contoso.mail.example")).isTrue();
        assertThat(own.contain("contoso.mx.microsoft")).isFalse();
    }
}
