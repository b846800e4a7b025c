package org.afterword.functions.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.Caller;
import org.afterword.functions.console.http.Right;
import org.afterword.functions.console.http.Route;
import org.afterword.functions.console.session.ConsoleSessions;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.process.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleApiTest {
    private final Office office;

    ConsoleApiTest() throws Exception {
        office = new Office().furnished();
    }

    private static List<Route> routes(Predicate<Right> rights) throws Exception {
        List<Route> routes = new Office().api.routes().where(rights).routes();
        assertThat(routes).isNotEmpty();
        return routes;
    }

    /** What is behind a key or a session. */
    static Set<String> templates() throws Exception {
        return routes(right -> right != Right.NONE).stream()
                .map(Route::template)
                .collect(Collectors.toSet());
    }

    static Set<String> templatesOfATenant() throws Exception {
        Set<String> templates = templates();
        templates.remove("tenants");
        return templates;
    }

    static List<Route> changes() throws Exception {
        return routes(right -> right == Right.CHANGE);
    }

    static List<Route> behindADoor() throws Exception {
        return routes(right -> right != Right.NONE);
    }

    static List<Route> forEverybody() throws Exception {
        return routes(right -> right == Right.NONE);
    }

    @ParameterizedTest
    @MethodSource("templates")
    void letsNobodyInWithoutASession(String template) {
        assertThat(office.ask("GET", template, "full").bySession().status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("templatesOfATenant")
    void showsAnAdministratorNothingOfAnotherOrganisation(String template) throws Exception {
        office.signedIn(true);
        for (String method : List.of("GET", "PUT", "POST", "DELETE", "PATCH")) {
            assertThat(office.ask(method, template, "full")
                            .of(Office.FABRIKAM.toString())
                            .bySession()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void listsAnAdministratorsOwnOrganisationOnly() throws Exception {
        office.signedIn(true);
        assertThat(office.ask("GET", "tenants").bySession().json().findValuesAsText("name"))
                .containsExactly("Contoso");
        assertThat(office.ask("GET", "tenants").byOperator().json().findValuesAsText("name"))
                .containsExactly("Contoso", "Fabrikam");
    }

    @Test
    void letsSomebodyWhoMayOnlyReadTryButNotChange() throws Exception {
        office.signedIn(false);
        assertThat(office.ask("GET", "tenants/{tenant}/rules").bySession().status())
                .isEqualTo(200);
        assertThat(office.ask("POST", "tenants/{tenant}/preview")
                        .body("{\"person\":\"anna@contoso.example\",\"template\":\"full\"}")
                        .bySession()
                        .status())
                .isEqualTo(200);
        assertThat(office.ask("PUT", "tenants/{tenant}/rules")
                        .match("\"none\"")
                        .body("{}")
                        .bySession()
                        .status())
                .isEqualTo(403);
        assertThat(office.ask("POST", "tenants/{tenant}/people")
                        .body("[]")
                        .bySession()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void takesNoOrderFromAForeignPageThatUsesTheCookie() throws Exception {
        office.signedIn(true);
        assertThat(office.ask("POST", "tenants/{tenant}/people")
                        .body("[]")
                        .byCookieAlone()
                        .status())
                .isEqualTo(403);
        assertThat(office.ask("POST", "tenants/{tenant}/people")
                        .header("sec-fetch-site", "cross-site")
                        .body("[]")
                        .bySession()
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "contoso", "c0a80101-0000-4000-8000-00000000ffff"})
    void knowsNoTenantThatIsNotThere(String tenant) {
        assertThat(office.ask("GET", "tenants/{tenant}/rules")
                        .of(tenant)
                        .byOperator()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void answersUnknownMethodsWith405() throws Exception {
        for (String template : templates()) {
            assertThat(office.ask("OPTIONS", template, "full").byOperator().status())
                    .isEqualTo(405);
        }
    }

    @Test
    void saysTryAgainWhenTheStoreIsUnavailable() {
        office.stores.tenants().failNextFind(1);
        Office.Told told = office.ask("GET", "tenants/{tenant}/rules").byOperator();
        assertThat(told.status()).isEqualTo(503);
        assertThat(told.response().headers().get("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void onlyWhoRunsTheStampSuspendsATenantAndLiftsThat() throws Exception {
        office.signedIn(true);
        assertThat(state("SUSPENDED").bySession().status()).isEqualTo(403);
        assertThat(state("SUSPENDED").byOperator().status()).isEqualTo(200);

        for (String undone : List.of("PENDING", "CONNECTED", "PAUSED")) {
            Office.Told told = state(undone).bySession();
            assertThat(told.status()).isEqualTo(409);
            assertThat(told.json().path("detail").asText()).contains("only they can lift that");
        }
        Office.Told renamed = office.ask("PUT", "tenants/{tenant}")
                .match("*")
                .body("{\"name\":\"Contoso AG\",\"state\":\"SUSPENDED\"}")
                .bySession();
        assertThat(renamed.status()).isEqualTo(200);
        Office.Told seen = office.ask("GET", "tenants/{tenant}").bySession();
        assertThat(seen.json().path("state").asText()).isEqualTo("SUSPENDED");
        assertThat(seen.json().path("name").asText()).isEqualTo("Contoso AG");

        assertThat(state("PAUSED").byOperator().status()).isEqualTo(200);
        assertThat(state("CONNECTED").bySession().status()).isEqualTo(200);
    }

    @Test
    void aSuspensionIsNotOverwrittenByWhoReadTheTenantBeforeIt() throws Exception {
        office.signedIn(true);
        String before = office.ask("GET", "tenants/{tenant}").bySession().etag();
        office.stores.tenants().beforeNextPut(() -> state("SUSPENDED").byOperator());
        Office.Told late = state("PAUSED").match(before).bySession();
        assertThat(late.status()).isEqualTo(412);
        assertThat(state("PAUSED").bySession().status()).isEqualTo(409);
        assertThat(office.ask("GET", "tenants/{tenant}")
                        .byOperator()
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("SUSPENDED");
    }

    private Office.Asked state(String state) {
        return office.ask("PATCH", "tenants/{tenant}").match("*").body("{\"state\":\"" + state + "\"}");
    }

    @Test
    void pausesAndConnectsATenantByItsVersion() {
        Office.Told read = office.ask("GET", "tenants/{tenant}").byOperator();
        Office.Told paused = office.ask("PATCH", "tenants/{tenant}")
                .match(read.etag())
                .body("{\"state\":\"paused\"}")
                .byOperator();
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("state").asText()).isEqualTo("PAUSED");
        assertThat(paused.json().path("name").asText()).isEqualTo("Contoso");
        assertThat(office.ask("PATCH", "tenants/{tenant}")
                        .match(read.etag())
                        .body("{\"state\":\"CONNECTED\"}")
                        .byOperator()
                        .status())
                .isEqualTo(412);
        assertThat(office.ask("PUT", "tenants/{tenant}")
                        .match(paused.etag())
                        .body("{\"state\":\"ON\",\"inbound\":\"evil.example\"}")
                        .byOperator()
                        .pointers())
                .containsExactlyInAnyOrder("#/name", "#/state", "#/inbound");
    }

    @Test
    void keepsSecretsOfATenantToItself() {
        assertThat(office.ask("GET", "tenants/{tenant}").byOperator().text())
                .doesNotContain("routingCode")
                .doesNotContain("inbound");
    }

    @ParameterizedTest
    @MethodSource("behindADoor")
    void givesNothingThatNeedsARightToAnybody(Route route) {
        assertThat(office.ask(route.method(), route.template(), "full")
                        .byAnybody()
                        .status())
                .isEqualTo(404);
        assertThat(office.ask(route.method(), route.template(), "full")
                        .bySession()
                        .status())
                .isEqualTo(401);
        assertThatThrownBy(() -> route.right().demand(new Caller.Anybody())).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void letsNobodyChangeAnythingWhoMayOnlyRead(Route route) throws Exception {
        office.signedIn(false);
        assertThat(office.ask(route.method(), route.template(), "full")
                        .bySession()
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @MethodSource("behindADoor")
    void takesAnOrderOfABrowserFromOurPagesOnly(Route route) throws Exception {
        office.signedIn(true);
        Office.Asked asked =
                office.ask(route.method(), route.template(), "full").match("*");
        boolean refused = asked.byCookieAlone().status() == 403;
        assertThat(refused).isEqualTo(!route.method().equals("GET"));
    }

    @ParameterizedTest
    @MethodSource("forEverybody")
    void hasNoSecondAddressForWhatIsForEverybody(Route route) throws Exception {
        office.signedIn(true);
        assertThat(office.ask(route.method(), route.template(), "state")
                        .byAnybody()
                        .status())
                .isNotEqualTo(401);
        assertThat(office.ask(route.method(), route.template(), "state")
                        .bySession()
                        .status())
                .isEqualTo(404);
        assertThat(office.ask(route.method(), route.template(), "state")
                        .byOperator()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void saysWhichMethodsAnAddressTakes() throws Exception {
        Office.Told told = office.ask("PATCH", "tenants/{tenant}/people/{mail}", "a@contoso.example")
                .byOperator();
        assertThat(told.status()).isEqualTo(405);
        assertThat(told.response().headers()).containsEntry("Allow", "DELETE, GET, HEAD, PUT");
        assertThat(office.ask("PUT", "connect/{name}", "state")
                        .byAnybody()
                        .response()
                        .headers())
                .containsEntry("Allow", "GET, HEAD, POST");
    }

    @Test
    void answersHeadAsGet() {
        Office.Told head = office.ask("HEAD", "tenants/{tenant}/rules").byOperator();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.etag())
                .isEqualTo(
                        office.ask("GET", "tenants/{tenant}/rules").byOperator().etag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nothing", "tenants/{tenant}/nothing", "tenants/{tenant}//rules", "tenants/{tenant}%2Frules"
            })
    void saysThatThereIsNothingAtAnotherAddress(String path) {
        Office.Told told = office.ask("GET", path).byOperator();
        assertThat(told.status()).isEqualTo(404);
        assertThat(told.response().headers().get("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void tellsNothingOfAFaultInTheProgram() {
        ConnectSettings settings =
                ConnectSettings.from(new SettingsReader(Map.of("AFTERWORD_STAMP_DOMAIN", "eu.afterword.example")));
        InstantSource broken = () -> {
            throw new IllegalStateException("anna@contoso.example");
        };
        ConsoleApi api = new ConsoleApi(
                office.stores.stores(),
                new byte[16],
                new ConsoleSessions(office.onboarding, broken),
                new ConnectApi(settings, office.onboarding, office.stores.traces(), broken),
                broken);
        Office.Told told = new Office.Told(api.answerAnybody(ApiRequest.of(
                "POST",
                URI.create("https://stamp.example/api/connect/sign-in"),
                Map.of(),
                Map.of("x-afterword-request", "1"),
                "")));
        assertThat(told.status()).isEqualTo(500);
        assertThat(told.json().path("status").asInt()).isEqualTo(500);
        assertThat(told.text()).doesNotContain("anna", "Exception", "afterword");
    }
}
