package org.afterword.functions.onboarding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.afterword.functions.onboarding.exchange.ExchangeAnswer;
import org.junit.jupiter.api.Test;

/** Which of the accepted domains Microsoft has given. */
class InitialDomainTest {
    private static List<String> read(String accepted) throws Exception {
        JsonNode domains = new ObjectMapper().readTree(accepted.replace('\'', '"'));
        List<JsonNode> listed = new ArrayList<>();
        domains.forEach(listed::add);
        JsonNode organization = new ObjectMapper().readTree("{\"DisplayName\": \"Contoso\"}");
        return TenantReader.read(cmdlet -> new ExchangeAnswer(
                        switch (cmdlet.name()) {
                            case "Get-OrganizationConfig" -> List.of(organization);
                            case "Get-AcceptedDomain" -> listed;
                            default -> List.of();
                        },
                        List.of()))
                .initialDomains();
    }

    @Test
    void isTheMarkedOneWhateverIsListedFirst() throws Exception {
        assertThat(read("[{'DomainName': 'neu.onmicrosoft.com', 'InitialDomain': false}, {'DomainName': 'contoso.com'},"
                        + " {'DomainName': 'Contoso.onmicrosoft.com', 'InitialDomain': true}]"))
                .containsExactly("contoso.onmicrosoft.com");
        assertThat(read("[{'DomainName': 'contoso.partner.onmschina.cn', 'InitialDomain': true}]"))
                .containsExactly("contoso.partner.onmschina.cn");
    }

    @Test
    void isEveryOneOfMicrosoftsWhereNoneIsMarked() throws Exception {
        assertThat(read("[{'DomainName': 'contoso.com'}, {'DomainName': 'neu.onmicrosoft.com'},"
                        + " {'DomainName': 'contoso.mail.onmicrosoft.com'}, {'DomainName': 'contoso.onmicrosoft.us'}]"))
                .containsExactly("neu.onmicrosoft.com", "contoso.onmicrosoft.us");
        assertThat(read("[{'DomainName': 'contoso.com', 'InitialDomain': false}]"))
                .isEmpty();
    }
}
