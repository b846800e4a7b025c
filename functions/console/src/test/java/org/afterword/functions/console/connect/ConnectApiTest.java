package org.afterword.functions.console.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.page.Look;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.process.settings.SettingsReader;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.fake.InMemoryTraceStore;
import org.afterword.storage.onboarding.OnboardingKey;
import org.junit.jupiter.api.Test;

class ConnectApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADDRESS = "https://app.example/api/connect/x";

    private final InMemoryOnboardingStore store = new InMemoryOnboardingStore();
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
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

    private static JsonNode json(ApiResponse response) throws Exception {
        return JSON.readTree(response.body());
    }

    private String signIn() throws Exception {
        return api.post("sign-in", ours(""))
                .headers()
                .getOrDefault("Set-Cookie", "")
                .split(";")[0];
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
    void saysThatTheWorkerIsGoneAndOffersANewCodeInTheSameSession() throws Exception {
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

        api.post("sign-in", ours(cookie));
        assertThat(json(api.get("state", ours(cookie))).path("lost").asBoolean())
                .isFalse();
        assertThat(store.jobs()).hasSize(2);
        assertThat(store.jobs().getLast()).contains("\"attempt\":2");
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
    void refusesOptionsThatCannotBe() throws Exception {
        String cookie = signIn();
        ApiResponse response = api.post(
                "create", request(Map.of("x-afterword-request", "1", "cookie", cookie), "{\"pilotGroup\":\"nobody\"}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("detail").asText())
                .isEqualTo("The pilot group must be the e-mail address of a group.");
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
