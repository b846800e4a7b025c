package org.afterword.host;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Small functions of each kind; what they saw is kept in static fields, as a real function's clients are. */
public class SampleFunctions {
    static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();
    static final AtomicInteger OBJECTS = new AtomicInteger();
    static volatile CountDownLatch ticks = new CountDownLatch(1);

    public SampleFunctions() {
        OBJECTS.incrementAndGet();
    }

    /** A queue message as a plain object. */
    public record Order(String item, int count) {}

    @FunctionName("Echo")
    public void echo(
            @QueueTrigger(name = "text", queueName = "%ECHO_QUEUE%", connection = "") String text,
            @BindingName("DequeueCount") long dequeueCount,
            @BindingName("Id") String id,
            ExecutionContext context) {
        SEEN.add(context.getFunctionName() + " " + text + " " + dequeueCount + " " + id);
    }

    @FunctionName("Orders")
    public void order(@QueueTrigger(name = "order", queueName = "orders", connection = "") Order order) {
        SEEN.add(order.item() + " x " + order.count());
    }

    @FunctionName("Failing")
    public void fail(
            @QueueTrigger(name = "text", queueName = "failing", connection = "") String text,
            @BindingName("DequeueCount") int dequeueCount)
            throws IOException {
        SEEN.add("try " + dequeueCount);
        throw new IOException("it never works");
    }

    @FunctionName("Tick")
    public void tick(@TimerTrigger(name = "timer", schedule = "* * * * * *") String timer) {
        SEEN.add(timer);
        ticks.countDown();
    }

    @FunctionName("Greet")
    public HttpResponseMessage greet(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.POST},
                            authLevel = AuthorizationLevel.FUNCTION,
                            route = "greet/{name}")
                    HttpRequestMessage<Optional<String>> request,
            @BindingName("name") String name) {
        return request.createResponseBuilder(HttpStatus.CREATED)
                .header("X-Language", request.getQueryParameters().getOrDefault("lang", "none"))
                .body("Hello " + name
                        + request.getBody().map(body -> ": " + body).orElse(""))
                .build();
    }

    @FunctionName("ListThings")
    public List<String> list(
            @HttpTrigger(name = "request", methods = HttpMethod.GET, authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<byte[]> request) {
        return List.of("one", "two");
    }

    @FunctionName("GreetGroup")
    public String greetAll(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.PUT},
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "greet/all")
                    HttpRequestMessage<byte[]> request) {
        return "Hello everybody";
    }

    @FunctionName("Mirror")
    public String mirror(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "mirror/{*path}")
                    HttpRequestMessage<byte[]> request) {
        String query = request.getUri().getRawQuery();
        return request.getUri().getRawPath() + (query == null ? "" : "?" + query);
    }

    @FunctionName("MirrorRest")
    public String rest(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.PATCH,
                            authLevel = AuthorizationLevel.ANONYMOUS,
                            route = "mirror/{*path}")
                    HttpRequestMessage<byte[]> request,
            @BindingName("path") String path) {
        return path;
    }
}
