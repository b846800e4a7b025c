package org.afterword.functions.console.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.page.Look;
import org.afterword.functions.console.session.ConnectOptions;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.session.Order;
import org.afterword.functions.onboarding.session.Problem;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.ShownTenant;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.functions.onboarding.session.Stage;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.process.settings.SettingsReader;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.fake.InMemoryTraceStore;
import org.afterword.storage.onboarding.OnboardingKey;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.Test;

class ConnectApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADDRESS = "https://app.example/api/connect/x";

    private final InMemoryOnboardingStore store = new InMemoryOnboardingStore();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private static final RoutingCode CODE = RoutingCode.random(new SecureRandom());

    private final ConnectApi api = api(Map.of("AFTERWORD_STAMP_DOMAIN", "eu.afterword.example"));

    private ConnectApi api(Map<String, String> settings) {
        return new ConnectApi(
                ConnectSettings.from(new SettingsReader(settings)), store, new InMemoryTraceStore(), () -> now);
    }

    private static ApiRequest request(Map<String, String> headers) {
        return request(headers, "");
    }

    private static ApiRequest request(Map<String, String> headers, String body) {
        return ApiRequest.of("POST", URI.create(ADDRESS), Map.of(), headers, body);
    }

    private static ApiRequest ours(String cookie) {
        return request(Map.of("x-afterword-request", "1", "cookie", cookie));
    }

    private static String text(ApiResponse response) {
        return new String(response.body(), UTF_8);
    }

    private static JsonNode json(ApiResponse response) throws Exception {
        return JSON.readTree(response.body());
    }

    private String signIn() throws Exception {
        return signIn("");
    }

    private String signIn(String cookie) throws Exception {
        return cookie(api.post("sign-in", ours(cookie)));
    }

    /** The cookie that an answer sets; empty if it sets none. */
    private static String cookie(ApiResponse response) {
        return response.headers().getOrDefault("Set-Cookie", "").split(";")[0];
    }

    /** What the worker writes when somebody has typed the code, and Exchange has let the tenant be read. */
    private void typed() throws Exception {
        Sessions sessions = new Sessions(store);
        TenantId tenant = TenantId.of("6f0a7c9e-2f7b-4d1c-9a53-0d3c4b7f1e2a");
        sessions.update(id(), session -> session.signedIn(new SignedInAccount("admin@contoso.com", tenant, true)));
        showTenant(true, List.of(), false);
    }

    private void showTenant(boolean created, List<String> waitsFor, boolean disableFirst) throws Exception {
        new Sessions(store)
                .update(
                        id(),
                        session -> session.showing(
                                new ShownTenant(
                                        "Contoso",
                                        List.of("contoso.com"),
                                        "contoso.onmicrosoft.com",
                                        PlanOptions.usual(),
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        created,
                                        true,
                                        true,
                                        true,
                                        waitsFor,
                                        disableFirst,
                                        SessionSecret.seal(session.publicKey(), CODE.value())),
                                now));
    }

    private String stage(String cookie) throws Exception {
        return json(api.get("state", ours(cookie))).path("stage").asText();
    }

    @Test
    void givesANewSecretWhenSomebodyHasSignedInAndTheOldOneIsWorthNothing() throws Exception {
        String before = signIn();
        typed();
        for (ApiResponse refused : List.of(
                api.post("remove", ours(before)),
                api.post("test", ours(before)),
                api.get("script", ours(before)),
                api.get("guide", ours(before)))) {
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.headers()).doesNotContainKey("Set-Cookie");
        }
        ApiResponse told = api.get("state", ours(before));
        String after = cookie(told);
        assertThat(json(told).path("organization").asText()).isEqualTo("Contoso");
        assertThat(after).isNotEqualTo(before).contains(id() + ".");
        assertThat(String.join("", store.written())).doesNotContain(after.substring(after.indexOf('.') + 1));

        assertThat(text(api.get("script", ours(after)))).contains(CODE.value());
        assertThat(cookie(api.get("state", ours(after)))).isEmpty();
        assertThat(stage(after)).isEqualTo("CREATED");
        assertThat(stage(before)).isEqualTo("IDLE");
        assertThat(cookie(api.get("state", ours(before)))).isEmpty();
        assertThat(api.post("check", ours(before)).status()).isEqualTo(404);
        assertThat(api.post("check", ours(after)).status()).isEqualTo(200);
    }

    @Test
    void tellsTheNewSecretAgainWhenTheAnswerWasLost() throws Exception {
        String before = signIn();
        typed();
        String lost = cookie(api.get("state", ours(before)));
        String again = cookie(api.get("state", ours(before)));

        assertThat(again).isNotEqualTo(lost);
        assertThat(stage(again)).isEqualTo("CREATED");
        assertThat(text(api.get("script", ours(again)))).contains(CODE.value());
        assertThat(stage(lost)).isEqualTo("IDLE");
    }

    @Test
    void oneOfTwoBrowsersWithTheOldSecretGetsTheSession() throws Exception {
        String before = signIn();
        typed();
        List<String> told = new CopyOnWriteArrayList<>();
        try (ExecutorService browsers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                browsers.submit(() -> told.add(cookie(api.get("state", ours(before)))));
            }
        }
        List<String> opened = new ArrayList<>();
        for (String cookie : told) {
            if (stage(cookie).equals("CREATED")) {
                opened.add(cookie);
            }
        }
        assertThat(told).hasSize(8).doesNotHaveDuplicates();
        assertThat(opened).hasSize(1);
        assertThat(stage(before)).isEqualTo("IDLE");
    }

    @Test
    void beginsNoSignInWithASecretThatItHasNotGivenNow() throws Exception {
        String planted = "__Host-afterword-connect=" + SessionSecret.create().cookie();
        assertThat(signIn(planted)).isNotEqualTo(planted);
        typed();
        assertThat(stage(planted)).isEqualTo("IDLE");
    }

    @Test
    void noSecretOpensAnothersSession() throws Exception {
        signIn();
        typed();
        for (String forged : List.of(
                id() + "." + SessionSecret.create().cookie(), id() + ".", id(), "x".repeat(32) + ".AAAA", ".", "..")) {
            assertThat(stage("__Host-afterword-connect=" + forged)).isEqualTo("IDLE");
        }
    }

    private String id() {
        return store.jobs().getLast().replaceAll(".*\"session\":\"([0-9a-f]+)\".*", "$1");
    }

    @Test
    void givesABrowserACookieThatScriptsAndOtherSitesDoNotGet() throws Exception {
        ApiResponse response = api.post("sign-in", ours(""));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().getOrDefault("Set-Cookie", ""))
                .matches(
                        "__Host-afterword-connect=[\\w-]{43}; Path=/; Max-Age=86400; HttpOnly; SameSite=Strict; Secure");
        assertThat(id()).hasSize(32);
        assertThat(String.join("", store.written()))
                .doesNotContain(
                        response.headers().getOrDefault("Set-Cookie", "").substring(25, 68));
    }

    @Test
    void everyAnswerHasAStrictPolicyAndIsNotKept() throws Exception {
        for (ApiResponse response :
                new ApiResponse[] {api.page(), api.get("state", ours("")), api.get("x", ours(""))}) {
            assertThat(response.headers().getOrDefault("Content-Security-Policy", ""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(response.headers())
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("X-Content-Type-Options", "nosniff");
        }
    }

    @Test
    void takesNoOrderFromAnotherSite() throws Exception {
        assertThat(api.post("sign-in", request(Map.of())).status()).isEqualTo(403);
        assertThat(api.post("sign-in", request(Map.of("x-afterword-request", "1", "sec-fetch-site", "cross-site")))
                        .status())
                .isEqualTo(403);
        assertThat(api.post(
                                "sign-in",
                                request(Map.of(
                                        "x-afterword-request",
                                        "1",
                                        "host",
                                        "app.example",
                                        "origin",
                                        "https://evil.example")))
                        .status())
                .isEqualTo(403);
        assertThat(store.jobs()).isEmpty();
    }

    @Test
    void showsASessionOnlyToItsCookie() throws Exception {
        String cookie = signIn();

        assertThat(json(api.get("state", ours(cookie))).path("stage").asText()).isEqualTo("STARTING");
        assertThat(json(api.get("state", ours(""))).path("stage").asText()).isEqualTo("IDLE");
        assertThat(json(api.get("state", ours(cookie.substring(0, cookie.length() - 3) + "AAA")))
                        .path("stage")
                        .asText())
                .isEqualTo("IDLE");
        assertThat(api.post("create", ours("")).status()).isEqualTo(404);
        assertThat(api.get("script", ours("")).status()).isEqualTo(404);
    }

    @Test
    void saysThatTheWorkerIsGoneAndOffersANewCodeInANewSession() throws Exception {
        String cookie = signIn();
        store.update(
                OnboardingKey.session(id()),
                json -> json.map(text -> text.replace("\"owner\":\"\"", "\"owner\":\"w\"")));
        now = now.plus(Duration.ofSeconds(15));
        assertThat(json(api.get("state", ours(cookie))).path("lost").asBoolean())
                .isFalse();

        now = now.plus(Duration.ofSeconds(10));
        assertThat(json(api.get("state", ours(cookie))).path("lost").asBoolean())
                .isTrue();

        String first = id();
        String other = signIn(cookie);
        assertThat(other).isNotEqualTo(cookie);
        assertThat(json(api.get("state", ours(other))).path("lost").asBoolean()).isFalse();
        assertThat(store.jobs()).hasSize(2);
        assertThat(id()).isNotEqualTo(first);
        assertThat(new Sessions(store).find(first).orElseThrow().orders().given())
                .as("the first worker, if it lives, is told to stop")
                .containsExactly(new Order.SignOut());
    }

    @Test
    void saysThatASessionIsOfANewerVersion() throws Exception {
        String cookie = signIn();
        store.update(
                OnboardingKey.session(id()), json -> json.map(text -> text.replace("\"version\":1", "\"version\":2")));

        for (ApiResponse response : new ApiResponse[] {
            api.get("state", ours(cookie)), api.post("create", ours(cookie)), api.post("sign-in", ours(cookie))
        }) {
            assertThat(response.status()).isEqualTo(503);
            assertThat(json(response).path("detail").asText())
                    .startsWith("This sign-in was stored by a newer version of Afterword");
        }
    }

    @Test
    void takesOptionsByTheirNames() throws Exception {
        Map<String, String> header = Map.of("x-afterword-request", "1", "cookie", signIn());
        String body = "{\"richTextInside\":true,\"ownServers\":\"send-on\"}";

        assertThat(api.post("plan", request(header, body)).status()).isEqualTo(200);
        assertThat(ConnectOptions.json(ConnectOptions.read(new ObjectMapper().readTree(body)))
                        .toString())
                .contains("\"richTextOff\":true,\"richTextInside\":true,\"ownServers\":\"send-on\"");
        ApiResponse refused = api.post("plan", request(header, "{\"ownServers\":\"never\"}"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(json(refused).path("detail").asText()).contains("undecided, send-on or leave");
    }

    @Test
    void refusesOptionsThatCannotBe() throws Exception {
        String cookie = signIn();
        ApiResponse response = api.post(
                "create", request(Map.of("x-afterword-request", "1", "cookie", cookie), "{\"pilotGroup\":\"nobody\"}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("detail").asText())
                .isEqualTo("The pilot group must be the e-mail address of a group.");
    }

    @Test
    void signsInToTheCustomersOrganisationThatIsNamed() throws Exception {
        Map<String, String> header = Map.of("x-afterword-request", "1", "cookie", "");

        ApiResponse begun = api.post("sign-in", request(header, "{\"domain\":\" Fabrikam.com \"}"));
        assertThat(json(begun).path("domain").asText()).isEqualTo("fabrikam.com");
        assertThat(new Sessions(store).find(id()).orElseThrow().customer()).contains(new Customer("fabrikam.com"));

        for (String none : List.of("", "{}", "{\"domain\":\"\"}")) {
            assertThat(json(api.post("sign-in", request(header, none))).has("domain"))
                    .isFalse();
        }
        int jobs = store.jobs().size();
        for (String refused : List.of("{\"domain\":\"common/x\"}", "no JSON")) {
            ApiResponse response = api.post("sign-in", request(header, refused));
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.headers()).doesNotContainKey("Set-Cookie");
        }
        assertThat(store.jobs()).hasSize(jobs);
    }

    @Test
    void saysWhatEnablingWaitsForAndWhetherANewCodeHelps() throws Exception {
        String before = signIn();
        typed();
        Sessions sessions = new Sessions(store);
        showTenant(false, List.of("The inbound connector is disabled."), true);
        String cookie = cookie(api.get("state", ours(before)));

        JsonNode shown = json(api.get("state", ours(cookie)));
        assertThat(shown.path("waitsFor"))
                .extracting(JsonNode::asText)
                .containsExactly("The inbound connector is disabled.");
        assertThat(shown.path("disableFirst").asBoolean()).isTrue();
        assertThat(shown.path("initialDomain").asText()).isEqualTo("contoso.onmicrosoft.com");
        assertThat(shown.has("newCodeHelps")).isFalse();

        sessions.update(
                id(), session -> session.failed(Stage.ENDED, new Problem("Blocked.", "Use the script.", false)));
        assertThat(json(api.get("state", ours(cookie))).path("newCodeHelps").asBoolean(true))
                .isFalse();
    }

    @Test
    void saysWhatTheOperatorHasToSet() throws Exception {
        ApiResponse response = api(Map.of()).post("sign-in", ours(""));

        assertThat(response.status()).isEqualTo(503);
        assertThat(json(response).path("detail").asText()).contains("AFTERWORD_STAMP_DOMAIN");
    }

    @Test
    void documentsEveryRouteAndOrder() throws Exception {
        JsonNode document = json(api.get("openapi.json", ours("")));
        String cookie = signIn();

        assertThat(document.at("/paths").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("/connect", "/connect/{name}", "/connect/{order}");
        for (JsonNode order : document.at("/paths/~1connect~1{order}/post/parameters/0/schema/enum")) {
            assertThat(api.post(order.asText(), ours(cookie)).status())
                    .as(order.asText())
                    .isEqualTo(200);
        }
        for (JsonNode name : document.at("/paths/~1connect~1{name}/get/parameters/0/schema/enum")) {
            assertThat(api.get(name.asText(), ours(cookie)).status())
                    .as(name.asText())
                    .isIn(200, 409);
        }
    }

    /** So that all pages look alike, in light and in dark. */
    @Test
    void takesItsColoursFromTheCommonStyleSheet() throws Exception {
        String page = new String(api.page().body(), UTF_8);
        assertThat(page.indexOf("connect/look.css")).isBetween(0, page.indexOf("connect/page.css"));
        assertThat(api.get("look.css", ours("")).body()).isEqualTo(Look.css());
        assertThat(api.get("icon.svg", ours("")).body()).isEqualTo(Look.icon());
        assertThat(new String(api.get("page.css", ours("")).body(), UTF_8))
                .contains("var(--accent)")
                .doesNotContainPattern("#[0-9a-f]{3,8}\\b[^{]*;");
    }
}
