package org.afterword.functions.onboarding.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MxRoutesTest {
    private static final String OLD = "contoso-onmicrosoft-com.mail.protection.outlook.com";
    private static final String NEW = "contoso-onmicrosoft-com.r-v1.mx.microsoft";

    private final Map<String, List<String>> records = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final Map<String, String> obstacles = new HashMap<>();
    private final List<String> tried = new ArrayList<>();

    private Route ask(Optional<SmtpEndpoint> known, String... domains) {
        return routes().ask(List.of(domains), known);
    }

    private Route ask(String... domains) {
        return ask(Optional.empty(), domains);
    }

    private MxRoutes routes() {
        return new MxRoutes(
                domain -> {
                    if (silent.contains(domain)) {
                        throw new IOException("the DNS does not answer");
                    }
                    return records.getOrDefault(domain, List.of());
                },
                EndpointDomains.parse(EndpointDomains.USUAL),
                MxRoutes.SMTP,
                server -> {
                    tried.add(server.host());
                    return Optional.ofNullable(obstacles.get(server.host()));
                });
    }

    private static SmtpEndpoint server(String host) {
        return new SmtpEndpoint(host, 25);
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.onmicrosoft.com, contoso-onmicrosoft-com.mail.protection.outlook.com",
        "contoso.onmicrosoft.com, contoso.mail.protection.outlook.com",
        "contoso.onmicrosoft.com, contoso-onmicrosoft-com.r-v1.mx.microsoft",
        "contoso.onmicrosoft.us, contoso-onmicrosoft-us.mail.protection.office365.us",
        "contoso.onmicrosoft.com, contoso-onmicrosoft-com.mail.protection.office365.us",
        "contoso.partner.onmschina.cn, contoso-cn.mail.protection.partner.outlook.cn",
    })
    void isWhatTheDnsSays(String domain, String host) {
        records.put(domain, List.of(host));

        assertThat(ask(domain)).isEqualTo(new Route.Proven(server(host)));
        assertThat(ask(domain).sentence())
                .isEqualTo("Mail comes back to " + host + ": it answers and its certificate is right.");
        assertThat(ask(domain).obstacle()).isEmpty();
    }

    /** Whichever Exchange lists first: the first that has a record counts. */
    @Test
    void isThatOfAnyInitialDomain() {
        records.put("contoso.onmicrosoft.com", List.of(OLD));
        assertThat(ask("contoso.onmicrosoft.com", "neu.onmicrosoft.com")).isEqualTo(new Route.Proven(server(OLD)));
        assertThat(ask("neu.onmicrosoft.com", "contoso.onmicrosoft.com")).isEqualTo(new Route.Proven(server(OLD)));

        silent.add("neu.onmicrosoft.com");
        assertThat(ask("neu.onmicrosoft.com", "contoso.onmicrosoft.com")).isEqualTo(new Route.Proven(server(OLD)));
    }

    @Test
    void whatIsKnownStaysAsLongAsItIsAsGoodAsAnother() {
        records.put("contoso.onmicrosoft.com", List.of(OLD));
        records.put("neu.onmicrosoft.com", List.of(NEW));
        String[] domains = {"contoso.onmicrosoft.com", "neu.onmicrosoft.com"};
        assertThat(ask(Optional.of(server(NEW)), domains)).isEqualTo(new Route.Proven(server(NEW)));

        obstacles.put(NEW, "it could not be reached");
        assertThat(ask(Optional.of(server(NEW)), domains)).isEqualTo(new Route.Proven(server(OLD)));
        assertThat(ask(Optional.of(server("guess.mail.protection.outlook.com")), domains))
                .isEqualTo(new Route.Proven(server(OLD)));
    }

    /** In the order of preference; those outside are as if they were not there. */
    @Test
    void ofSeveralServersTheFirstThatAnswersCounts() {
        records.put("contoso.onmicrosoft.com", List.of("mx1.gateway.example", OLD, NEW));
        assertThat(ask("contoso.onmicrosoft.com")).isEqualTo(new Route.Proven(server(OLD)));

        obstacles.put(OLD, "it could not be reached");
        assertThat(ask("contoso.onmicrosoft.com")).isEqualTo(new Route.Proven(server(NEW)));

        obstacles.put(NEW, "its certificate is another's");
        Route route = ask("contoso.onmicrosoft.com");
        assertThat(route).isEqualTo(new Route.Unproven(server(OLD), "it could not be reached"));
        assertThat(route.obstacle().orElseThrow())
                .contains("Mail is to come back to " + OLD, "it could not be reached", "Check again");
        assertThat(tried).doesNotContain("mx1.gateway.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx1.gateway.example",
                "mail.protection.outlook.com.example",
                "evilmail.protection.outlook.com",
                "contoso.mx.microsoft.com",
                "x@mx.microsoft",
                "x y.mx.microsoft",
                "-.mx.microsoft",
                "..mx.microsoft",
            })
    void neverIsAServerThatIsNotExchangeOnlines(String host) {
        records.put("contoso.onmicrosoft.com", List.of(host));

        Route route = ask("contoso.onmicrosoft.com");

        assertThat(tried).isEmpty();
        assertThat(route).isInstanceOf(Route.NotFound.class);
        assertThat(route.obstacle().orElseThrow())
                .contains(
                        "contoso.onmicrosoft.com names " + host.replace(' ', '?'), "AFTERWORD_TENANT_ENDPOINT_DOMAINS");
        assertThat(route.or(Optional.empty())).isEqualTo(Route.NOWHERE);
    }

    @Test
    void saysThatANameDoesNotExist() {
        assertThat(ask("contoso.onmicrosoft.com", "neu.onmicrosoft.com")
                        .obstacle()
                        .orElseThrow())
                .startsWith(
                        "It is not known where mail comes back to: the DNS has no MX record of contoso.onmicrosoft.com.")
                .contains("no MX record of neu.onmicrosoft.com", "check again", "Microsoft Support");
        assertThat(ask().obstacle().orElseThrow()).contains("no domain", "contoso.onmicrosoft.com");
    }

    @Test
    void saysThatTheDnsIsSilent() {
        silent.add("contoso.onmicrosoft.com");
        assertThat(ask("contoso.onmicrosoft.com", "neu.onmicrosoft.com")).isInstanceOf(Route.Unavailable.class);
        assertThat(ask("contoso.onmicrosoft.com").obstacle().orElseThrow())
                .contains("the DNS does not answer", "Check again");
    }

    @Test
    void onlyWhatIsProvenTakesTheKnownPlace() {
        Optional<SmtpEndpoint> known = Optional.of(server(OLD));
        assertThat(new Route.Proven(server(NEW)).or(known)).isEqualTo(server(NEW));
        assertThat(new Route.Unproven(server(NEW), "no").or(known)).isEqualTo(server(OLD));
        assertThat(new Route.Unproven(server(NEW), "no").or(Optional.of(Route.NOWHERE)))
                .isEqualTo(server(NEW));
        assertThat(new Route.Unproven(server(NEW), "no").or(Optional.empty())).isEqualTo(server(NEW));
        assertThat(new Route.NotFound("no").or(known)).isEqualTo(server(OLD));
        assertThat(new Route.Unavailable().or(known)).isEqualTo(server(OLD));
        assertThat(new Route.Unavailable().or(Optional.empty())).isEqualTo(Route.NOWHERE);
    }

    @ParameterizedTest
    @CsvSource({
        "contoso.onmicrosoft.com, true",
        "Contoso.OnMicrosoft.US, true",
        "contoso.onmicrosoft.de, true",
        "contoso.partner.onmschina.cn, true",
        "contoso.com, false",
        "contoso.mail.onmicrosoft.com, false",
        "*.contoso.onmicrosoft.com, false",
        "eu.contoso.onmicrosoft.com, false",
        "onmicrosoft.com, false",
        "contoso.onmicrosoft.com.example, false",
    })
    void initialDomainsAreThoseThatMicrosoftGave(String domain, boolean given) {
        assertThat(!InitialDomains.among(List.of(domain)).isEmpty()).isEqualTo(given);
    }

    @Test
    void aSettingTakesThePlaceOfTheDns() {
        Routes fixed = new NamedRoutes("localhost:2525", server -> Optional.ofNullable(obstacles.get(server.host())));
        assertThat(fixed.ask(List.of(), Optional.empty()))
                .isEqualTo(new Route.Proven(new SmtpEndpoint("localhost", 2525)));
        assertThat(fixed.ask(List.of(), Optional.empty()).sentence()).contains("localhost:2525");
        obstacles.put("localhost", "nothing listens");
        assertThat(fixed.ask(List.of(), Optional.empty()))
                .isEqualTo(new Route.Unproven(new SmtpEndpoint("localhost", 2525), "nothing listens"));

        Routes pattern = new NamedRoutes("{domain}.mail.example:25", server -> Optional.empty());
        assertThat(pattern.ask(List.of("contoso.onmicrosoft.us"), Optional.empty()))
                .isEqualTo(new Route.Proven(server("contoso-onmicrosoft-us.mail.example")));
        assertThat(pattern.ask(List.of(), Optional.empty())).isInstanceOf(Route.NotFound.class);
    }
}
