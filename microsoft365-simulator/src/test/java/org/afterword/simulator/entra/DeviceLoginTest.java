package org.afterword.simulator.entra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The device authorization grant, with the errors that Microsoft's identity platform and RFC 8628 name. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeviceLoginTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADMIN = "admin@contoso.example";
    private static final String GRANT = "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=x";

    private final UUID tenantId = UUID.randomUUID();
    private final DeviceLogin login = new DeviceLogin(tenantId);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", login);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void givesACodeToShowAndACodeToPollWith() throws Exception {
        JsonNode code = code();

        assertThat(code.path("user_code").asText()).matches("[BCDFGHJKLMNPQRSTVWXZ2-9]{9}");
        assertThat(code.path("device_code").asText()).hasSizeGreaterThan(40).doesNotContain(userCode(code));
        assertThat(code.path("verification_uri").asText()).endsWith("/devicelogin");
        assertThat(code.path("expires_in").asInt()).isEqualTo(15 * 60);
        assertThat(code.path("interval").asInt()).isPositive();
        assertThat(code.path("message").asText()).contains(userCode(code), "/devicelogin");
        assertThat(userCode(code())).isNotEqualTo(userCode(code));
    }

    @Test
    void isPendingUntilSomebodySignsIn() throws Exception {
        JsonNode code = code();

        assertError(poll(code), "authorization_pending", "AADSTS70016");
        assertError(poll(code), "authorization_pending", "AADSTS70016");

        assertThat(login.approve(userCode(code), ADMIN)).isTrue();
        assertThat(poll(code).statusCode()).isEqualTo(200);
    }

    @Test
    void asksAClientToSlowDownAsOftenAsTold() throws Exception {
        JsonNode code = code();
        login.slowDown(2);

        assertThat(error(poll(code))).isEqualTo("slow_down");
        assertThat(error(poll(code))).isEqualTo("slow_down");
        assertThat(error(poll(code))).isEqualTo("authorization_pending");

        login.slowDown(1);
        login.approve(userCode(code), ADMIN);
        assertThat(poll(code).statusCode()).isEqualTo(200);
    }

    @Test
    void givesTokensOfTheAccountThatSignedIn() throws Exception {
        JsonNode code = code();
        login.approve("  " + userCode(code).toLowerCase(Locale.ROOT) + " ", ADMIN);

        JsonNode tokens = JSON.readTree(poll(code).body());

        assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(tokens.path("expires_in").asInt()).isEqualTo(3600);
        JsonNode id = claims(tokens.path("id_token").asText());
        assertThat(id.path("tid").asText()).isEqualTo(tenantId.toString());
        assertThat(id.path("preferred_username").asText()).isEqualTo(ADMIN);
        assertThat(id.path("iss").asText()).endsWith(tenantId + "/v2.0");
        assertThat(id.path("exp").asLong()).isEqualTo(id.path("iat").asLong() + 3600);
        JsonNode access = claims(tokens.path("access_token").asText());
        assertThat(access.path("aud").asText()).isEqualTo("https://outlook.office365.com");
        assertThat(access.path("wids").path(0).asText()).isEqualTo(DeviceLogin.EXCHANGE_ADMINISTRATOR);
        assertThat(login.knows(tokens.path("access_token").asText())).isTrue();
        assertThat(login.knows(tokens.path("id_token").asText())).isFalse();
    }

    @Test
    void namesTheRoleThatItIsTold() throws Exception {
        login.role(DeviceLogin.GLOBAL_READER);
        JsonNode code = code();
        login.approve(userCode(code), ADMIN);

        JsonNode tokens = JSON.readTree(poll(code).body());

        assertThat(claims(tokens.path("access_token").asText())
                        .path("wids")
                        .path(0)
                        .asText())
                .isEqualTo(DeviceLogin.GLOBAL_READER);
    }

    @Test
    void tellsThatThePersonDeclined() throws Exception {
        JsonNode code = code();

        assertThat(login.decline(userCode(code))).isTrue();

        assertError(poll(code), "authorization_declined", "AADSTS70018");
        assertThat(login.approve(userCode(code), ADMIN)).isFalse();
        assertError(poll(code), "authorization_declined", "AADSTS70018");
    }

    @Test
    void tellsThatACodeHasExpired() throws Exception {
        login.lifetime(Duration.ZERO);
        JsonNode code = code();

        assertThat(code.path("expires_in").asInt()).isZero();
        assertThat(login.approve(userCode(code), ADMIN)).isFalse();
        assertError(poll(code), "expired_token", "AADSTS70020");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&device_code=unknown", "&device_code=", ""})
    void tellsThatItDoesNotKnowACode(String parameter) throws Exception {
        code();

        assertError(post("token", GRANT + parameter), "bad_verification_code", "AADSTS70019");
    }

    @Test
    void doesNotTakeTheUserCodeForTheDeviceCode() throws Exception {
        JsonNode code = code();
        login.approve(userCode(code), ADMIN);

        assertError(post("token", GRANT + "&device_code=" + userCode(code)), "bad_verification_code", "AADSTS70019");
    }

    @Test
    void approvesTheCodeThatWasTypedAndNoOther() throws Exception {
        JsonNode first = code();
        JsonNode second = code();

        assertThat(login.approve("BBBBBBBBB", ADMIN)).isFalse();
        login.approve(userCode(second), ADMIN);

        assertThat(error(poll(first))).isEqualTo("authorization_pending");
        assertThat(poll(second).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "CONDITIONAL_ACCESS, access_denied, AADSTS53003",
        "SECURITY_DEFAULTS, access_denied, AADSTS530035",
        "WRONG_DATA_CENTRE, invalid_grant, AADSTS50134",
        "EXTRA_PROMPT, invalid_grant, AADSTS50199"
    })
    void blocksASignInWithEntrasNumber(Block block, String error, String number) throws Exception {
        login.block(block);
        JsonNode code = code();
        assertThat(error(poll(code))).isEqualTo("authorization_pending");
        login.approve(userCode(code), ADMIN);

        assertError(poll(code), error, number);

        login.block(Block.NONE);
        assertThat(poll(code).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(value = Block.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void hasTheNumberOfEachBlockInItsText(Block block) {
        assertThat(block.error()).matches("access_denied|invalid_grant");
        assertThat(block.description()).matches("AADSTS[0-9]{5,6}: .+\\.");
    }

    @Test
    void signsInOnThePage() throws Exception {
        JsonNode code = code();
        assertThat(page("").body()).contains("simulated", "<form", "no password is asked for");

        assertThat(page("code=wrong&account=" + encoded(ADMIN) + "&approve=yes").body())
                .contains("That code did not work");
        assertThat(page("code=" + userCode(code) + "&account=&approve=yes").body())
                .contains("That code did not work");
        assertThat(error(poll(code))).isEqualTo("authorization_pending");

        assertThat(page("code=" + userCode(code) + "&account=" + encoded(ADMIN) + "&approve=yes")
                        .body())
                .contains("You have signed in.");
        assertThat(poll(code).statusCode()).isEqualTo(200);
    }

    @Test
    void declinesOnThePage() throws Exception {
        JsonNode code = code();

        assertThat(page("code=" + userCode(code) + "&account=" + encoded(ADMIN) + "&cancel=yes")
                        .body())
                .contains("You have cancelled the sign-in.");

        assertThat(error(poll(code))).isEqualTo("authorization_declined");
    }

    @Test
    void doesNotRepeatWhatWasTyped() throws Exception {
        assertThat(page("code=%3Cscript%3E&account=%3Cscript%3E&approve=yes").body())
                .doesNotContain("<script>");
    }

    @Test
    void remembersEverySecretThatItGaveOut() throws Exception {
        JsonNode code = code();
        login.approve(userCode(code), ADMIN);
        JsonNode tokens = JSON.readTree(poll(code).body());

        assertThat(login.secrets())
                .containsExactlyInAnyOrder(
                        userCode(code),
                        code.path("device_code").asText(),
                        tokens.path("access_token").asText(),
                        tokens.path("refresh_token").asText());
    }

    @Test
    void hasNoOtherPages() throws Exception {
        assertThat(client.send(
                                HttpRequest.newBuilder(uri("/organizations/oauth2/v2.0/authorize"))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(404);
    }

    private JsonNode code() throws Exception {
        HttpResponse<String> response = post("devicecode", "client_id=x&scope=openid");
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> poll(JsonNode code) throws Exception {
        return post("token", GRANT + "&device_code=" + code.path("device_code").asText());
    }

    private HttpResponse<String> post(String endpoint, String form) throws Exception {
        return send("/organizations/oauth2/v2.0/" + endpoint, form);
    }

    private HttpResponse<String> page(String form) throws Exception {
        return form.isEmpty()
                ? client.send(HttpRequest.newBuilder(uri("/devicelogin")).build(), BodyHandlers.ofString())
                : send("/devicelogin", form);
    }

    private HttpResponse<String> send(String path, String form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .POST(BodyPublishers.ofString(form))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static String userCode(JsonNode code) {
        return code.path("user_code").asText();
    }

    private static String error(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(400);
        return JSON.readTree(response.body()).path("error").asText();
    }

    private static void assertError(HttpResponse<String> response, String error, String number) throws Exception {
        assertThat(error(response)).isEqualTo(error);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("error_description").asText())
                .startsWith(number + ":")
                .contains("Trace ID: ");
        assertThat(body.path("correlation_id").asText()).hasSize(36);
    }

    private static JsonNode claims(String token) throws Exception {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
