package org.afterword.cli.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.afterword.functions.onboarding.route.EndpointDomains;
import org.afterword.functions.onboarding.route.MxRecords;
import org.afterword.functions.onboarding.route.MxRoutes;
import org.afterword.functions.onboarding.route.Route;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where organisations take their mail back, by the answers of a name server. */
class RoutesByDnsTest {
    private NameServer dns;
    private String address = "";

    @BeforeEach
    void start() throws IOException {
        dns = new NameServer(Map.of(
                "old.onmicrosoft.com", List.of("0 old-onmicrosoft-com.mail.protection.outlook.com."),
                "new.onmicrosoft.com", List.of("0 new-onmicrosoft-com.r-v1.mx.microsoft."),
                "gov.onmicrosoft.us", List.of("0 gov-onmicrosoft-us.mail.protection.office365.us."),
                "elsewhere.onmicrosoft.com", List.of("0 mx1.gateway.example."),
                "null.onmicrosoft.com", List.of("0 ."),
                "several.onmicrosoft.com",
                        List.of("20 b.mail.protection.outlook.com.", "5 mx1.gateway.example.", "10 A.mx.Microsoft.")));
        address = dns.address();
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Route ask(String... domains) {
        return new MxRoutes(
                        new MxRecords(address)::of,
                        EndpointDomains.parse(EndpointDomains.USUAL),
                        MxRoutes.SMTP,
                        server -> Optional.empty())
                .ask(List.of(domains), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "old.onmicrosoft.com, old-onmicrosoft-com.mail.protection.outlook.com",
        "new.onmicrosoft.com, new-onmicrosoft-com.r-v1.mx.microsoft",
        "gov.onmicrosoft.us, gov-onmicrosoft-us.mail.protection.office365.us",
        "several.onmicrosoft.com, a.mx.microsoft",
    })
    void aPlaceIsWhatTheMxRecordNames(String domain, String host) {
        Route proven = new Route.Proven(new SmtpEndpoint(host, 25));
        assertThat(ask(domain)).isEqualTo(proven);
        assertThat(ask("later.onmicrosoft.com", domain)).isEqualTo(proven);
        assertThat(ask(domain, "later.onmicrosoft.com")).isEqualTo(proven);
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere.onmicrosoft.com, no MX record of nowhere.onmicrosoft.com",
        "null.onmicrosoft.com, no MX record of null.onmicrosoft.com",
        "elsewhere.onmicrosoft.com, names mx1.gateway.example",
    })
    void thereIsNoneWhereNoServerOfExchangeOnlineIsNamed(String domain, String why) {
        assertThat(ask(domain)).isInstanceOf(Route.NotFound.class);
        assertThat(ask(domain).sentence()).contains(why);
    }

    @Test
    void aSilentNameServerIsNoAnswer() {
        dns.close();
        assertThat(ask("old.onmicrosoft.com")).isInstanceOf(Route.Unavailable.class);
    }
}
