package org.afterword.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.afterword.engine.model.SigningRules;
import org.afterword.storage.contract.Samples;
import org.afterword.storage.json.StoredJson;
import org.junit.jupiter.api.Test;

/** What is taken for a template, a rule, a person; and that everything that is wrong is named at once. */
class DocumentsTest {
    private final Office office;

    DocumentsTest() throws Exception {
        office = new Office().furnished();
    }

    private Office.Told putTemplate(String body) {
        return office.ask("PUT", "tenants/{tenant}/templates/{id}", "t")
                .absent()
                .body(body)
                .byOperator();
    }

    private Office.Told putRules(String body) {
        return office.ask("PUT", "tenants/{tenant}/rules").match("*").body(body).byOperator();
    }

    @Test
    void namesAllFaultsOfATemplate() {
        Office.Told told =
                putTemplate("{\"id\":\"other\",\"html\":7,\"color\":\"red\",\"tracking\":{\"utm\":1},\"pictures\":["
                        + "{\"name\":\"a/b\",\"mediaType\":\"image/svg+xml\",\"base64\":\"AAAA\"},"
                        + "{\"name\":\"c.png\",\"mediaType\":\"image/png\",\"base64\":\"***\"},"
                        + "{\"name\":\"d.png\",\"mediaType\":\"image/png\",\"base64\":\"R0lGODlh\"}]}");
        assertThat(told.status()).isEqualTo(422);
        assertThat(told.response().headers().get("Content-Type")).startsWith("application/problem+json");
        assertThat(told.pointers())
                .containsExactlyInAnyOrder(
                        "#/id",
                        "#/html",
                        "#/color",
                        "#/tracking/utm",
                        "#/pictures/0/name",
                        "#/pictures/0/mediaType",
                        "#/pictures/1/base64",
                        "#/pictures/2/base64");
    }

    @Test
    void refusesUnsafeHtmlWithLineAndColumn() {
        for (String unsafe : List.of(
                "<p>a</p>\\n<script>x()</script>",
                "<p>a</p>\\n<form action='https://evil.example'><input></form>",
                "<p>a</p>\\n<img src='cid:x' onerror='x()'>",
                "<p>a</p>\\n<link rel='stylesheet' href='https://evil.example/x.css'>",
                "<p>a</p>\\n<a href='javascript:x()'>a</a>",
                "<p>a</p>\\n<iframe src='https://evil.example'></iframe>")) {
            Office.Told told = putTemplate("{\"html\":\"" + unsafe + "\"}");
            assertThat(told.status()).as(unsafe).isEqualTo(422);
            assertThat(told.json().at("/errors/0/line").asInt()).as(unsafe).isEqualTo(2);
            assertThat(told.json().at("/errors/0/column").asInt()).as(unsafe).isPositive();
            assertThat(told.text()).as(unsafe).doesNotContain("evil");
        }
    }

    @Test
    void refusesATemplateThatIsNotInItsLanguage() {
        assertThat(putTemplate("{\"html\":\"<p>{{#jobTitle}}</p>\"}").pointers())
                .containsExactly("#/html");
    }

    @Test
    void namesAllFaultsOfAllRules() {
        Office.Told told = putRules("""
                {"mixedRecipients": "BOTH", "rules": [
                  {"id": "a b", "name": "", "templateId": "gone", "slot": "FOOTER", "kinds": ["NEW", "OLD"],
                   "senders": {"people": ["nobody"], "domains": ["a b"], "attributes": {"city": "Bern"}, "any": true}},
                  {"id": "b", "name": "B", "enabled": "yes", "keywords": [{"place": "SUBJECT"}],
                   "schedule": {"from": "2026-02-30", "days": ["MONTAG"], "zone": "Mars/Base"},
                   "recipients": {"audience": "WORLD"}},
                  {"id": "b", "name": "B again"}, 5]}
                """);
        assertThat(told.status()).isEqualTo(422);
        assertThat(told.pointers())
                .containsExactlyInAnyOrder(
                        "#/mixedRecipients",
                        "#/rules/0/id",
                        "#/rules/0/name",
                        "#/rules/0/templateId",
                        "#/rules/0/slot",
                        "#/rules/0/kinds/1",
                        "#/rules/0/senders/people/0",
                        "#/rules/0/senders/domains/0",
                        "#/rules/0/senders/attributes/city",
                        "#/rules/0/senders/any",
                        "#/rules/1/enabled",
                        "#/rules/1/keywords/0/text",
                        "#/rules/1/schedule/from",
                        "#/rules/1/schedule/days/0",
                        "#/rules/1/schedule/zone",
                        "#/rules/1/recipients/audience",
                        "#/rules/2/id",
                        "#/rules/3");
        assertThat(told.text()).doesNotContain("Mars").doesNotContain("nobody").doesNotContain("MONTAG");
    }

    @Test
    void givesRulesBackAsTheyWerePut() throws Exception {
        SigningRules rules =
                SigningRules.of(List.of(Samples.ruleThatSaysAll())).withKnownSignatures(List.of("Best,\n* Contoso"));
        office.ask("PUT", "tenants/{tenant}/templates/{id}", "long")
                .absent()
                .body("{\"html\":\"<p>x</p>\"}")
                .byOperator();
        assertThat(putRules(StoredJson.text(rules)).status()).isEqualTo(200);
        assertThat(office.stores.signatures().rules(Office.CONTOSO).value()).isEqualTo(rules);
        Office.Told read = office.ask("GET", "tenants/{tenant}/rules").byOperator();
        Office.Told again = office.ask("PUT", "tenants/{tenant}/rules")
                .match(read.etag())
                .body(read.text())
                .byOperator();
        assertThat(again.json().path("changed").asBoolean()).isFalse();
    }

