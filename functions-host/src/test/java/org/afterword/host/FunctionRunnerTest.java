package org.afterword.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FunctionRunnerTest {
    private static final FunctionWorker FAILS = why -> {
        throw new AssertionError(why);
    };

    private final InMemoryQueueService queues = new InMemoryQueueService();
    private FunctionRunner runner;

    @BeforeEach
    void start() throws Exception {
        SampleFunctions.SEEN.clear();
        SampleFunctions.ticks = new CountDownLatch(1);
        runner = FunctionRunner.start(
                List.of(SampleFunctions.class), queues, HostPolicy.DEFAULT, 0, Map.of("ECHO_QUEUE", "echoes"), FAILS);
    }

    @AfterEach
    void stop() {
        runner.close();
    }

    @Test
    void findsFunctionsByTheirAnnotation() {
        assertThat(runner.functionNames())
                .containsExactly(
                        "Echo",
                        "Failing",
                        "Greet",
                        "GreetGroup",
                        "ListThings",
                        "Mirror",
                        "MirrorRest",
                        "Orders",
                        "Tick");
        assertThat(FunctionClasses.in("org.afterword.host")).contains(SampleFunctions.class);
    }

    @Test
    void givesAQueueMessageAsTextWithItsMetadataAndDeletesIt() throws Exception {
        queues.send("echoes", "{\"a\":1}", Duration.ZERO);
        await(() -> !queues.deleted().isEmpty());
        assertThat(SampleFunctions.SEEN).contains("Echo {\"a\":1} 1 id-0");
        assertThat(queues.hidden()).containsExactly(Duration.ofMinutes(10));
    }

    @Test
    void readsAJsonMessageIntoAPlainObject() throws Exception {
        queues.send("orders", "{\"item\":\"pen\",\"count\":3,\"other\":null}", Duration.ZERO);
        await(() -> !queues.deleted().isEmpty());
        assertThat(SampleFunctions.SEEN).contains("pen x 3");
    }

    @Test
    void makesANewObjectForEachCall() throws Exception {
        int before = SampleFunctions.OBJECTS.get();
        queues.send("orders", "{}", Duration.ZERO);
        queues.send("orders", "{}", Duration.ZERO);
        await(() -> queues.deleted().size() == 2);
        assertThat(SampleFunctions.OBJECTS.get() - before).isGreaterThanOrEqualTo(2);
    }

    @Test
    void triesAFailingMessageFiveTimesAndThenMovesItToThePoisonQueue() throws Exception {
        queues.send("failing", "body", Duration.ZERO);
        await(() -> queues.length("failing-poison") == 1);
        assertThat(SampleFunctions.SEEN).contains("try 1", "try 2", "try 3", "try 4", "try 5");
        assertThat(SampleFunctions.SEEN).doesNotContain("try 6");
        QueueService.Message poisoned =
                queues.receive("failing-poison", 1, Duration.ZERO).getFirst();
        assertThat(poisoned.body()).isEqualTo("body");
    }

    @Test
    void countsAMessageThatDoesNotFitTheParameterAsAFailure() throws Exception {
        queues.send("orders", "not json", Duration.ZERO);
        await(() -> queues.length("orders-poison") == 1);
        assertThat(SampleFunctions.SEEN).isEmpty();
    }

    @Test
    void goesOnAfterTheQueueWasAway() throws Exception {
        queues.failNextReceive(3);
        queues.send("echoes", "later", Duration.ZERO);
        await(() -> !queues.deleted().isEmpty());
        assertThat(SampleFunctions.SEEN).contains("Echo later 1 id-0");
    }

    @Test
    void runsATimerAtItsTimes() throws Exception {
        assertThat(SampleFunctions.ticks.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(SampleFunctions.SEEN).anyMatch(timer -> timer.contains("\"IsPastDue\":false"));
    }

    @Test
    void answersHttpByRouteAndMethod() throws Exception {
        HttpResponse<String> posted = http("POST", "/api/greet/Anna%20K?lang=de%2Dch", "welcome");
        assertThat(posted.statusCode()).isEqualTo(201);
        assertThat(posted.body()).isEqualTo("Hello Anna K: welcome");
        assertThat(posted.headers().firstValue("X-Language")).contains("de-ch");
        assertThat(http("GET", "/api/greet/Mei", "").body()).isEqualTo("Hello Mei");
        assertThat(http("DELETE", "/api/greet/Mei", "").statusCode()).isEqualTo(404);
        assertThat(http("GET", "/api/nothing", "").statusCode()).isEqualTo(404);
    }

    @Test
    void takesTheFirstFunctionByNameWhoseRouteFits() throws Exception {
        assertThat(http("GET", "/api/greet/all", "").body()).isEqualTo("Hello all");
        assertThat(http("PUT", "/api/greet/all", "").body()).isEqualTo("Hello everybody");
    }

    @Test
    void tellsAFunctionThePathAsTheHostDoes() throws Exception {
        assertThat(http("GET", "/API/mirror/a%40b/c%2Fd/%C3%A9%20+?q=%2F", "").body())
                .isEqualTo("/API/mirror/a@b/c%2Fd/%C3%A9%20+?q=%2F");
        assertThat(http("GET", "/api/greet/../mirror/x//y/%2e/", "").body()).isEqualTo("/api/mirror/x//y/");
        assertThat(http("GET", "/api/mirror", "").body()).isEqualTo("/api/mirror");
        assertThat(http("GET", "/api/mirror/%00", "").statusCode()).isEqualTo(400);
    }

    @Test
    void callsNoFunctionThatWantsAValueWhichTheRouteDoesNotHave() throws Exception {
        assertThat(http("PATCH", "/api/mirror/a", "").body()).isEqualTo("a");
        assertThat(http("PATCH", "/api/mirror", "").statusCode()).isEqualTo(500);
    }

    @Test
    void servesAFunctionWithoutRouteUnderItsNameAndItsObjectAsJson() throws Exception {
        HttpResponse<String> listed = http("GET", "/api/ListThings", "");
        assertThat(listed.body()).isEqualTo("[\"one\",\"two\"]");
        assertThat(listed.headers().firstValue("Content-Type")).contains("application/json; charset=utf-8");
    }

    @Test
    void refusesASettingThatIsNotThere() {
        assertThatThrownBy(() -> FunctionRunner.start(
                        List.of(SampleFunctions.class), queues, HostPolicy.DEFAULT, 0, Map.of(), FAILS))
                .hasMessage("function Echo needs the setting ECHO_QUEUE");
    }

    @Test
    void refusesAParameterThatTheWorkerCouldNotBind() {
        assertThatThrownBy(() ->
                        FunctionRunner.start(List.of(Unbound.class), queues, HostPolicy.DEFAULT, 0, Map.of(), FAILS))
                .hasMessageContaining("of function Unbound has no binding");
    }

    /** A function with a parameter that nothing binds. */
    public static class Unbound {
        @FunctionName("Unbound")
        public void run(@QueueTrigger(name = "text", queueName = "q", connection = "") String text, String more) {}
    }

    private HttpResponse<String> http(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + runner.httpPort().orElseThrow() + path);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
