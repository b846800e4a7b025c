package org.afterword.functions.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.HttpStatusType;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.afterword.functions.console.ConsoleApi;
import org.afterword.functions.console.Office;
import org.afterword.process.settings.Version;
import org.afterword.storage.fake.InMemoryWorkerRecords;
import org.afterword.storage.fake.TestClock;
import org.afterword.storage.worker.Heartbeat;
import org.afterword.storage.worker.WorkerRecords;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong behind an entry over HTTP, the answer is ours, and says nothing of it. */
class FaultsTest {
    private static final String SECRET = "anna@contoso.example";

    private static AppStart.State<ConsoleApi> broken() {
        throw new IllegalStateException(SECRET);
    }

    /** All entries over HTTP that have the interface behind them. */
    private static List<Function<HttpRequestMessage<Optional<String>>, HttpResponseMessage>> entries(
            Supplier<AppStart.State<ConsoleApi>> api) {
        return List.of(
                new AdministratorApi(api)::run,
                new OperatorApi(api)::run,
                new ConnectPage(api)::run,
                new OpenApi(api)::run);
    }

    private static void isOurs(HttpResponseMessage answer) {
        Response response = (Response) answer;
        assertThat(response.getStatusCode()).isEqualTo(500);
        assertThat(response.getHeader("Content-Type")).startsWith("application/problem+json");
        assertThat(response.text()).contains("Something went wrong here").doesNotContain(SECRET, "Exception", "org.");
    }

    @Test
    void answersWhereThereIsNoApp() {
        for (var entry : entries(FaultsTest::broken)) {
            isOurs(entry.apply(new Request(false)));
        }
    }

