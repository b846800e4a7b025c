package org.afterword.functions.onboarding.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.afterword.simulator.certificates.CertificateAuthority;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.storage.tenant.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class InvokeCommandClientTest {
    private static final TenantId TENANT = TenantId.of("11111111-2222-3333-4444-555555555555");
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test authority");
    private static final String REFUSAL = """
            {"error":{"code":"BadRequest","message":"Invalid Operation",
             "details":[{"code":"Client","target":"","message":"|Microsoft.Exchange.Some.Exception|From the details"}],
             "innererror":{"message":"Invalid Operation","type":"x","stacktrace":"",
              "internalexception":{"message":"From inside","type":"y","stacktrace":""}}}}""";

    /** What the server does with one request. */
    private interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    private record Received(String path, com.sun.net.httpserver.Headers headers, JsonNode body) {}

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Received> received = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private HttpsServer server;
    private InvokeCommandClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(
                AUTHORITY.issue(CertificateRequest.server("localhost")).tlsTrusting(AUTHORITY)));
        server.createContext("/", exchange -> {
            try (exchange) {
                received.add(new Received(
                        exchange.getRequestURI().getPath(),
                        exchange.getRequestHeaders(),
                        new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes())));
                answers.removeFirst().send(exchange);
            }
        });
        server.start();
        client = new InvokeCommandClient(
                HttpClient.newBuilder().sslContext(AUTHORITY.trustingTls()).build(),
                URI.create("https://localhost:" + server.getAddress().getPort()),
                TENANT,
                () -> "the-token",
                pauses::add,
                Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Answer status(int status, byte[] body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        };
    }

    private static Answer status(int status, String body, String... headers) {
        return status(status, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static Answer breaksOff() {
        return exchange -> {};
    }

    private ExchangeException failure(Cmdlet cmdlet) {
        return catchThrowableOfType(ExchangeException.class, () -> client.call(cmdlet));
    }

    @Test
    void callsAsExchangeOnlinePowerShellDoes() throws Exception {
        answers.add(status(
                200, "{\"@adminapi.warnings\":[\"Mind this\"],\"value\":[{\"Name\":\"One\"},{\"Name\":\"Two\"}]}"));

        ExchangeAnswer answer = client.call(Cmdlet.of("Get-TransportRule").with("ResultSize", Value.of("Unlimited")));

        assertThat(answer.objects())
                .extracting(rule -> rule.get("Name").asText())
                .containsExactly("One", "Two");
        assertThat(answer.warnings()).containsExactly("Mind this");
        Received request = received.getFirst();
        assertThat(request.path()).isEqualTo("/adminapi/beta/11111111-2222-3333-4444-555555555555/InvokeCommand");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer the-token");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
        assertThat(request.headers().getFirst("X-CmdletName")).isEqualTo("Get-TransportRule");
        assertThat(request.headers().getFirst("X-AnchorMailbox"))
                .isEqualTo("APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@" + TENANT);
        assertThat(request.headers().getFirst("X-ResponseFormat")).isEqualTo("json");
        assertThat(request.headers().getFirst("Prefer")).isEqualTo("odata.maxpagesize=1000");
        assertThat(request.headers()).containsKeys("Connection-id", "Client-request-id");
        assertThat(request.body().toString())
                .isEqualTo(
                        "{\"CmdletInput\":{\"CmdletName\":\"Get-TransportRule\",\"Parameters\":{\"ResultSize\":\"Unlimited\"}}}");
    }

    @Test
    void sendsNoParametersAsAnEmptyObject() throws Exception {
        answers.add(status(200, "{\"value\":[]}"));

        client.call(Cmdlet.of("Get-OutboundConnector"));

        assertThat(received.getFirst().body().at("/CmdletInput/Parameters").toString())
                .isEqualTo("{}");
    }

    @Test
    void sendsAnUnsetValueAsNull() throws Exception {
        answers.add(status(204, ""));

        client.call(Cmdlet.of("Set-RemoteDomain")
                .with("Identity", Value.of("Default"))
                .with("TNEFEnabled", new Value.Unset()));

        assertThat(received.getFirst().body().at("/CmdletInput/Parameters").toString())
                .isEqualTo("{\"Identity\":\"Default\",\"TNEFEnabled\":null}");
    }

    @Test
    void refusesCmdletsAndParametersThatAreNotOnTheList() {
        assertThatThrownBy(() -> client.call(Cmdlet.of("Remove-Mailbox"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.call(Cmdlet.of("Set-RemoteDomain").with("AllowedOOFType", Value.of("None"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AllowedOOFType");
        assertThat(received).isEmpty();
    }

    @Test
    void readsTheWordsOfTheInnerExceptionFirst() {
        answers.add(status(400, REFUSAL));

        assertThat(failure(Cmdlet.of("Get-InboundConnector")))
                .hasMessage("Get-InboundConnector: From inside")
                .extracting(ExchangeException::kind)
                .isEqualTo(ExchangeException.Kind.REFUSED);
    }

    @Test
    void readsTheWordsOfTheDetailsOrOfTheErrorNext() {
        answers.add(status(400, REFUSAL.replace("From inside", "")));
        answers.add(status(400, "{\"error\":{\"message\":\"Invalid Operation\"}}"));
        answers.add(status(400, "<html>"));

        assertThat(failure(Cmdlet.of("Get-InboundConnector"))).hasMessageEndingWith(": From the details");
        assertThat(failure(Cmdlet.of("Get-InboundConnector"))).hasMessageEndingWith(": Invalid Operation");
        assertThat(failure(Cmdlet.of("Get-InboundConnector"))).hasMessageEndingWith("answered 400 without a reason");
    }

    @Test
    void takesARunOfNulOctetsForAMissingRole() {
        answers.add(status(403, new byte[200]));

        assertThat(failure(Cmdlet.of("Get-TransportRule")))
                .hasMessageContaining("Exchange Administrator")
                .extracting(ExchangeException::kind)
                .isEqualTo(ExchangeException.Kind.ROLE_MISSING);
    }

    @Test
    void saysThatTheSignInHasEnded() {
        answers.add(status(401, ""));

        assertThat(failure(Cmdlet.of("Get-TransportRule")).kind()).isEqualTo(ExchangeException.Kind.SIGN_IN_ENDED);
    }

    @Test
    void waitsAsLongAsExchangeAsks() throws Exception {
        answers.add(status(429, "", "Retry-After", "17"));
        answers.add(status(429, ""));
        answers.add(status(
                400,
                REFUSAL.replace(
                        "From inside", "You have reached the maximum number of concurrent requests per tenant.")));
        answers.add(status(200, "{\"value\":[]}"));

        client.call(Cmdlet.of("New-TransportRule").with("Name", Value.of("x")));

        assertThat(pauses).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(6), Duration.ofSeconds(9));
    }

    @Test
    void givesUpAfterEightTries() {
        for (int i = 0; i < 8; i++) {
            answers.add(status(429, ""));
        }

        assertThat(failure(Cmdlet.of("Get-TransportRule")).kind()).isEqualTo(ExchangeException.Kind.THROTTLED);
        assertThat(pauses).hasSize(7);
    }

    @Test
    void repeatsWhatMayBeRepeatedAfterALostAnswer() throws Exception {
        answers.add(breaksOff());
        answers.add(status(200, "{\"value\":[{\"Name\":\"One\"}]}"));

        assertThat(client.call(Cmdlet.of("Get-InboundConnector")).objects()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503, 504})
    void repeatsWhatMayBeRepeatedWhileThereIsNoAnswer(int status) throws Exception {
        answers.add(status(status, ""));
        answers.add(status(200, "{\"value\":[]}"));

        client.call(Cmdlet.of("Set-RemoteDomain").with("Identity", Value.of("Default")));

        assertThat(received).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"New-InboundConnector,408", "New-OutboundConnector,503", "New-TransportRule,504"})
    void leavesItOpenWhetherSomethingWasCreatedBeforePatienceWasLost(String cmdlet, int status) {
        answers.add(status(status, "", "Retry-After", "17"));

        assertThat(failure(Cmdlet.of(cmdlet).with("Name", Value.of("x"))).kind())
                .isEqualTo(ExchangeException.Kind.UNCERTAIN);
        assertThat(received).hasSize(1);
        assertThat(pauses).containsExactly(Duration.ofSeconds(17));
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502})
    void takesAFaultOfExchangesOwnForOneThatPasses(int status) throws Exception {
        answers.add(status(status, ""));
        answers.add(status(200, "{\"value\":[]}"));
        client.call(Cmdlet.of("Get-TransportRule"));
        assertThat(pauses).containsExactly(Duration.ofSeconds(3));

        answers.add(status(status, REFUSAL));
        ExchangeException fault = failure(Cmdlet.of("New-TransportRule").with("Name", Value.of("x")));

        assertThat(fault.kind()).isEqualTo(ExchangeException.Kind.FAULT);
        assertThat(fault).hasMessageContainingAll("had a fault of its own", "not yours to put right");
        assertThat(received).as("nothing new is asked for twice").hasSize(3);
    }

    @Test
    void knowsATransientErrorOfTheDirectoryByItsType() throws Exception {
        answers.add(
                status(400, REFUSAL.replace("\"y\"", "\"Microsoft.Exchange.Data.Directory.ADTransientException\"")));
        answers.add(status(200, "{\"value\":[]}"));

        client.call(Cmdlet.of("Get-TransportRule"));

        assertThat(pauses).hasSize(1);
    }

    @Test
    void saysWhatAnAnswerWithoutEndAndAnApprovalMean() {
        for (int i = 0; i < 8; i++) {
            answers.add(status(503, ""));
        }
        assertThat(failure(Cmdlet.of("Get-TransportRule"))).hasMessageContaining("role through a group");

        answers.add(status(
                400,
                REFUSAL.replace(
                        "From inside",
                        "Insufficient permissions. Please raise an elevated access request for this task.")));
        ExchangeException refusal = failure(Cmdlet.of("New-TransportRule").with("Name", Value.of("x")));

        assertThat(refusal.kind()).isEqualTo(ExchangeException.Kind.ROLE_MISSING);
        assertThat(refusal).hasMessageContaining("approval");
    }

    @Test
    void leavesItOpenWhetherSomethingWasCreated() {
        answers.add(breaksOff());

        assertThat(failure(Cmdlet.of("New-InboundConnector").with("Name", Value.of("x")))
                        .kind())
                .isEqualTo(ExchangeException.Kind.UNCERTAIN);
        assertThat(received).hasSize(1);
    }

    @Test
    void followsARedirectionWithItsToken() throws Exception {
        answers.add(status(302, "", "Location", "/elsewhere"));
        answers.add(status(200, "{\"value\":[]}"));

        client.call(Cmdlet.of("Get-InboundConnector"));

        assertThat(received.get(1).path()).isEqualTo("/elsewhere");
        assertThat(received.get(1).headers().getFirst("Authorization")).isEqualTo("Bearer the-token");
    }

    @Test
    void doesNotTakeItsTokenElsewhere() {
        for (String location : List.of(
                "https://evil.example/",
                "http://localhost/",
                "https://localhost:1/",
                "https://localhost.evil.example:" + server.getAddress().getPort() + "/")) {
            answers.add(status(302, "", "Location", location));
            assertThat(failure(Cmdlet.of("Get-InboundConnector")).kind()).isEqualTo(ExchangeException.Kind.UNREADABLE);
        }
        assertThat(received).hasSize(4);
    }

    @Test
    void decidesNothingByHalfAnAnswer() {
        answers.add(status(200, "{\"@odata.nextLink\":\"https://localhost/next\",\"value\":[]}"));

        assertThat(failure(Cmdlet.of("Get-TransportRule")).kind()).isEqualTo(ExchangeException.Kind.UNREADABLE);
    }
}
