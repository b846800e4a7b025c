package org.afterword.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * How orchestrators and monitors see the gateway: {@code /live} as long as the process runs, {@code /ready} while it
 * takes mail, {@code /metrics} for Prometheus.
 */
final class HealthServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param problems why no mail can be taken now; empty when all is well
     * @throws IOException if the port cannot be had
     */
    HealthServer(InetSocketAddress address, Supplier<List<String>> problems, Supplier<String> metrics)
            throws IOException {
        server = HttpServer.create(address, 0);
        server.setExecutor(threads);
        server.createContext("/live", exchange -> answer(exchange, "/live", 200, "live\n"));
        server.createContext("/ready", exchange -> {
            List<String> found = problems.get();
            answer(
                    exchange,
                    "/ready",
                    found.isEmpty() ? 200 : 503,
                    found.isEmpty() ? "ready\n" : String.join("\n", found) + "\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, metrics.get()));
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private static void answer(HttpExchange exchange, String path, int status, String text) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals(path);
            byte[] body = (known ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(known ? status : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
