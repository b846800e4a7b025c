package org.afterword.functions.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.functions.console.Office;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {
    private final Office office;

    PeopleTest() throws Exception {
        office = new Office();
    }

    private Office.Told csv(String table) {
        return office.ask("POST", "tenants/{tenant}/people")
                .header("content-type", "text/csv; charset=utf-8")
                .body(table)
                .byOperator();
    }

    private Office.Told list(String json) {
        return office.ask("POST", "tenants/{tenant}/people").body(json).byOperator();
    }

    private Person person(String mail) throws Exception {
        return office.stores.people().find(Office.CONTOSO, MailAddress.of(mail)).orElseThrow();
    }

    private static List<String> outcomes(Office.Told told) {
        List<String> outcomes = new ArrayList<>();
        for (JsonNode line : told.json().path("lines")) {
            outcomes.add(line.path("line").asInt() + " " + line.path("outcome").asText());
        }
        return outcomes;
    }

    @Test
    void importsATableWithEntrasNames() throws Exception {
        Office.Told told = csv("""
                mail,displayName,businessPhones,proxyAddresses,groups,extensionAttribute1,pronouns
                anna@contoso.example,"Keller, Anna",'+41 44 555 01 17;'+41 44 555 01 18,SMTP:anna@contoso.example;smtp:a.keller@contoso.example;SIP:anna@contoso.example,Care;Zürich,https://contoso.example,she/her

                "ben@contoso.example","Ben
                Berg",,,,,
                """);
        assertThat(outcomes(told)).containsExactly("2 created", "4 created");
        Person anna = person("a.keller@contoso.example");
        assertThat(anna.mail()).isEqualTo(MailAddress.of("anna@contoso.example"));
        assertThat(anna.attributes())
                .containsEntry("displayName", "Keller, Anna")
                .containsEntry("businessPhones", "+41 44 555 01 17")
                .containsEntry("pronouns", "she/her");
        assertThat(anna.groups()).containsExactlyInAnyOrder("Care", "Zürich");
        assertThat(person("ben@contoso.example").attributes()).containsEntry("displayName", "Ben Berg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail;displayName\nanna@contoso.example;Anna\n",
                "mail\tdisplayName\r\nanna@contoso.example\tAnna"
            })
    void seesWhatSeparatesTheCells(String table) throws Exception {
        assertThat(outcomes(csv("\ufeff" + table))).containsExactly("2 created");
        assertThat(person("anna@contoso.example").attributes()).containsEntry("displayName", "Anna");
    }

    @Test
    void losesNoLineByTheFaultsOfOthersAndRepeatsNoValue() throws Exception {
        Office.Told told = csv("""
                mail,displayName,proxyAddresses
                anna@contoso.example,Anna,
                not-an-address,Secret Name,
                ,Nobody,
                ben@contoso.example,Ben,one@contoso.example;broken
                anna@contoso.example,Anna again,
                cem@contoso.example,Cem,one@contoso.example,too,many
                dana@contoso.example,D\ufffdna,
                emil@contoso.example,Emil,
                """);
        assertThat(outcomes(told))
                .containsExactly(
                        "2 created",
                        "3 refused",
                        "4 refused",
                        "5 refused",
                        "6 refused",
                        "7 refused",
                        "8 refused",
                        "9 created");
        assertThat(told.json().path("refused").asInt()).isEqualTo(6);
        assertThat(told.json().path("created").asInt()).isEqualTo(2);
        assertThat(told.text()).doesNotContain("Secret").doesNotContain("one@").doesNotContain("broken");
        assertThat(told.json().at("/lines/1/errors/0/pointer").asText()).isEqualTo("#/mail");
        assertThat(told.json().at("/lines/3/errors/0/pointer").asText()).isEqualTo("#/proxyAddresses/1");
    }

    @Test
    void keepsWhatCameBeforeAQuotationMarkThatIsNotClosed() {
        assertThat(
                        outcomes(
                                csv(
                                        "mail,displayName\nanna@contoso.example,Anna\nben@contoso.example,\"Ben\ncem@contoso.example,Cem\n")))
                .first()
                .isEqualTo("2 created");
    }

    @Test
    void saysWhatDidNotChange() throws Exception {
        String table = "mail,displayName\nanna@contoso.example,Anna\nben@contoso.example,Ben\n";
        csv(table);
        assertThat(outcomes(csv(table))).containsExactly("2 unchanged", "3 unchanged");
        assertThat(outcomes(csv(table.replace("Ben", "Benno")))).containsExactly("2 unchanged", "3 changed");
    }

    @Test
    void wantsAColumnOfAddressesAndEachNameOnce() {
        assertThat(csv("displayName,job title,displayName\nAnna,x,y\n").pointers())
                .containsExactlyInAnyOrder("#", "#/displayName", "#/mail");
        assertThat(csv("").status()).isEqualTo(400);
    }

    @Test
    void importsUsersOfMicrosoftGraph() throws Exception {
        Office.Told told = list("""
                {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": [
                  {"@odata.type": "#microsoft.graph.user", "id": "87d349ed", "accountEnabled": true,
                   "businessPhones": ["+41 44 555 01 17", "+41 44 555 01 18"], "displayName": "Anna Keller",
                   "jobTitle": null, "mail": "anna@contoso.example", "mobilePhone": "",
                   "proxyAddresses": ["SMTP:anna@contoso.example", "smtp:a@contoso.example", "x500:/o=a"],
                   "manager": {"@odata.type": "#microsoft.graph.user", "id": "1", "displayName": "Bea", "mail": "bea@contoso.example"},
                   "onPremisesExtensionAttributes": {"extensionAttribute1": "one", "extensionAttribute2": null}},
                  {"displayName": "Room", "mail": null},
                  {"mail": "x@contoso.example", "assignedLicenses": []}]}
                """);
        assertThat(outcomes(told)).containsExactly("1 created", "2 refused", "3 refused");
        Person anna = person("a@contoso.example");
        assertThat(anna.attributes())
                .containsEntry("businessPhones", "+41 44 555 01 17")
                .containsEntry("businessPhones2", "+41 44 555 01 18")
                .containsEntry("manager", "Bea")
                .containsEntry("managerMail", "bea@contoso.example")
                .containsEntry("extensionAttribute1", "one")
                .doesNotContainKeys("jobTitle", "mobilePhone", "@odata.type", "extensionAttribute2");
    }

    @Test
    void letsNobodyTakeAnothersAddressAsAnAlias() throws Exception {
        csv("mail,displayName\nchief@contoso.example,Chief\n");
        assertThat(outcomes(csv("mail,proxyAddresses\nben@contoso.example,chief@contoso.example\n")))
                .containsExactly("2 refused");
        assertThat(person("chief@contoso.example").attributes()).containsEntry("displayName", "Chief");
    }

    @Test
    void keepsAPhotoThatTheTableCannotHold() throws Exception {
        list("[{\"mail\":\"anna@contoso.example\",\"photo\":{\"mediaType\":\"image/png\",\"base64\":\"" + Office.PIXEL
                + "\"}}]");
        csv("mail,displayName\nanna@contoso.example,Anna\n");
        assertThat(person("anna@contoso.example").photo()).isPresent();
    }

    @Test
    void guardsExportedCellsAgainstSpreadsheetsAndReadsThemBack() throws Exception {
        List<String> values =
                List.of("=1+1", "+41 44", "-5", "@SUM(A1)", "'=x", "'quoted'", "=HYPERLINK(\"a\",\"b\")", "a=b");
        for (int i = 0; i < values.size(); i++) {
            office.stores
                    .people()
                    .put(
                            Office.CONTOSO,
                            new Person(
                                    MailAddress.of("p" + i + "@contoso.example"),
                                    Map.of("mail", "p" + i + "@contoso.example", "jobTitle", values.get(i))));
        }
        Office.Told exported = office.ask("GET", "tenants/{tenant}/people")
                .header("accept", "text/csv")
                .byOperator();
        assertThat(exported.response().headers().get("Content-Type")).startsWith("text/csv");
        for (String line : exported.text().lines().skip(1).toList()) {
            String cell = line.split(",", 3)[1].replaceFirst("^\"", "");
            assertThat(cell).doesNotContainPattern("^[=+@\\t\\r-]");
        }
        assertThat(exported.text())
                .contains("'=1+1")
                .contains("'+41 44")
                .contains("''=x")
                .contains(",a=b");
        assertThat(csv(exported.text()).json().path("unchanged").asInt()).isEqualTo(values.size());
    }

    @Test
    void exportsSeveralTelephonesAndAliasesInOneCell() throws Exception {
        String table = "mail,businessPhones,proxyAddresses,groups\r\nanna@contoso.example,"
                + "\"'+41 1;+41 2\",\"a@contoso.example;b@contoso.example\",One;Two\r\n";
        csv(table);
        String exported = office.ask("GET", "tenants/{tenant}/people")
                .header("accept", "text/csv")
                .byOperator()
                .text();
        assertThat(exported).isEqualTo(table);
    }

    @Test
    void givesPeoplePageByPage() {
        String table = "mail\n"
                + String.join(
                        "\n",
                        IntStream.range(0, 25)
                                .mapToObj(i -> "p" + i + "@contoso.example")
                                .toList());
        csv(table);
        List<String> seen = new ArrayList<>();
        Office.Asked ask = office.ask("GET", "tenants/{tenant}/people").query("limit", "10");
        int pages = 0;
        while (true) {
            JsonNode page = ask.byOperator().json();
            pages++;
            page.path("items").forEach(person -> seen.add(person.path("mail").asText()));
            if (!page.has("next")) {
                break;
            }
            String next = page.path("next").asText();
            assertThat(next).startsWith("/api/tenants/" + Office.CONTOSO + "/people?limit=10&next=");
            ask = office.ask("GET", "tenants/{tenant}/people")
                    .query("limit", "10")
                    .query("next", next.substring(next.lastIndexOf('=') + 1));
        }
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(office.ask("GET", "tenants/{tenant}/people")
                        .query("limit", "100000")
                        .byOperator()
                        .status())
                .isEqualTo(400);
    }

    @Test
    void takesSoManyAtATimeAndNoOtherForm() {
        assertThat(csv("mail\n" + "x\n".repeat(5001)).status()).isEqualTo(413);
        assertThat(office.ask("POST", "tenants/{tenant}/people")
                        .header("content-type", "application/xml")
                        .body("<a/>")
                        .byOperator()
                        .status())
                .isEqualTo(415);
        assertThat(list("{\"mail\":\"x\"}").status()).isEqualTo(400);
    }
}
