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
 * takes mail, {@code /healthy} while nothing is wrong with this machine, {@code /metrics} for Prometheus. A stamp that nobody
 * is connected to is healthy and not ready, so that its machines are left alone and its store is looked at.
 */
final class HealthServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param ready why no mail can be taken now; empty when all is well
     * @param healthy those of the reasons for which this machine could be to blame
     * @throws IOException if the port cannot be had
     */
    HealthServer(
            InetSocketAddress address,
            Supplier<List<String>> ready,
            Supplier<List<String>> healthy,
            Supplier<String> metrics)
            throws IOException {
        server = HttpServer.create(address, 0);
        server.setExecutor(threads);
        server.createContext("/live", exchange -> answer(exchange, "/live", 200, "live\n"));
        server.createContext("/ready", exchange -> answer(exchange, "/ready", ready.get()));
        server.createContext("/healthy", exchange -> answer(exchange, "/healthy", healthy.get()));
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

    private static void answer(HttpExchange exchange, String path, List<String> problems) throws IOException {
        answer(
                exchange,
                path,
                problems.isEmpty() ? 200 : 503,
                problems.isEmpty() ? path.substring(1) + "\n" : String.join("\n", problems) + "\n");
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
