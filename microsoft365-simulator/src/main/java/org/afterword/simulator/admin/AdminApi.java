package org.afterword.simulator.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /adminapi/beta/TENANT/InvokeCommand}, with Exchange Online's shapes of answers and errors, and with the faults
 * that {@link AdminSwitches} switches on. Of more objects than {@code Prefer: odata.maxpagesize} names it sends a
 * page and {@code @odata.nextLink}, to which the same body is posted for the next one. Safe for use by several threads.
 */
public final class AdminApi implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PAGE_SIZE = Pattern.compile("odata\\.maxpagesize=([1-9][0-9]{0,8})");
    private static final Pattern SKIPPED = Pattern.compile("\\$skiptoken=([0-9]{1,9})");

    private final UUID tenantId;
    private final Predicate<String> acceptsToken;
    private final AdminSwitches switches = new AdminSwitches();
    private final Cmdlets cmdlets;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** @param acceptsToken whether this bearer token is one for Exchange, of somebody with a role */
    public AdminApi(UUID tenantId, TenantObjects tenant, Predicate<String> acceptsToken) {
        this.tenantId = tenantId;
        this.acceptsToken = acceptsToken;
        this.cmdlets = new Cmdlets(tenant, switches);
    }

    /** Its faults. */
    public AdminSwitches switches() {
        return switches;
    }

    /** The names of the cmdlets that were run, in order, Get ones too. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String token = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .filter(header -> header.startsWith("Bearer "))
                    .map(header -> header.substring("Bearer ".length()))
                    .orElse("");
            if (!path.equalsIgnoreCase("/adminapi/beta/" + tenantId + "/InvokeCommand")) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(405, -1);
            } else if (!acceptsToken.test(token)) {
                exchange.sendResponseHeaders(401, -1);
            } else {
                invoke(exchange, body);
            }
        }
    }

    private void invoke(HttpExchange exchange, byte[] octets) throws IOException {
        pause();
        JsonNode body;
        try {
            body = JSON.readTree(octets);
        } catch (JsonProcessingException notJson) {
            body = JSON.createObjectNode();
        }
        String name = body.at("/CmdletInput/CmdletName").asText();
        JsonNode parameters = body.at("/CmdletInput/Parameters");
        if (switches.takeThrottle()) {
            switches.retryAfter()
                    .ifPresent(seconds -> exchange.getResponseHeaders().set("Retry-After", seconds));
            exchange.sendResponseHeaders(429, -1);
        } else if (switches.isForbidden(name)) {
            send(exchange, 403, new byte[64]);
        } else if (!(parameters instanceof ObjectNode given)
                || !name.equals(exchange.getRequestHeaders().getFirst("X-CmdletName"))) {
            fail(exchange, "Microsoft.Exchange.AdminApi.AdminApiException", "The request body is not valid.");
        } else {
            run(exchange, name, given);
        }
    }

    private void run(HttpExchange exchange, String name, ObjectNode given) throws IOException {
        calls.add(name);
        CmdletOutput output = new CmdletOutput();
        Optional<String> failure = switches.takeFailure(name);
        if (failure.isPresent()) {
            fail(exchange, "Microsoft.Exchange.Configuration.Tasks.TaskException", failure.get());
            return;
        }
        try {
            if (!cmdlets.run(name, given, output)) {
                send(exchange, 403, new byte[64]);
                return;
            }
        } catch (CmdletFailure refused) {
            fail(exchange, refused.type(), String.valueOf(refused.getMessage()));
            return;
        }
        if (switches.takeLostAnswer()) {
            return; // Closing without an answer breaks the connection.
        }
        Optional<Integer> lost = switches.takeLostStatus(name);
        if (lost.isPresent()) {
            exchange.sendResponseHeaders(lost.get(), -1);
            return;
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.put(
                "@odata.context", "https://outlook.office365.com/adminapi/beta/" + tenantId + "/$metadata#Collection");
        output.warnings().forEach(answer.withArray("@adminapi.warnings")::add);
        int first = Math.min(
                number(SKIPPED, exchange.getRequestURI().getQuery(), 0),
                output.objects().size());
        int size = number(PAGE_SIZE, exchange.getRequestHeaders().getFirst("Prefer"), Integer.MAX_VALUE);
        int end = (int) Math.min((long) first + size, output.objects().size());
        answer.putArray("value").addAll(new ArrayList<JsonNode>(output.objects().subList(first, end)));
        if (end < output.objects().size()) {
            answer.put(
                    "@odata.nextLink",
                    "https://" + exchange.getRequestHeaders().getFirst("Host")
                            + exchange.getRequestURI().getPath() + "?$skiptoken=" + end);
        }
        send(exchange, 200, JSON.writeValueAsBytes(answer));
    }

    private static int number(Pattern pattern, @Nullable String text, int whenAbsent) {
        Matcher matcher = pattern.matcher(text == null ? "" : text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : whenAbsent;
    }

    private static void fail(HttpExchange exchange, String type, String text) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode error = root.putObject("error").put("code", "BadRequest").put("message", "Invalid Operation");
        error.putArray("details")
                .addObject()
                .put("code", "Client")
                .put("target", "")
                .put("message", "|" + type + "|" + text);
        error.putObject("innererror")
                .put("message", "Invalid Operation")
                .put("type", "Microsoft.Exchange.Admin.OData.Core.ODataServiceException")
                .put("stacktrace", "")
                .putObject("internalexception")
                .put("message", text)
                .put("type", type)
                .put("stacktrace", "");
        send(exchange, 400, JSON.writeValueAsBytes(root));
    }

    private void pause() {
        try {
            Thread.sleep(switches.delayMillis());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
