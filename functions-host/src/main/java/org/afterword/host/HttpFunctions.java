package org.afterword.host;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP requests by the functions whose route fits. As with Microsoft's own local tools, the key that
 * {@code authLevel} asks for in Azure is not asked for here; the runner listens on loopback only, behind a {@link LocalDoor}.
 *
 * <p>As in Azure, the first function by name whose route and methods fit is called, even if the route of another fits
 * better (azure-functions-host#9876), and where there is none because of the method, the answer is 404, too
 * (azure-functions-host#10098). A call without an answer ends the connection.
 */
final class HttpFunctions implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFunctions.class);
    private static final int MAX_BODY = 16 << 20;

    private record Endpoint(FunctionMethod function, RouteTemplate route, List<String> methods) {}

    private record Match(Endpoint endpoint, Map<String, String> values) {}

    private final List<Endpoint> endpoints;
    private final Calls calls;

    HttpFunctions(List<FunctionMethod> functions, HostPolicy policy, Calls calls) {
        this.calls = calls;
        endpoints = functions.stream()
                .sorted(Comparator.comparing(FunctionMethod::name))
                .map(function -> {
                    HttpTrigger trigger = (HttpTrigger) function.trigger();
                    String route = trigger.route().isEmpty() ? function.name() : trigger.route();
                    return new Endpoint(
                            function,
                            RouteTemplate.of(policy.routePrefix(), route),
                            Arrays.stream(trigger.methods()).map(Enum::name).toList());
                })
                .toList();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Optional<HostPath> path = HostPath.of(exchange.getRequestURI().getRawPath());
            if (path.isEmpty()) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            String method = exchange.getRequestMethod().toUpperCase(Locale.ROOT);
            Optional<Match> match = endpoints.stream()
                    .filter(endpoint ->
                            endpoint.methods().isEmpty() || endpoint.methods().contains(method))
                    .flatMap(endpoint ->
                            endpoint
                                    .route()
                                    .match(path.get().decoded())
                                    .map(values -> new Match(endpoint, values))
                                    .stream())
                    .findFirst();
            if (match.isPresent()) {
                call(exchange, path.get(), match.get());
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void call(HttpExchange exchange, HostPath path, Match match) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            exchange.sendResponseHeaders(413, -1);
            return;
        }
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        FunctionMethod function = match.endpoint().function();
        Object answer;
        try {
            String host = Optional.ofNullable(headers.get("host")).orElse("localhost");
            LocalRequest<byte[]> request = LocalRequest.of(
                    path.address(
                            host, Optional.ofNullable(exchange.getRequestURI().getRawQuery())),
                    HttpMethod.value(exchange.getRequestMethod()),
                    headers,
                    body);
            answer = calls.call(function, Invocation.of(function, request, match.values()));
        } catch (Exception failure) {
            LOG.warn("function {} failed: {}", function.name(), failure.toString());
            LOG.debug("the failure in full", failure);
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        respond(exchange, answer);
    }

    private static void respond(HttpExchange exchange, @Nullable Object answer) throws IOException {
        if (answer == null) {
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        Object body = answer;
        int status = 200;
        if (answer instanceof HttpResponseMessage response) {
            status = response.getStatusCode();
            body = response.getBody();
            if (response instanceof LocalResponse local) {
                local.headers().forEach(exchange.getResponseHeaders()::set);
            }
        }
        byte[] bytes = bytes(exchange, body);
        boolean headOnly = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, headOnly || bytes.length == 0 ? -1 : bytes.length);
        if (!headOnly && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static byte[] bytes(HttpExchange exchange, @Nullable Object body) throws IOException {
        if (body == null) {
            return new byte[0];
        }
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        boolean text = body instanceof String;
        if (!exchange.getResponseHeaders().containsKey("Content-Type")) {
            exchange.getResponseHeaders()
                    .set("Content-Type", text ? "text/plain; charset=utf-8" : "application/json; charset=utf-8");
        }
        return text ? ((String) body).getBytes(StandardCharsets.UTF_8) : new ObjectMapper().writeValueAsBytes(body);
    }
}
