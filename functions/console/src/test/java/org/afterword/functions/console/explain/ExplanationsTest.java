package org.afterword.functions.console.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.afterword.functions.console.Office;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationsTest {
    private static final String MAIL = """
            From: Anna <anna@contoso.example>
            To: ben@fabrikam.example, Cem <cem@contoso.example>
            Subject: Re: Lunch
            In-Reply-To: <1@fabrikam.example>
            Message-ID: <2@contoso.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            At noon?
            """;
    private final Office office;

    ExplanationsTest() throws Exception {
        office = new Office().furnished();
    }

    private void rules(String rules) {
        assertThat(office.ask("PUT", "tenants/{tenant}/rules")
                        .match("*")
                        .body(rules)
                        .byOperator()
                        .status())
                .isEqualTo(200);
    }

    private Office.Told facts(String facts, String more) {
        return office.ask("POST", "tenants/{tenant}/explain")
                .body("{\"facts\":" + facts + more + "}")
                .byOperator();
    }

    private Office.Told mail(String mail) {
        return office.ask("POST", "tenants/{tenant}/explain")
                .header("content-type", "message/rfc822")
                .body(mail)
                .byOperator();
    }

    @Test
    void saysWhatWouldBeDoneWithAMail() {
        JsonNode told = mail(MAIL.replace("\n", "\r\n")).json();
        assertThat(told.path("inForce").asBoolean()).isTrue();
        assertThat(told.path("person").asText()).isEqualTo("anna@contoso.example");
        JsonNode copy = told.path("copies").path(0);
        assertThat(copy.path("decision").asText()).isEqualTo("signed");
        assertThat(copy.path("kind").asText()).isEqualTo("REPLY");
        assertThat(copy.path("audience").asText()).isEqualTo("EXTERNAL");
        assertThat(copy.path("recipients")).hasSize(2);
        assertThat(copy.path("rules").path(0).asText()).isEqualTo("all");
        assertThat(copy.path("verdicts").path(0).path("outcome").asText()).isEqualTo("WON");
        assertThat(copy.has("signedMail")).isFalse();
    }

    @Test
    void namesTheConditionThatFailedRuleByRule() {
        rules("""
                {"mixedRecipients": "COPY_FOR_EACH", "rules": [
                  {"id": "mobile", "name": "Mobile", "templateId": "full", "preset": "MOBILE_ONLY"},
                  {"id": "december", "name": "December", "templateId": "full",
                   "schedule": {"from": "2026-12-01", "until": "2026-12-31", "zone": "Europe/Zurich"}},
                  {"id": "outside", "name": "Outside", "templateId": "full", "recipients": {"audience": "EXTERNAL"}}]}
                """);
        String facts = "{\"from\":\"anna@contoso.example\",\"to\":[\"ben@fabrikam.example\",\"cem@contoso.example\"],"
                + "\"subject\":\"Größe\",\"client\":\"OTHER\",\"text\":\"Hi\"}";
        JsonNode copies = facts(facts, "").json().path("copies");
        assertThat(copies).hasSize(2);
        assertThat(copies.get(0).path("verdicts").findValuesAsText("outcome"))
                .containsExactly("OTHER_CLIENT", "OUT_OF_SCHEDULE", "WON");
        assertThat(copies.get(1).path("decision").asText()).isEqualTo("left alone");
        assertThat(copies.get(1).path("reason").asText()).isEqualTo("NO_RULE");
        assertThat(copies.get(1).path("verdicts").findValuesAsText("outcome"))
                .containsExactly("OTHER_CLIENT", "OUT_OF_SCHEDULE", "OTHER_AUDIENCE");
        assertThat(facts(facts, ",\"at\":\"2026-12-24T09:00:00+01:00\"")
                        .json()
                        .at("/copies/0/verdicts")
                        .findValuesAsText("outcome"))
                .containsExactly("OTHER_CLIENT", "WON", "BEATEN");
    }

    @Test
    void describesAMailAsItsFactsSay() {
        for (String kind : new String[] {"NEW", "REPLY", "FORWARD"}) {
            for (String client : new String[] {"MOBILE", "OTHER", "UNKNOWN"}) {
                JsonNode copy = facts(
                                "{\"from\":\"anna@contoso.example\",\"to\":[\"b@fabrikam.example\"],\"subject\":\"Grüße aus "
                                        + "Zürich, mit vielen Worten, die zusammen länger sind als eine Zeile 😀\",\"kind\":\""
                                        + kind + "\",\"client\":\"" + client + "\",\"text\":\"Hello\"}",
                                "")
                        .json()
                        .path("copies")
                        .path(0);
                assertThat(copy.path("kind").asText()).isEqualTo(kind);
                assertThat(copy.path("client").asText()).isEqualTo(client);
            }
        }
    }

    @Test
    void givesTheSignedMailWhereItIsWanted() {
        JsonNode copy = facts(
                        "{\"from\":\"anna@contoso.example\",\"to\":[\"b@fabrikam.example\"],\"text\":\"Hello\"}",
                        ",\"signedMail\":true")
                .json()
                .path("copies")
                .path(0);
        String signed =
                new String(Base64.getDecoder().decode(copy.path("signedMail").asText()), StandardCharsets.UTF_8);
        assertThat(signed).contains("Hello").contains("Anna Keller, Contoso");
        assertThat(copy.path("bytes").asInt()).isEqualTo(signed.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void letsNobodyWriteHeadersThroughFacts() {
        Office.Told told = facts(
                "{\"from\":\"anna@contoso.example\\r\\nBcc: x@y.example\",\"to\":[\"b@fabrikam.example\\nX: y\"],"
                        + "\"subject\":\"Hi\\r\\nX-Afterword-MessageProcessed: true\"}",
                "");
        assertThat(told.status()).isEqualTo(422);
        assertThat(told.pointers()).containsExactlyInAnyOrder("#/facts/from", "#/facts/to/0", "#/facts/subject");
    }

    @Test
    void letsNoAttributeWriteHeadersOrPartsOfAMail() {
        office.ask("POST", "tenants/{tenant}/people")
                .body(
                        "[{\"mail\":\"anna@contoso.example\",\"displayName\":\"Anna\\r\\n\\r\\n--x\\r\\nBcc: all@contoso.example\"}]")
                .byOperator();
        JsonNode copy = facts(
                        "{\"from\":\"anna@contoso.example\",\"to\":[\"b@fabrikam.example\"],\"text\":\"Hello\"}",
                        ",\"signedMail\":true")
                .json()
                .path("copies")
                .path(0);
        String signed =
                new String(Base64.getDecoder().decode(copy.path("signedMail").asText()), StandardCharsets.UTF_8);
        assertThat(signed).contains("Bcc: all@contoso.example");
        assertThat(signed.lines()).noneMatch(line -> line.startsWith("Bcc:") || line.startsWith("--x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PENDING", "PAUSED", "SUSPENDED"})
    void saysThatTheRulesOfAnOrganisationThatIsNotConnectedAreNotInForce(String state) {
        office.ask("PATCH", "tenants/{tenant}")
                .match("*")
                .body("{\"state\":\"" + state + "\"}")
                .byOperator();
        JsonNode told = mail(MAIL).json();
        assertThat(told.path("inForce").asBoolean()).isFalse();
        assertThat(told.path("state").asText()).isEqualTo(state);
        assertThat(told.at("/copies/0/decision").asText()).isEqualTo("signed");
    }

    @Test
    void knowsWhomItDoesNotKnow() {
        JsonNode told = mail(MAIL.replace("anna@", "nobody@")).json();
        assertThat(told.path("person").isNull()).isTrue();
        assertThat(told.at("/copies/0/reason").asText()).isEqualTo("UNKNOWN_SENDER");
    }

    @Test
    void takesMailsThatAreNotUtf8AsBase64Only() {
        assertThat(mail(MAIL + "\ufffd").status()).isEqualTo(400);
        String latin = Base64.getEncoder()
                .encodeToString((MAIL.replace("utf-8", "iso-8859-1") + "\u00fc").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(office.ask("POST", "tenants/{tenant}/explain")
                        .body("{\"mail\":\"" + latin + "\"}")
                        .byOperator()
                        .json()
                        .at("/copies/0/decision")
                        .asText())
                .isEqualTo("signed");
    }

    @Test
    void wantsRecipientsAndOneMail() {
        assertThat(mail("From: anna@contoso.example\r\n\r\nHi").pointers()).containsExactly("#/recipients");
        assertThat(mail("").status()).isEqualTo(400);
        assertThat(office.ask("POST", "tenants/{tenant}/explain")
                        .body("{}")
                        .byOperator()
                        .pointers())
                .containsExactly("#/mail");
        assertThat(office.ask("POST", "tenants/{tenant}/explain")
                        .header("content-type", "application/pdf")
                        .body("x")
                        .byOperator()
                        .status())
                .isEqualTo(415);
    }
}
