package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.tenant.ClosedRoute;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client meets with whose tenant's way back is broken. */
@Timeout(60)
class ClosedDoorTest {
    private static final String LATER = "451 4.3.2 Not taking this organisation's mail now";

    private TestGateway gateway;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        gateway = TestGateway.start(folder);
        gateway.stores
                .closedRoutes()
                .close(new ClosedRoute(TestGateway.TENANT, Instant.parse("2026-03-01T10:00:00Z"), "UNREACHABLE"));
        while (!get("/metrics").body().contains("afterword_gateway_tenants_closed 1.0")) {
            Thread.sleep(10);
        }
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + gateway.gateway.healthPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void takesTheFirstMailAndTellsTheNextBeforeItsBodyIsSent() throws Exception {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            smtp.send("MAIL FROM:<anna@contoso.example>").expect("250 2.1.0 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect(LATER + "*");
            smtp.send("RCPT TO:<mei@fabrikam.example>").expect(LATER + "*");
            smtp.send("DATA").expect("503 *");
            smtp.send("RSET").expect("250 *");
        }
        assertThat(gateway.jobs()).hasSize(1);
        assertThat(gateway.stores.spool().names()).hasSize(1);
    }

    /** Its sender tells nothing, so its header must. */
    @Test
    void aMailOfTheNullSenderIsTurnedAwayByItsHeaderAndTheSessionStaysInStep() throws Exception {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
            smtp.send("MAIL FROM:<>").expect("250 2.1.0 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 2.1.5 *");
            assertThat(smtp.data(mail("MAIL FROM:<nobody@contoso.example>\r\n")).lastLine())
                    .startsWith(LATER);
            smtp.send("MAIL FROM:<>").expect("250 2.1.0 *");
            smtp.send("RCPT TO:<ben@fabrikam.example>").expect("250 2.1.5 *");
            smtp.send("RSET").expect("250 *");
        }
        assertThat(gateway.jobs()).hasSize(1);
        assertThat(gateway.stores.spool().names()).hasSize(1);
    }

    /** What is not the tenant's is refused as ever, and is not the mail that may be taken. */
    @Test
    void aMailThatIsNobodysDoesNotUseUpTheOneThatIsTaken() throws Exception {
        try (SmtpConversation smtp = gateway.inTransaction()) {
            assertThat(smtp.data(TestGateway.octets("From: anna@contoso.example\r\n\r\nHello\r\n"))
                            .code())
                    .isEqualTo(550);
            TestGateway.begin(smtp);
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
        assertThat(gateway.jobs()).hasSize(1);
    }

    @Test
    void theGatewayIsReadyAndHealthyAllTheSame() throws Exception {
        assertThat(get("/ready").statusCode()).isEqualTo(200);
        assertThat(get("/healthy").statusCode()).isEqualTo(200);
    }
}