    @Test
    void saysToTryAgainWhereTheAppHasNotStarted() {
        for (var entry : entries(() -> new AppStart.NotYet<>(SECRET, Duration.ofSeconds(3)))) {
            Response answer = (Response) entry.apply(new Request(false));
            assertThat(answer.getStatusCode()).isEqualTo(503);
            assertThat(answer.getHeader("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.text()).contains("has not started yet").doesNotContain(SECRET);
        }
    }

    /** The Java worker answers nothing for an error, and the host waits for half an hour. */
    @Test
    void answersWhereAnErrorIsThrown() {
        Supplier<AppStart.State<ConsoleApi>> incomplete = () -> {
            throw new NoClassDefFoundError(SECRET);
        };
        for (var entry : entries(incomplete)) {
            isOurs(entry.apply(new Request(false)));
        }
    }

    @Test
    void answersWhereTheRequestCannotBeTaken() throws Exception {
        Office office = new Office();
        for (var entry : entries(() -> new AppStart.Ready<>(office.api))) {
            isOurs(entry.apply(new Request(true)));
        }
    }

    @Test
    void answersWhereARouteFails() throws Exception {
        Office office = new Office();
        office.stores.tenants().beforeNextPut(() -> {
            throw new IllegalStateException(SECRET);
        });
        Office.Told told = office.ask("PATCH", "tenants/{tenant}")
                .match("*")
                .body("{\"name\":\"C\"}")
                .byOperator();
        assertThat(told.status()).isEqualTo(500);
        assertThat(told.text()).contains("Something went wrong here").doesNotContain(SECRET, "Exception", "org.");
    }

    private static Response health(Supplier<AppStart.State<Health.Sources>> sources) {
        return (Response) new Health(sources).run(new Request(false), (ExecutionContext) Proxy.newProxyInstance(
                FaultsTest.class.getClassLoader(),
                new Class<?>[] {ExecutionContext.class},
                (proxy, method, arguments) -> null));
    }

    @Test
    void saysNotReadyWhereThereIsNothingToCount() {
        List<Supplier<AppStart.State<Health.Sources>>> faults = List.of(
                () -> new AppStart.NotYet<>(SECRET, Duration.ofSeconds(3)),
                () -> {
                    throw new IllegalStateException(SECRET);
                },
                () -> {
                    throw new NoClassDefFoundError(SECRET);
                });
        for (Supplier<AppStart.State<Health.Sources>> fault : faults) {
            Response answer = health(fault);
            assertThat(answer.getStatusCode()).isEqualTo(503);
            assertThat(answer.text()).doesNotContain(SECRET, "Exception", "org.");
        }
    }

    private static Heartbeat heartbeat(
            String instance, String version, Instant at, Optional<Instant> lastMailAt, Optional<Instant> calledAt) {
        return new Heartbeat(instance, version, at, at, lastMailAt, calledAt, Optional.empty());
    }

    @Test
    void saysWhichVersionsWorkOnMail() throws Exception {
        Instant now = Instant.parse("2026-03-02T10:00:00Z");
        WorkerRecords workers = new InMemoryWorkerRecords(InstantSource.fixed(now));
        Optional<Instant> never = Optional.empty();
        workers.beat(heartbeat("a", "1.0", now.minusSeconds(119), Optional.of(now.minusSeconds(130)), never));
        workers.beat(heartbeat("b", "1.0", now.minusSeconds(1), Optional.of(now.minusSeconds(30)), Optional.of(now)));
        workers.beat(heartbeat("c", "2.0", now, never, Optional.of(now)));
        workers.beat(heartbeat("d", "3.0", now.minusSeconds(121), Optional.of(now), Optional.of(now)));
        // It has no function but that for HTTP.
        workers.beat(heartbeat("e", "2.0", now, never, never));
        JsonNode told = new ObjectMapper()
                .readTree(health(() -> new AppStart.Ready<>(new Health.Sources(
                                () -> Map.of("mails.signed", 7L), workers, InstantSource.fixed(now))))
                        .text());
        assertThat(told.get("status").asText()).isEqualTo("ok");
        assertThat(told.at("/counts/mails.signed").asInt()).isEqualTo(7);
        assertThat(told.get("version").asText()).isEqualTo(Version.text());
        assertThat(told.get("workers"))
                .hasToString("[{\"version\":\"1.0\",\"alive\":2,\"lastMail\":\"2026-03-02T09:59:30Z\"},"
                        + "{\"version\":\"2.0\",\"alive\":1,\"lastMail\":\"\"}]");
    }

    /** Anybody may ask. */
    @Test
    void asksWhoWorksOnceInFiveSeconds() throws Exception {
        TestClock clock = new TestClock(Instant.parse("2026-03-01T10:00:00Z"));
        InMemoryWorkerRecords workers = new InMemoryWorkerRecords(clock);
        Health.Sources sources = new Health.Sources(Map::of, workers, clock);
        Instant now = clock.instant();
        assertThat(health(() -> new AppStart.Ready<>(sources)).text()).contains("\"workers\":[]");
        workers.beat(heartbeat("a", "1.0", now, Optional.of(now), Optional.of(now)));
        clock.advance(Duration.ofSeconds(4));
        assertThat(health(() -> new AppStart.Ready<>(sources)).text()).contains("\"workers\":[]");
        clock.advance(Duration.ofSeconds(1));
        assertThat(health(() -> new AppStart.Ready<>(sources)).text()).contains("\"alive\":1");
        workers.unavailable(true);
        clock.advance(Duration.ofSeconds(5));
        assertThat(health(() -> new AppStart.Ready<>(sources)).text())
                .contains("\"ok\"")
                .doesNotContain("workers");
    }

    /** As the host gives it. */
    private record Request(boolean unreadable) implements HttpRequestMessage<Optional<String>> {
        @Override
        public URI getUri() {
            return URI.create("https://stamp.example/api/tenants");
        }

        @Override
        public HttpMethod getHttpMethod() {
            return HttpMethod.GET;
        }

        @Override
        public Map<String, String> getHeaders() {
            if (unreadable) {
                throw new IllegalStateException(SECRET);
            }
            return Map.of();
        }

        @Override
        public Map<String, String> getQueryParameters() {
            return Map.of();
        }

        @Override
        public Optional<String> getBody() {
            return Optional.empty();
        }

        @Override
        public HttpResponseMessage.Builder createResponseBuilder(HttpStatus status) {
            return new Response().status(status);
        }

        @Override
        public HttpResponseMessage.Builder createResponseBuilder(HttpStatusType status) {
            return new Response().status(status);
        }
    }

    /** As the host takes it. */
    private static final class Response implements HttpResponseMessage, HttpResponseMessage.Builder {
        private final Map<String, String> headers = new HashMap<>();
        private HttpStatusType status = HttpStatus.OK;
        private Object body = "";

        String text() {
            return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : body.toString();
        }

        @Override
        public HttpStatusType getStatus() {
            return status;
        }

        @Override
        public String getHeader(String key) {
            return headers.getOrDefault(key, "");
        }

        @Override
        public Object getBody() {
            return body;
        }

        @Override
        public HttpResponseMessage.Builder status(HttpStatusType value) {
            status = value;
            return this;
        }

        @Override
        public HttpResponseMessage.Builder header(String key, String value) {
            headers.put(key, value);
            return this;
        }

        @Override
        public HttpResponseMessage.Builder body(Object value) {
            body = value;
            return this;
        }

        @Override
        public HttpResponseMessage build() {
            return this;
        }
    }
}