    @Test
    void leavesOutWhatAsksForNothing() {
        putRules(
                "{\"rules\":[{\"id\":\"r\",\"name\":\"R\",\"templateId\":\"full\",\"kinds\":[\"REPLY\",\"FORWARD\"]}]}");
        assertThat(office.ask("GET", "tenants/{tenant}/rules")
                        .byOperator()
                        .json()
                        .at("/rules/0"))
                .hasToString(
                        "{\"id\":\"r\",\"name\":\"R\",\"enabled\":true,\"slot\":\"SIGNATURE\",\"templateId\":\"full\","
                                + "\"kinds\":[\"FORWARD\",\"REPLY\"]}");
    }

    @Test
    void expandsPresets() throws Exception {
        putRules("""
                {"rules": [{"id": "m", "name": "Mobile", "templateId": "full", "preset": "MOBILE_ONLY"},
                           {"id": "s", "name": "Server", "templateId": "full", "preset": "FULLY_SERVER_SIDE"}]}
                """);
        SigningRules rules = office.stores.signatures().rules(Office.CONTOSO).value();
        assertThat(rules.rules().get(0).clients()).hasToString("[MOBILE]");
        assertThat(rules.rules().get(1).replaceClientSignatures()).isTrue();
        assertThat(rules.rules()).allSatisfy(rule -> assertThat(rule.authors()).hasToString("[PERSON]"));
    }

    @Test
    void aRuleSaysOtherThanItsPreset() throws Exception {
        putRules("""
                {"rules": [{"id": "p", "name": "Programs too", "templateId": "full", "preset": "FULLY_SERVER_SIDE",
                            "authors": []}]}
                """);
        SigningRules rules = office.stores.signatures().rules(Office.CONTOSO).value();
        assertThat(rules.rules().getFirst().authors()).isEmpty();
    }

    @Test
    void namesTheFaultsOfAConditionOnTheHeader() {
        Office.Told told =
                office.ask("PUT", "tenants/{tenant}/rules").absent().body("""
                        {"rules": [{"id": "r", "name": "R", "headers": [
                            {"name": "X Mailer"}, {"words": ["x"]}, {"name": "X-Mailer", "words": ["a\\nb"]},
                            {"name": "X-Mailer", "effect": "SUPPRESS"}]}],
                         "signsAlso": ["NDR"]}
                        """).byOperator();
        assertThat(told.pointers())
                .containsExactlyInAnyOrder(
                        "#/signsAlso/0",
                        "#/rules/0/headers/0/name",
                        "#/rules/0/headers/1/name",
                        "#/rules/0/headers/2/words",
                        "#/rules/0/headers/3/effect");
    }

    @Test
    void namesAllFaultsOfAPerson() {
        Office.Told told = office.ask("PUT", "tenants/{tenant}/people/{mail}", "ben@contoso.example")
                .absent()
                .body("{\"mail\":\"other@contoso.example\",\"aliases\":[\"x\"],\"displayName\":\"Ben\","
                        + "\"attributes\":{\"job title\":\"a\",\"city\":3},\"photo\":{\"mediaType\":\"image/png\"}}")
                .byOperator();
        assertThat(told.pointers())
                .containsExactlyInAnyOrder(
                        "#/aliases/0",
                        "#/displayName",
                        "#/attributes/job title",
                        "#/attributes/city",
                        "#/photo/base64");
        assertThat(office.ask("PUT", "tenants/{tenant}/people/{mail}", "ben@contoso.example")
                        .absent()
                        .body("{\"mail\":\"other@contoso.example\"}")
                        .byOperator()
                        .pointers())
                .containsExactly("#/mail");
    }

    @Test
    void keepsAPersonWithPhotoAndAliases() {
        Office.Told put = office.ask("PUT", "tenants/{tenant}/people/{mail}", "ben@contoso.example")
                .absent()
                .body("{\"mail\":\"ben@contoso.example\",\"aliases\":[\"b@contoso.example\",\"BEN@contoso.example\"],"
                        + "\"attributes\":{\"displayName\":\"Ben\\r\\nBcc: all\"},\"groups\":[\"Sales\"],"
                        + "\"photo\":{\"mediaType\":\"image/png\",\"base64\":\"" + Office.PIXEL + "\"}}")
                .byOperator();
        assertThat(put.status()).isEqualTo(201);
        Office.Told read = office.ask("GET", "tenants/{tenant}/people/{mail}", "BEN@contoso.example")
                .byOperator();
        assertThat(read.json().path("aliases")).hasSize(1);
        assertThat(read.json().at("/attributes/displayName").asText()).isEqualTo("Ben  Bcc: all");
        assertThat(read.json().at("/photo/base64").asText()).isEqualTo(Office.PIXEL);
        assertThat(office.ask("GET", "tenants/{tenant}/people").byOperator().text())
                .contains("ben@contoso.example")
                .doesNotContain("photo");
        assertThat(office.ask("PUT", "tenants/{tenant}/people/{mail}", "ben@contoso.example")
                        .match(read.etag())
                        .body(read.text())
                        .byOperator()
                        .status())
                .isEqualTo(200);
    }
}
