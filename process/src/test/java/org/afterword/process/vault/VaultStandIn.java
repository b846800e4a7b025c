package org.afterword.process.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A managed identity and a key vault on loopback, with the secrets that it is given. */
public final class VaultStandIn implements AutoCloseable {
    private static final String HEADER = "the-platform-says-so";
    private static final String TOKEN = "a-token";

    private final HttpServer server;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private volatile String lastTokenQuery = "";
    private volatile int faults;

    private VaultStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/identity", this::token);
        server.createContext("/secrets/", this::secret);
        server.start();
    }

    public static VaultStandIn start() throws IOException {
        return new VaultStandIn();
    }

    public void put(String name, String secret) {
        secrets.put(name, secret);
    }

    /** The next {@code count} questions for a secret get a 503. */
    public void failNext(int count) {
        faults = count;
    }

    public String lastTokenQuery() {
        return lastTokenQuery;
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** What the platform puts into a process's environment. */
    public Map<String, String> environment() {
        return Map.of("IDENTITY_ENDPOINT", address() + "identity", "IDENTITY_HEADER", HEADER);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void token(HttpExchange exchange) throws IOException {
        lastTokenQuery = exchange.getRequestURI().getQuery();
        boolean ours = HEADER.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"));
        answer(exchange, ours ? 200 : 401, ours ? "{\"access_token\":\"" + TOKEN + "\"}" : "{}");
    }

    private void secret(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring("/secrets/".length());
        @Nullable String secret = secrets.get(name);
        if (faults > 0) {
            faults--;
            answer(exchange, 503, "{}");
        } else if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{}");
        } else if (secret == null) {
            answer(exchange, 404, "{\"error\":{\"code\":\"SecretNotFound\"}}");
        } else {
            answer(exchange, 200, "{\"value\":\"" + secret.replace("\n", "\\n").replace("\r", "\\r") + "\"}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
