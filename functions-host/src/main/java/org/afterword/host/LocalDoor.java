package org.afterword.host;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps other sites' pages out of a server on this machine. A browser lets a page ask any address and any name: a name of
 * theirs that points to this machine is refused by its {@code Host} (DNS rebinding), with 421 (RFC 9110, section 15.5.20),
 * and a change that another page sends by {@code Sec-Fetch-Site}, or else by {@code Origin}, with 403. What is no browser sends
 * neither of the two. Safe for use by several threads.
 */
public final class LocalDoor extends Filter {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    /** What the page's own requests have, and those that somebody typed. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !isLocal(hosts.getFirst())) {
            refuse(exchange, 421);
        } else if (!READING.contains(exchange.getRequestMethod()) && !isOwn(exchange, hosts.getFirst())) {
            refuse(exchange, 403);
        } else {
            chain.doFilter(exchange);
        }
    }

    @Override
    public String description() {
        return "keeps other sites' pages out";
    }

    private static boolean isLocal(String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']');
        String name = port ? host.substring(0, colon) : host;
        return NAMES.contains(name.toLowerCase(Locale.ROOT))
                && (!port || host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    private static boolean isOwn(HttpExchange exchange, String host) {
        List<String> sites = exchange.getRequestHeaders().getOrDefault("Sec-Fetch-Site", List.of());
        List<String> origins = exchange.getRequestHeaders().getOrDefault("Origin", List.of());
        if (!sites.isEmpty()) {
            // Origin may be "null" then, for a page that asks for no referrer.
            return OWN_SITE.containsAll(sites);
        }
        return origins.stream()
                .allMatch(origin ->
                        origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    private static void refuse(HttpExchange exchange, int status) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
