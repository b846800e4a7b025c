package org.afterword.functions.console.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.afterword.functions.console.Office;
import org.afterword.functions.mail.signing.Fingerprints;
import org.afterword.storage.contract.Samples;
import org.junit.jupiter.api.Test;

class TracesTest {
    private final Office office;

    TracesTest() throws Exception {
        office = new Office();
        Fingerprints fingerprints = new Fingerprints("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 30; i++) {
            String sender = i % 3 == 0 ? "anna@contoso.example" : "ben@contoso.example";
            office.stores
                    .traces()
                    .add(Samples.trace(
                            Office.CONTOSO,
                            Office.NOW.minusSeconds(60L * i),
                            fingerprints.of(sender),
                            fingerprints.of("<" + i + "@contoso.example>")));
        }
        office.stores.traces().add(Samples.trace(Office.FABRIKAM, Office.NOW));
    }

    private Office.Told search(String body) {
        return office.ask("POST", "tenants/{tenant}/traces").body(body).byOperator();
    }

    @Test
    void findsTheMailOfASender() {
        JsonNode found =
                search("{\"sender\":\"Anna@contoso.example\",\"limit\":100}").json();
        assertThat(found.path("items")).hasSize(10);
        assertThat(found.has("next")).isFalse();
    }

    @Test
    void findsAMailByItsMessageIdWithOrWithoutBrackets() {
        assertThat(search("{\"messageId\":\"<7@contoso.example>\"}").json().path("items"))
                .hasSize(1);
        assertThat(search("{\"messageId\":\"7@contoso.example\"}").json().path("items"))
                .hasSize(1);
    }

    @Test
    void walksPagesByLinksThatHoldNoAddress() {
        JsonNode page = search("{\"sender\":\"anna@contoso.example\",\"from\":\"2026-03-02T09:00:00Z\",\"limit\":4}")
                .json();
        List<String> seen = new ArrayList<>();
        int pages = 1;
        page.path("items").forEach(item -> seen.add(item.path("jobId").asText()));
        while (page.has("next")) {
            String next = page.path("next").asText();
            assertThat(next).doesNotContain("anna").contains("senderHash=");
            Office.Asked ask = office.ask("GET", "tenants/{tenant}/traces");
            for (String parameter : next.substring(next.indexOf('?') + 1).split("&")) {
                String[] pair = parameter.split("=", 2);
                ask.query(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
            page = ask.byOperator().json();
            page.path("items").forEach(item -> seen.add(item.path("jobId").asText()));
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void showsATimeOfTheOwnTenantOnly() {
        JsonNode found = office.ask("GET", "tenants/{tenant}/traces")
                .query("from", "2026-03-02T09:55:00Z")
                .query("until", "2026-03-02T10:00:01+00:00")
                .byOperator()
                .json();
        assertThat(found.path("items")).hasSize(6);
        assertThat(found.findValuesAsText("tenantId")).containsOnly(Office.CONTOSO.toString());
    }

    @Test
    void refusesTimesAndPlacesThatAreNone() {
        assertThat(office.ask("GET", "tenants/{tenant}/traces")
                        .query("from", "yesterday")
                        .byOperator()
                        .status())
                .isEqualTo(400);
        assertThat(office.ask("GET", "tenants/{tenant}/traces")
                        .query("next", "x")
                        .byOperator()
                        .status())
                .isEqualTo(400);
        assertThat(search("{\"sender\":\"x\",\"until\":\"now\",\"limit\":0,\"subject\":\"a\"}")
                        .pointers())
                .containsExactlyInAnyOrder("#/sender", "#/until", "#/limit", "#/subject");
    }
}
