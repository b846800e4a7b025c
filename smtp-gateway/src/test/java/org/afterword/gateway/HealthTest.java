package org.afterword.gateway;

import static org.afterword.gateway.TestGateway.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.afterword.simulator.certificates.CertificateRequest;
import org.afterword.simulator.smtp.SmtpConversation;
import org.afterword.storage.mail.SigningQueue;
import org.afterword.storage.worker.Heartbeat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HealthTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isLiveAndReady() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            assertThat(get(gateway, "/live").statusCode()).isEqualTo(200);
            assertThat(get(gateway, "/ready").body()).isEqualTo("ready\n");
            assertThat(get(gateway, "/ready/or/not").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void isNotReadyWhenTheStoreIsAway() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            gateway.stores.tenants().failNextFind(1);
            HttpResponse<String> unavailable = get(gateway, "/ready");
            assertThat(unavailable.statusCode()).isEqualTo(503);
            assertThat(unavailable.body()).isEqualTo("the store does not answer\n");
            gateway.stores.tenants().failNextFind(1);
            assertThat(get(gateway, "/healthy").statusCode())
                    .as("a machine that never saw its store may be to blame")
                    .isEqualTo(503);
            assertThat(get(gateway, "/ready").statusCode()).isEqualTo(200);
            gateway.stores.tenants().failNextFind(1);
            assertThat(get(gateway, "/ready").statusCode()).isEqualTo(503);
            gateway.stores.tenants().failNextFind(1);
            assertThat(get(gateway, "/healthy").statusCode())
                    .as("one that did is not made anew in the middle of an outage")
                    .isEqualTo(200);
        }
    }

    @Test
    void isNotReadyWhenTheStoreKnowsNobody() throws Exception {
        try (TestGateway gateway = TestGateway.startEmpty(folder);
                SmtpConversation smtp = gateway.inTransaction()) {
            HttpResponse<String> empty = get(gateway, "/ready");
            assertThat(empty.statusCode()).isEqualTo(503);
            assertThat(empty.body()).startsWith("the store knows no tenant");
            // A new stamp's machines are as they should be: whoever repairs machines is to leave them alone.
            assertThat(get(gateway, "/healthy").body()).isEqualTo("healthy\n");
            assertThat(smtp.data(mail("Hello\r\n")).lastLine()).startsWith("451 4.3.0 ");
            gateway.putTenant();
            assertThat(get(gateway, "/ready").statusCode()).isEqualTo(200);
            TestGateway.begin(smtp);
            assertThat(smtp.data(mail("Hello\r\n")).code()).isEqualTo(250);
        }
    }

    @Test
    void isNotReadyWithAnExpiredCertificate() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            Instant now = Instant.now();
            gateway.authority
                    .issue(CertificateRequest.server("smtp.stamp.example")
                            .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))))
                    .writePem(gateway.folder, "server");
            gateway.gateway.reloadCertificate();
            assertThat(get(gateway, "/ready").body()).startsWith("the TLS certificate expired at ");
        }
    }

    @Test
    void isNotReadyWhileItDrains() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            assertThat(gateway.gateway.drain()).isTrue();
            assertThat(get(gateway, "/live").statusCode()).isEqualTo(200);
            assertThat(get(gateway, "/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void countsWithoutNamingAnybody() throws Exception {
        try (TestGateway gateway = TestGateway.start(folder)) {
            try (SmtpConversation smtp = gateway.inTransaction()) {
                smtp.data(mail("Hello\r\n"));
            }
            String metrics = get(gateway, "/metrics").body();
            assertThat(metrics)
                    .contains("\nafterword_gateway_mails_accepted_total 1.0\n")
                    .contains("\nafterword_gateway_replies_total{code=\"354\"} 1.0\n")
                    .contains("# TYPE afterword_gateway_certificate_days_left gauge\n")
                    .doesNotContain("contoso")
                    .doesNotContain("fabrikam");
        }
    }

    /** By gauge and by log line, since what collects one need not collect the other, and the functions may be down. */
    @Test
    void tellsWhatTheFunctionsCannotTellWhereTheyAreDown() throws Exception {
        try (RecordedLog log = new RecordedLog();
                TestGateway gateway = TestGateway.start(folder)) {
            Instant now = Instant.now();
            gateway.stores.queue().send(SigningQueue.POISON_OF_POISON, "{}", Duration.ZERO);
            gateway.stores
                    .workers()
                    .beat(new Heartbeat("one", "1", now, now, Optional.of(now), Optional.of(now), Optional.empty()));
            gateway.stores.workers().done("sweep");
            String metrics = get(gateway, "/metrics").body();
            while (!metrics.contains("\nafterword_gateway_workers_alive 1.0\n")) {
                Thread.sleep(50);
                metrics = get(gateway, "/metrics").body();
            }
            assertThat(metrics)
                    .contains("\nafterword_gateway_queue_poison_length 1.0\n")
                    .containsPattern("\nafterword_gateway_sweep_age_seconds [0-9.]+\n");
            gateway.gateway.report();
            assertThat(log.records())
                    .anySatisfy(
                            line -> assertThat(line)
                                    .containsPattern(
                                            "metrics queue\\.oldest\\.age\\.seconds=0\\.0 queue\\.poison\\.length=1\\.0"
                                                    + " sweep\\.age\\.seconds=[0-9.]+ workers\\.alive=1\\.0 certificate\\.days\\.left=[0-9]+ "));
        }
    }

    private HttpResponse<String> get(TestGateway gateway, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + gateway.gateway.healthPort() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
