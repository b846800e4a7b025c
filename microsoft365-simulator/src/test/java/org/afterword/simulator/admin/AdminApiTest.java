package org.afterword.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP form of InvokeCommand, as Exchange Online PowerShell sees it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AdminApiTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Simulated cloud");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UUID tenantId = UUID.randomUUID();
    private final TenantObjects tenant = new TenantObjects("Contoso", "contoso.example");
    private final HttpClient client =
            HttpClient.newBuilder().sslContext(AUTHORITY.trustingTls()).build();
    private CloudServer cloud;
    private AdminApi admin;
    private String token;

    @BeforeEach
    void signIn() throws Exception {
        cloud = CloudServer.start(tenantId, tenant, AUTHORITY);
        admin = cloud.admin();
        JsonNode code = form("devicecode", "client_id=x");
        assertThat(cloud.login().approve(code.path("user_code").asText(), "admin@contoso.example"))
                .isTrue();
        token = form("token", "device_code=" + code.path("device_code").asText())
                .path("access_token")
                .asText();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void answersWithItsContextAndAListOfObjects() throws Exception {
        HttpResponse<byte[]> response = invoke("Get-OrganizationConfig", "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("@odata.context").asText()).contains(tenantId.toString(), "$metadata");
        assertThat(answer.path("value")).hasSize(1);
        assertThat(answer.path("value").path(0).path("Name").asText()).isEqualTo("contoso.example");
        assertThat(answer.has("@odata.nextLink")).isFalse();
        assertThat(answer.get("@adminapi.warnings")).isEmpty();
        assertThat(admin.calls()).containsExactly("Get-OrganizationConfig");
    }

    @Test
    void putsWarningsBesideTheObjects() throws Exception {
        admin.switches().createInboundConnectorsDisabled(true);

        JsonNode answer = JSON.readTree(
                invoke("New-InboundConnector", "{\"Name\":\"In\",\"SenderDomains\":[\"fabrikam.example\"]}")
                        .body());

        assertThat(answer.path("@adminapi.warnings")).hasSize(1);
        assertThat(answer.path("value")).hasSize(1);
    }

    @Test
    void givesPagesAsLongAsThereAreMoreObjects() throws Exception {
        for (int i = 0; i < 7; i++) {
            tenant.rule("Rule " + i);
        }
        List<String> names = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        URI next = uri();
        while (next != null) {
            HttpResponse<byte[]> response = client.send(
                    request(next, "Get-TransportRule", "{\"ResultSize\":\"Unlimited\"}")
                            .setHeader("Prefer", "odata.maxpagesize=3")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode page = JSON.readTree(response.body());
            sizes.add(page.path("value").size());
            page.path("value").forEach(rule -> names.add(rule.path("Name").asText()));
            next = page.has("@odata.nextLink")
                    ? URI.create(page.path("@odata.nextLink").asText())
                    : null;
        }

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(names).containsExactly("Rule 0", "Rule 1", "Rule 2", "Rule 3", "Rule 4", "Rule 5", "Rule 6");
    }

    @Test
    void givesNoNextLinkWhereAPageHoldsAll() throws Exception {
        tenant.rule("Rule 0").rule("Rule 1");

        HttpResponse<byte[]> response = client.send(
                request(uri(), "Get-TransportRule", "{}")
                        .setHeader("Prefer", "odata.maxpagesize=2")
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(JSON.readTree(response.body()).path("value")).hasSize(2);
        assertThat(JSON.readTree(response.body()).has("@odata.nextLink")).isFalse();
    }

    @Test
    void saysWhatIsWrongInTheFormOfExchange() throws Exception {
        HttpResponse<byte[]> response = invoke("Remove-TransportRule", "{\"Identity\":\"None\",\"Confirm\":false}");

        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(response.body()).path("error");
        String text = error.at("/innererror/internalexception/message").asText();
        assertThat(text).contains("object 'None' couldn't be found");
        assertThat(error.path("code").asText()).isEqualTo("BadRequest");
        assertThat(error.path("message").asText()).isEqualTo("Invalid Operation");
        assertThat(error.at("/innererror/type").asText()).endsWith("ODataServiceException");
        assertThat(error.at("/innererror/internalexception/type").asText())
                .endsWith("ManagementObjectNotFoundException");
        assertThat(error.at("/details/0/message").asText())
                .isEqualTo("|" + error.at("/innererror/internalexception/type").asText() + "|" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"CmdletInput\":{\"CmdletName\":\"Get-TransportRule\"}}"})
    void refusesABodyThatIsNoCall(String body) throws Exception {
        HttpResponse<byte[]> response = client.send(
                request(uri(), "Get-TransportRule", "{}")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("The request body is not valid.");
        assertThat(admin.calls()).isEmpty();
    }

    @Test
    void wantsTheCmdletsNameInTheHeaderToo() throws Exception {
        HttpResponse<byte[]> response = client.send(
                request(uri(), "Get-TransportRule", "{}")
                        .setHeader("X-CmdletName", "Get-RemoteDomain")
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void refusesOtherTokensTenantsAndMethods() throws Exception {
        assertThat(status(request(uri(), "Get-TransportRule", "{}").setHeader("Authorization", "Bearer other")))
                .isEqualTo(401);
        assertThat(status(request(uri(), "Get-TransportRule", "{}").setHeader("Authorization", token)))
                .isEqualTo(401);
        assertThat(status(request(
                        URI.create(uri().toString()
                                .replace(tenantId.toString(), UUID.randomUUID().toString())),
                        "Get-TransportRule",
                        "{}")))
                .isEqualTo(404);
        assertThat(status(request(uri(), "Get-TransportRule", "{}").GET())).isEqualTo(405);
        assertThat(admin.calls()).isEmpty();
    }

    @Test
    void answersAnUnknownCmdletAsAMissingRoleWithNulOctets() throws Exception {
        HttpResponse<byte[]> unknown = invoke("New-Mailbox", "{}");
        admin.switches().roleMissing(true);
        HttpResponse<byte[]> withoutRole = invoke("Get-TransportRule", "{}");

        for (HttpResponse<byte[]> response : List.of(unknown, withoutRole)) {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).isNotEmpty().containsOnly(0);
        }
    }

    @Test
    void letsAReaderReadOnly() throws Exception {
        admin.switches().roleForReadingOnly(true);

        assertThat(invoke("Get-TransportRule", "{}").statusCode()).isEqualTo(200);
        assertThat(invoke("New-TransportRule", "{\"Name\":\"x\"}").statusCode()).isEqualTo(403);
    }

    @Test
    void throttlesAsOftenAsTold() throws Exception {
        admin.switches().throttle(1, 7);
        HttpResponse<byte[]> first = invoke("Get-TransportRule", "{}");
        admin.switches().throttle(1, -1);
        HttpResponse<byte[]> second = invoke("Get-TransportRule", "{}");

        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).isEmpty();
        assertThat(admin.calls()).isEmpty();
        assertThat(invoke("Get-TransportRule", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesACmdletInTheWordsThatItIsTold() throws Exception {
        admin.switches().refuse("New-TransportRule", "You have reached the maximum number of concurrent requests", 1);

        HttpResponse<byte[]> refused = invoke("New-TransportRule", "{\"Name\":\"x\"}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains("maximum number of concurrent");
        assertThat(invoke("Get-RemoteDomain", "{}").statusCode()).isEqualTo(200);
        assertThat(invoke("New-TransportRule", "{\"Name\":\"x\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void carriesACallOutWhoseAnswerIsLost() throws Exception {
        admin.switches().loseAnswers(1);

        assertThatThrownBy(() -> invoke("New-TransportRule", "{\"Name\":\"x\"}"))
                .isInstanceOf(IOException.class);

        assertThat(tenant.json()).contains("\"x\"");
        assertThat(invoke("New-TransportRule", "{\"Name\":\"x\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void hasBothServicesAtOneAddress() {
        assertThat(cloud.exchange().getScheme()).isEqualTo("https");
        assertThat(cloud.authority()).isEqualTo(cloud.exchange().resolve("/organizations/"));
        assertThat(cloud.tenant()).isSameAs(tenant);
    }

    private URI uri() {
        return cloud.exchange().resolve("/adminapi/beta/" + tenantId + "/InvokeCommand");
    }

    private HttpRequest.Builder request(URI uri, String cmdlet, String parameters) {
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("X-CmdletName", cmdlet)
                .POST(BodyPublishers.ofString(
                        "{\"CmdletInput\":{\"CmdletName\":\"" + cmdlet + "\",\"Parameters\":" + parameters + "}}"));
    }

    private HttpResponse<byte[]> invoke(String cmdlet, String parameters) throws Exception {
        return client.send(request(uri(), cmdlet, parameters).build(), BodyHandlers.ofByteArray());
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private JsonNode form(String endpoint, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(cloud.authority().resolve("oauth2/v2.0/" + endpoint))
                .POST(BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(client.send(request, BodyHandlers.ofByteArray()).body());
    }
}
