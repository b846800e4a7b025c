package org.afterword.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.afterword.functions.console.http.AdminResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleApiTest {
    private final Office office;

    ConsoleApiTest() throws Exception {
        office = new Office().furnished();
    }

    @ParameterizedTest
    @EnumSource(AdminResource.class)
    void letsNobodyInWithoutASession(AdminResource resource) {
        assertThat(office.ask("GET", resource, "full").bySession().status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource(value = AdminResource.class, mode = EnumSource.Mode.EXCLUDE, names = "TENANTS")
    void showsAnAdministratorNothingOfAnotherOrganisation(AdminResource resource) throws Exception {
        office.signedIn(true);
        for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH")) {
            assertThat(office.ask(method, resource, "full")
                            .of(Office.FABRIKAM.toString())
                            .bySession()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void listsAnAdministratorsOwnOrganisationOnly() throws Exception {
        office.signedIn(true);
        assertThat(office.ask("GET", AdminResource.TENANTS).bySession().json().findValuesAsText("name"))
                .containsExactly("Contoso");
        assertThat(office.ask("GET", AdminResource.TENANTS).byOperator().json().findValuesAsText("name"))
                .containsExactly("Contoso", "Fabrikam");
    }

    @Test
    void letsSomebodyWhoMayOnlyReadTryButNotChange() throws Exception {
        office.signedIn(false);
        assertThat(office.ask("GET", AdminResource.RULES).bySession().status()).isEqualTo(200);
        assertThat(office.ask("POST", AdminResource.PREVIEW)
                        .body("{\"person\":\"anna@contoso.example\",\"template\":\"full\"}")
                        .bySession()
                        .status())
                .isEqualTo(200);
        assertThat(office.ask("PUT", AdminResource.RULES)
                        .match("\"none\"")
                        .body("{}")
                        .bySession()
                        .status())
                .isEqualTo(403);
        assertThat(office.ask("POST", AdminResource.PEOPLE)
                        .body("[]")
                        .bySession()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void takesNoOrderFromAForeignPageThatUsesTheCookie() throws Exception {
        office.signedIn(true);
        assertThat(office.ask("POST", AdminResource.PEOPLE)
                        .body("[]")
                        .byCookieAlone()
                        .status())
                .isEqualTo(403);
        assertThat(office.ask("POST", AdminResource.PEOPLE)
                        .header("sec-fetch-site", "cross-site")
                        .body("[]")
                        .bySession()
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "contoso", "c0a80101-0000-4000-8000-00000000ffff"})
    void knowsNoTenantThatIsNotThere(String tenant) {
        assertThat(office.ask("GET", AdminResource.RULES)
                        .of(tenant)
                        .byOperator()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void answersUnknownMethodsWith405() {
        for (AdminResource resource : EnumSet.allOf(AdminResource.class)) {
            assertThat(office.ask("OPTIONS", resource, "full").byOperator().status())
                    .isEqualTo(405);
        }
    }

    @Test
    void saysTryAgainWhenTheStoreIsAway() {
        office.stores.tenants().failNextFind(1);
        Office.Told told = office.ask("GET", AdminResource.RULES).byOperator();
        assertThat(told.status()).isEqualTo(503);
        assertThat(told.response().headers().get("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void pausesAndConnectsATenantByItsVersion() {
        Office.Told read = office.ask("GET", AdminResource.TENANT).byOperator();
        Office.Told paused = office.ask("PATCH", AdminResource.TENANT)
                .match(read.etag())
                .body("{\"state\":\"paused\"}")
                .byOperator();
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("state").asText()).isEqualTo("PAUSED");
        assertThat(paused.json().path("name").asText()).isEqualTo("Contoso");
        assertThat(office.ask("PATCH", AdminResource.TENANT)
                        .match(read.etag())
                        .body("{\"state\":\"CONNECTED\"}")
                        .byOperator()
                        .status())
                .isEqualTo(412);
        assertThat(office.ask("PUT", AdminResource.TENANT)
                        .match(paused.etag())
                        .body("{\"state\":\"ON\",\"inbound\":\"evil.example\"}")
                        .byOperator()
                        .pointers())
                .containsExactlyInAnyOrder("#/name", "#/state", "#/inbound");
    }

    @Test
    void keepsSecretsOfATenantToItself() {
        assertThat(office.ask("GET", AdminResource.TENANT).byOperator().text())
                .doesNotContain("routingCode")
                .doesNotContain("inbound");
    }
}
