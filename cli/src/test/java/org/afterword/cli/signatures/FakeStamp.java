package org.afterword.cli.signatures;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stamp that answers as it is told to, and keeps what it was asked. */
final class FakeStamp implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();

    private record Answer(int status, String body, Optional<String> etag) {}

    /** @param precondition If-Match or If-None-Match with its value, or nothing */
    record Request(String line, String precondition, String key, String body) {}

    FakeStamp() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** @param request such as {@code GET /api/tenants} */
    synchronized FakeStamp answering(String request, int status, String body) {
        answers.put(request, new Answer(status, body, Optional.empty()));
        return this;
    }

    synchronized FakeStamp answering(String request, String etag, String body) {
        answers.put(request, new Answer(200, body, Optional.of(etag)));
        return this;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Method and address of all that were not to read, in their order. */
    List<String> changes() {
        return requests().stream()
                .filter(request -> !request.line().startsWith("GET "))
                .map(request -> request.line() + " " + request.precondition())
                .toList();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(new Request(
                line,
                header(exchange, "If-Match")
                        .or(() -> header(exchange, "If-None-Match"))
                        .orElse(""),
                header(exchange, "x-functions-key").orElse(""),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Answer answer = answers.getOrDefault(
                line, new Answer(404, "{\"detail\": \"There is no such thing.\"}", Optional.empty()));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        answer.etag().ifPresent(etag -> exchange.getResponseHeaders().set("ETag", etag));
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name))
                .map(value -> name.startsWith("If") ? name + ": " + value : value);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
