package org.afterword.simulator.entra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The device authorization grant of RFC 8628 as Entra speaks it: {@code /organizations/oauth2/v2.0/devicecode},
 * {@code /token}, and a page where a person types the code. Safe for use by several threads.
 */
public final class DeviceLogin implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CODE_CHARACTERS = "BCDFGHJKLMNPQRSTVWXZ23456789";

    /** Microsoft Entra built-in roles. */
    public static final String EXCHANGE_ADMINISTRATOR = "29232cdf-9323-42fd-ade2-1d097af3e4de";
    /** May read everything and change nothing. */
    public static final String GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";

    private enum Decision {
        PENDING,
        APPROVED,
        DECLINED
    }

    private static final class Grant {
        final String userCode;
        final Instant expires;
        volatile Decision decision = Decision.PENDING;
        volatile String account = "";

        Grant(String userCode, Instant expires) {
            this.userCode = userCode;
            this.expires = expires;
        }
    }

    private final UUID tenantId;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private volatile Duration lifetime = Duration.ofMinutes(15);
    private final AtomicInteger slowDowns = new AtomicInteger();
    private volatile Block block = Block.NONE;
    private volatile String role = EXCHANGE_ADMINISTRATOR;

    public DeviceLogin(UUID tenantId) {
        this.tenantId = tenantId;
    }

    /** How long codes are good that are given out from now on. */
    public DeviceLogin lifetime(Duration time) {
        lifetime = time;
        return this;
    }

    /** The directory role that tokens name from now on, by the id of its template. */
    public DeviceLogin role(String templateId) {
        role = templateId;
        return this;
    }

    /** What stands in the way of every token from now on. */
    public DeviceLogin block(Block reason) {
        block = reason;
        return this;
    }

    /** Answers the next polls of a pending code with {@code slow_down} (RFC 8628 section 3.5). */
    public DeviceLogin slowDown(int polls) {
        slowDowns.set(polls);
        return this;
    }

    /** Types the code and signs in, as a person would on the page. False if there is no such code or it is too old. */
    public boolean approve(String userCode, String account) {
        return decide(userCode, account, Decision.APPROVED);
    }

    /** Types the code and presses Cancel. */
    public boolean decline(String userCode) {
        return decide(userCode, "", Decision.DECLINED);
    }

    /** Whether this access token was given out here. */
    public boolean knows(String accessToken) {
        return tokens.containsKey(accessToken);
    }

    /** All codes and tokens that were ever given out: what must not be found in any log or record. */
    public List<String> secrets() {
        return List.copyOf(secrets);
    }

    private boolean decide(String userCode, String account, Decision decision) {
        String wanted = userCode.strip().toUpperCase(Locale.ROOT);
        return grants.values().stream()
                .filter(grant -> grant.userCode.equals(wanted) && grant.decision == Decision.PENDING)
                .filter(grant -> grant.expires.isAfter(Instant.now()))
                .peek(grant -> {
                    grant.account = account;
                    grant.decision = decision;
                })
                .findFirst()
                .isPresent();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Map<String, String> form = form(exchange);
            if (path.endsWith("/oauth2/v2.0/devicecode")) {
                send(exchange, 200, newCode(exchange));
            } else if (path.endsWith("/oauth2/v2.0/token")) {
                token(exchange, form);
            } else if (path.equals("/devicelogin")) {
                page(exchange, form);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private ObjectNode newCode(HttpExchange exchange) {
        StringBuilder userCode = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            userCode.append(CODE_CHARACTERS.charAt(RANDOM.nextInt(CODE_CHARACTERS.length())));
        }
        String deviceCode = random();
        grants.put(deviceCode, new Grant(userCode.toString(), Instant.now().plus(lifetime)));
        secrets.addAll(List.of(userCode.toString(), deviceCode));
        String page = "https://" + exchange.getRequestHeaders().getFirst("Host") + "/devicelogin";
        return JSON.createObjectNode()
                .put("user_code", userCode.toString())
                .put("device_code", deviceCode)
                .put("verification_uri", page)
                .put("expires_in", lifetime.toSeconds())
                .put("interval", 1)
                .put("message", "To sign in, open " + page + " and enter the code " + userCode);
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        Grant grant = grants.get(form.getOrDefault("device_code", form.getOrDefault("code", "")));
        if (grant == null) {
            error(exchange, "bad_verification_code", "AADSTS70019: The verification code is not known.");
        } else if (grant.expires.isBefore(Instant.now())) {
            error(
                    exchange,
                    "expired_token",
                    "AADSTS70020: The provided value for the input parameter 'device_code' has expired.");
        } else if (grant.decision == Decision.PENDING && slowDowns.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            error(exchange, "slow_down", "The client polls more often than the interval allows.");
        } else if (grant.decision == Decision.PENDING) {
            error(
                    exchange,
                    "authorization_pending",
                    "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending.");
        } else if (grant.decision == Decision.DECLINED) {
            error(exchange, "authorization_declined", "AADSTS70018: The user has declined the sign-in.");
        } else if (block != Block.NONE) {
            error(exchange, block.error(), block.description());
        } else {
            send(exchange, 200, tokens(grant, exchange));
        }
    }

    private ObjectNode tokens(Grant grant, HttpExchange exchange) {
        String object = UUID.nameUUIDFromBytes(grant.account.getBytes(StandardCharsets.UTF_8))
                .toString();
        String issuer = "https://" + exchange.getRequestHeaders().getFirst("Host") + "/" + tenantId + "/v2.0";
        long now = Instant.now().getEpochSecond();
        ObjectNode claims = JSON.createObjectNode()
                .put("iss", issuer)
                .put("sub", object)
                .put("aud", "client")
                .put("oid", object)
                .put("tid", tenantId.toString())
                .put("preferred_username", grant.account)
                .put("name", grant.account)
                .put("iat", now)
                .put("exp", now + 3600)
                .put("ver", "2.0");
        ObjectNode access = claims.deepCopy().put("aud", "https://outlook.office365.com");
        access.putArray("wids").add(role);
        String accessToken = base64("{\"alg\":\"none\"}") + "." + base64(access.toString()) + "." + base64(random());
        String refreshToken = random();
        tokens.put(accessToken, grant.account);
        secrets.addAll(List.of(accessToken, refreshToken));
        return JSON.createObjectNode()
                .put("token_type", "Bearer")
                .put("scope", "https://outlook.office365.com/.default")
                .put("expires_in", 3600)
                .put("ext_expires_in", 3600)
                .put("access_token", accessToken)
                .put("refresh_token", refreshToken)
                .put("id_token", base64("{\"alg\":\"none\"}") + "." + base64(claims.toString()) + ".")
                .put("client_info", base64("{\"uid\":\"" + object + "\",\"utid\":\"" + tenantId + "\"}"));
    }

    private void page(HttpExchange exchange, Map<String, String> form) throws IOException {
        String said = "";
        if (exchange.getRequestMethod().equals("POST")) {
            String code = form.getOrDefault("code", "");
            String account = form.getOrDefault("account", "");
            boolean known = form.containsKey("cancel") ? decline(code) : !account.isBlank() && approve(code, account);
            said = known
                    ? form.containsKey("cancel")
                            ? "You have cancelled the sign-in."
                            : "You have signed in. You may close this window."
                    : "That code did not work. Check it and the account, and try again.";
        }
        byte[] html = LoginPage.html(said).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, html.length);
        exchange.getResponseBody().write(html);
    }

    private static void error(HttpExchange exchange, String error, String description) throws IOException {
        send(
                exchange,
                400,
                JSON.createObjectNode()
                        .put("error", error)
                        .put("error_description", description + " Trace ID: " + UUID.randomUUID())
                        .put("correlation_id", UUID.randomUUID().toString()));
    }

    private static void send(HttpExchange exchange, int status, ObjectNode json) throws IOException {
        byte[] body = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
