package org.afterword.functions.console.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
    private final ConnectApi desk = desk(Map.of("AFTERWORD_STAMP_DOMAIN", "eu.afterword.example"));

    private ConnectApi desk(Map<String, String> settings) {
        return new ConnectApi(
                ConnectSettings.from(new SettingsReader(settings)), store, new InMemoryTraceStore(), () -> now);
    }

    private static ConsoleRequest request(Map<String, String> headers) {
        return new ConsoleRequest(ADDRESS, headers, "");
    }

    private static ConsoleRequest ours(String cookie) {
        return request(Map.of("x-afterword-request", "1", "cookie", cookie));
    }

    private static JsonNode json(ConsoleResponse response) throws Exception {
        return JSON.readTree(response.body());
    }

    private String signIn() throws Exception {
        return desk.post("sign-in", ours(""))
                .headers()
                .getOrDefault("Set-Cookie", "")
                .split(";")[0];
    }

    private String id() {
        return store.jobs().getLast().replaceAll(".*\"session\":\"([0-9a-f]+)\".*", "$1");
    }

    @Test
    void givesABrowserACookieThatScriptsAndOtherSitesDoNotGet() throws Exception {
        ConsoleResponse response = desk.post("sign-in", ours(""));

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
        for (ConsoleResponse response :
                new ConsoleResponse[] {desk.page(), desk.get("state", ours("")), desk.get("x", ours(""))}) {
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
        assertThat(desk.post("sign-in", request(Map.of())).status()).isEqualTo(403);
        assertThat(desk.post("sign-in", request(Map.of("x-afterword-request", "1", "sec-fetch-site", "cross-site")))
                        .status())
                .isEqualTo(403);
        assertThat(desk.post(
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

        assertThat(json(desk.get("state", ours(cookie))).path("stage").asText()).isEqualTo("STARTING");
        assertThat(json(desk.get("state", ours(""))).path("stage").asText()).isEqualTo("IDLE");
        assertThat(json(desk.get("state", ours(cookie.substring(0, cookie.length() - 3) + "AAA")))
                        .path("stage")
                        .asText())
                .isEqualTo("IDLE");
        assertThat(desk.post("create", ours("")).status()).isEqualTo(404);
        assertThat(desk.get("script", ours("")).status()).isEqualTo(404);
    }

    @Test
    void saysThatTheWorkerIsGoneAndOffersANewCodeInTheSameSession() throws Exception {
        String cookie = signIn();
        store.update(
                OnboardingKey.session(id()),
                json -> json.map(text -> text.replace("\"owner\":\"\"", "\"owner\":\"w\"")));
        now = now.plus(Duration.ofSeconds(15));
        assertThat(json(desk.get("state", ours(cookie))).path("lost").asBoolean())
                .isFalse();

        now = now.plus(Duration.ofSeconds(10));
        assertThat(json(desk.get("state", ours(cookie))).path("lost").asBoolean())
                .isTrue();

        desk.post("sign-in", ours(cookie));
        assertThat(json(desk.get("state", ours(cookie))).path("lost").asBoolean())
                .isFalse();
        assertThat(store.jobs()).hasSize(2);
        assertThat(store.jobs().getLast()).contains("\"attempt\":2");
    }

    @Test
    void saysThatASessionIsOfANewerVersion() throws Exception {
        String cookie = signIn();
        store.update(
                OnboardingKey.session(id()), json -> json.map(text -> text.replace("\"version\":1", "\"version\":2")));

        for (ConsoleResponse response : new ConsoleResponse[] {
            desk.get("state", ours(cookie)), desk.post("create", ours(cookie)), desk.post("sign-in", ours(cookie))
        }) {
            assertThat(response.status()).isEqualTo(503);
            assertThat(json(response).path("detail").asText())
                    .startsWith("This sign-in was stored by a newer version of Afterword");
        }
    }

    @Test
    void refusesOptionsThatCannotBe() throws Exception {
        String cookie = signIn();
        ConsoleResponse response = desk.post(
                "create",
                new ConsoleRequest(
                        ADDRESS, Map.of("x-afterword-request", "1", "cookie", cookie), "{\"pilotGroup\":\"nobody\"}"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("detail").asText())
                .isEqualTo("The pilot group must be the e-mail address of a group.");
    }

    @Test
    void saysWhatTheOperatorHasToSet() throws Exception {
        ConsoleResponse response = desk(Map.of()).post("sign-in", ours(""));

        assertThat(response.status()).isEqualTo(503);
        assertThat(json(response).path("detail").asText()).contains("AFTERWORD_STAMP_DOMAIN");
    }

    @Test
    void documentsEveryRouteAndOrder() throws Exception {
        JsonNode document = json(desk.get("openapi.json", ours("")));
        String cookie = signIn();

        assertThat(document.at("/paths").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("/connect", "/connect/{name}", "/connect/{order}");
        for (JsonNode order : document.at("/paths/~1connect~1{order}/post/parameters/0/schema/enum")) {
            assertThat(desk.post(order.asText(), ours(cookie)).status())
                    .as(order.asText())
                    .isEqualTo(200);
        }
        for (JsonNode name : document.at("/paths/~1connect~1{name}/get/parameters/0/schema/enum")) {
            assertThat(desk.get(name.asText(), ours(cookie)).status())
                    .as(name.asText())
                    .isIn(200, 409);
        }
    }
}
