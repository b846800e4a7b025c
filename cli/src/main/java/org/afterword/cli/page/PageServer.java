package org.afterword.cli.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.afterword.functions.console.page.Look;
import org.afterword.host.LocalDoor;

/**
 * Serves the page on loopback. The mail in it may come from anybody: its HTML is shown in frames without scripts, its pictures
 * only from the mail itself, and nothing is fetched from elsewhere. Safe for use by several threads.
 */
public final class PageServer implements AutoCloseable {
    private static final Pattern MAIL = Pattern.compile("/mails/(\\d{1,6})(?:/(before|after)\\.eml)?");
    private static final Map<String, String> FILES = Map.of(
            "/", "page.html",
            "/look.css", "look.css",
            "/page.css", "page.css",
            "/page.js", "page.js",
            "/icon.svg", "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    /** Frames of mail inherit this, and mail has inline styles; scripts come from this server only. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final ObjectMapper json = new ObjectMapper();
    private final List<ShownMail> mails = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer http;
    private final List<String> hints = new CopyOnWriteArrayList<>();

    private PageServer(HttpServer http) {
        this.http = http;
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any that is free
     * @throws BindException if the port is taken
     */
    public static PageServer start(int port) throws IOException {
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException taken) {
            throw (BindException)
                    new BindException("port " + port + " is taken: choose another with --port, or 0 for any")
                            .initCause(taken);
        }
        PageServer server = new PageServer(http);
        http.createContext("/", server::handle).getFilters().add(new LocalDoor());
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    /** Lists one more mail. */
    public void add(ShownMail mail) {
        mails.add(mail);
    }

    /** Shows one more command by which mail of one's own can be sent. */
    public void addHint(String command) {
        hints.add(command);
    }

    public int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-store");
            String path = exchange.getRequestURI().getPath();
            Matcher mail = MAIL.matcher(path);
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(405, -1);
            } else if (FILES.containsKey(path)) {
                sendFile(exchange, FILES.get(path));
            } else if (path.equals("/mails")) {
                send(exchange, "application/json", json.writeValueAsBytes(list()));
            } else if (mail.matches()) {
                sendMail(exchange, Integer.parseInt(mail.group(1)), mail.group(2));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private ObjectNode list() {
        ObjectNode answer = json.createObjectNode();
        hints.forEach(answer.putArray("hints")::add);
        ArrayNode list = answer.putArray("mails");
        for (ShownMail mail : mails) {
            list.addObject()
                    .put("number", mail.number())
                    .put("title", mail.title())
                    .put("from", mail.from())
                    .put("to", mail.to())
                    .put("subject", mail.subject())
                    .put("kind", mail.kind())
                    .put("decision", mail.decision())
                    .put("why", mail.why())
                    .put("milliseconds", mail.milliseconds());
        }
        return answer;
    }

    private void sendMail(HttpExchange exchange, int number, String state) throws IOException {
        ShownMail mail = mails.stream()
                .filter(shown -> shown.number() == number)
                .findFirst()
                .orElse(null);
        if (mail == null) {
            exchange.sendResponseHeaders(404, -1);
        } else if (state == null) {
            send(exchange, "application/json", json.writeValueAsBytes(MailView.of(mail.before(), mail.after())));
        } else {
            Path file = state.equals("before") ? mail.before() : mail.after();
            exchange.getResponseHeaders()
                    .set("Content-Disposition", "attachment; filename=\"" + number + "-" + state + ".eml\"");
            exchange.getResponseHeaders().set("Content-Type", "message/rfc822");
            exchange.sendResponseHeaders(200, Files.size(file));
            try (OutputStream body = exchange.getResponseBody()) {
                Files.copy(file, body);
            }
        }
    }

    private static void sendFile(HttpExchange exchange, String name) throws IOException {
        byte[] content = switch (name) {
            case "look.css" -> Look.css();
            case "icon.svg" -> Look.icon();
            default -> ownFile(name);
        };
        send(exchange, TYPES.getOrDefault(name.substring(name.indexOf('.') + 1), ""), content);
    }

    private static byte[] ownFile(String name) throws IOException {
        try (InputStream file = PageServer.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("the program's file " + name + " is missing");
            }
            return file.readAllBytes();
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
