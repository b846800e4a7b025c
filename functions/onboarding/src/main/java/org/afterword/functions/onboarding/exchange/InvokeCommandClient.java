package org.afterword.functions.onboarding.exchange;

import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.FAULT;
import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.REFUSED;
import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.ROLE_MISSING;
import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.SIGN_IN_ENDED;
import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.THROTTLED;
import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.UNCERTAIN;
import static org.afterword.functions.onboarding.exchange.ExchangeException.Kind.UNREADABLE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.afterword.storage.tenant.TenantId;

/**
 * The interface that Exchange Online PowerShell 3 uses: {@code POST adminapi/beta/TENANT/InvokeCommand}.
 *
 * <p>Its policy: after an answer that says "slow down" (429, 408, 503, 504, or the text about concurrent requests) it backs
 * off and tries again, seven times, for as long as {@code Retry-After} says or else 3 s, 6 s, 9 s and so on. After a failed
 * connection, and after 408, 503 and 504, which a server on the way may say of a cmdlet that was carried out, this holds for a
 * cmdlet that may be repeated; for any other the outcome is uncertain, and the caller must read the tenant again. After 500, 502 and a
 * transient error of the directory the same holds (office-docs-powershell#10972). Redirections keep the token, so this class follows them itself, three times at most, over https,
 * to the same family of hosts and port. An answer with more pages is an error, so that no plan is made from half a list.
 *
 * <p>Safe for use by several threads. Keeps no token: it asks for one with each call.
 */
public final class InvokeCommandClient implements ExchangeAdmin {
    /** Waits; a test does not. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    /**
     * A mailbox that each organisation has, by which Exchange finds the right server. Whoever signed in may be a partner or a
     * guest, and their name none of this organisation.
     */
    private static final String SYSTEM_MAILBOX = "SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}";

    private static final int TRIES = 8;
    private static final int HOPS = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);
    /** Exchange's words where privileged access management guards a cmdlet. */
    private static final String NEEDS_APPROVAL = "elevated access request";

    private static final String TOO_MANY = "maximum number of concurrent requests";

    private final HttpClient http;
    private final URI endpoint;
    private final String anchor;
    private final Supplier<String> token;
    private final Pause pause;
    private final Duration timeout;
    private final String connectionId = UUID.randomUUID().toString();

    /**
     * @param http does not follow redirections by itself
     * @param base such as {@code https://outlook.office365.com}
     * @param token gives the access token for each call
     * @param timeout for the answer to one request
     */
    public InvokeCommandClient(
            HttpClient http, URI base, TenantId tenant, Supplier<String> token, Pause pause, Duration timeout) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("the HTTP client must not follow redirections: it would lose the token");
        }
        this.http = http;
        this.endpoint = base.resolve("/adminapi/beta/" + tenant + "/InvokeCommand");
        this.anchor = "APP:" + SYSTEM_MAILBOX + "@" + tenant;
        this.token = token;
        this.pause = pause;
        this.timeout = timeout;
    }

    @Override
    public ExchangeAnswer call(Cmdlet cmdlet) throws ExchangeException, InterruptedException {
        AllowedCmdlets.check(cmdlet);
        byte[] body = body(cmdlet);
        for (int attempt = 1; ; attempt++) {
            Optional<HttpResponse<byte[]>> response = send(cmdlet, body);
            if (response.isEmpty()) {
                if (attempt == TRIES || !cmdlet.isRepeatable()) {
                    throw uncertain(cmdlet);
                }
                pause.of(Duration.ofSeconds(3L * attempt));
            } else if (isFault(response.get())) {
                if (attempt == TRIES || !cmdlet.isRepeatable()) {
                    throw fault(cmdlet, response.get());
                }
                pause.of(retryAfter(response.get(), attempt));
            } else if (asksToSlowDown(response.get())) {
                if (attempt == TRIES) {
                    throw tooBusy(cmdlet, response.get());
                }
                pause.of(retryAfter(response.get(), attempt));
                if (!cmdlet.isRepeatable() && mayHaveRun(response.get())) {
                    throw uncertain(cmdlet);
                }
            } else {
                return answer(cmdlet, response.get());
            }
        }
    }

    /** Empty if no answer came. */
    private Optional<HttpResponse<byte[]>> send(Cmdlet cmdlet, byte[] body)
            throws ExchangeException, InterruptedException {
        URI target = endpoint;
        for (int hop = 0; hop <= HOPS; hop++) {
            HttpResponse<byte[]> response;
            try {
                response = http.send(request(target, cmdlet, body), BodyHandlers.ofByteArray());
            } catch (IOException noAnswer) {
                return Optional.empty();
            }
            Optional<String> location = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || location.isEmpty()) {
                return Optional.of(response);
            }
            target = redirected(target, location.get());
        }
        throw new ExchangeException(UNREADABLE, cmdlet.name() + ": Exchange Online sends us round in circles");
    }

    private HttpRequest request(URI target, Cmdlet cmdlet, byte[] body) {
        return HttpRequest.newBuilder(target)
                .timeout(timeout)
                .header("Authorization", "Bearer " + token.get())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("X-CmdletName", cmdlet.name())
                .header("X-AnchorMailbox", anchor)
                .header("X-ResponseFormat", "json")
                .header("Prefer", "odata.maxpagesize=1000")
                .header("connection-id", connectionId)
                .header("client-request-id", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private static byte[] body(Cmdlet cmdlet) {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode input = root.putObject("CmdletInput");
        input.put("CmdletName", cmdlet.name());
        ObjectNode parameters = input.putObject("Parameters");
        cmdlet.parameters().forEach((name, value) -> parameters.set(name, value.json()));
        try {
            return JSON.writeValueAsBytes(root);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private URI redirected(URI from, String location) throws ExchangeException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException unreadable) {
            throw new ExchangeException(UNREADABLE, "Exchange Online redirects to something that is no address");
        }
        String host = Optional.ofNullable(to.getHost()).orElse("");
        boolean trusted =
                "https".equals(to.getScheme()) && port(to) == port(endpoint) && isOfFamily(host, endpoint.getHost());
        if (!trusted) {
            throw new ExchangeException(
                    UNREADABLE, "Exchange Online redirects to " + host + ", which must not get the sign-in: stopped");
        }
        return to;
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? 443 : uri.getPort();
    }

    /** The same host, or one below the same domain: for outlook.office365.com all of office365.com. */
    private static boolean isOfFamily(String host, String base) {
        int dot = base.indexOf('.');
        boolean hasParent = dot > 0 && base.indexOf('.', dot + 1) > 0;
        return host.equalsIgnoreCase(base)
                || host.regionMatches(true, host.length() - base.length() - 1, "." + base, 0, base.length() + 1)
                || hasParent
                        && host.regionMatches(
                                true,
                                host.length() - (base.length() - dot),
                                base.substring(dot),
                                0,
                                base.length() - dot);
    }

    private static boolean asksToSlowDown(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 408, 429, 503, 504 -> true;
            case 400, 403, 500 ->
                ErrorBody.text(response.body())
                        .filter(text -> text.contains(TOO_MANY))
                        .isPresent();
            default -> false;
        };
    }

    /** A fault of Exchange's own: of a server (500, 502), or of its directory, which it also tells as 400. */
    private static boolean isFault(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 500, 502 -> !asksToSlowDown(response);
            case 400 -> ErrorBody.type(response.body()).contains("Transient") && !asksToSlowDown(response);
            default -> false;
        };
    }

    private static ExchangeException fault(Cmdlet cmdlet, HttpResponse<byte[]> response) {
        return new ExchangeException(
                FAULT,
                cmdlet.name() + ": Exchange Online had a fault of its own (" + response.statusCode() + ")"
                        + ErrorBody.text(response.body())
                                .map(words -> ": " + words)
                                .orElse("")
                        + ". It is not yours to put right: it mostly passes within minutes. What has been done stays done.");
    }

    private static ExchangeException tooBusy(Cmdlet cmdlet, HttpResponse<byte[]> response) {
        return new ExchangeException(
                THROTTLED,
                cmdlet.name()
                        + ": Exchange Online is too busy with this tenant. Wait some minutes, then go on: "
                        + "what has been done stays done."
                        + (response.statusCode() == 503
                                ? " If it stays so: an account that has its role through a group gets this answer (503) without "
                                        + "end; give it the role Exchange Administrator itself."
                                : ""));
    }

    /** Whether it was perhaps a server on the way that lost patience, and not Exchange that refused to begin. */
    private static boolean mayHaveRun(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 408, 503, 504 -> true;
            default -> false;
        };
    }

    private ExchangeException uncertain(Cmdlet cmdlet) {
        return new ExchangeException(
                UNCERTAIN,
                cmdlet.name() + ": no answer from " + endpoint.getHost()
                        + ". Whether it was carried out will be seen when the tenant is read again.");
    }

    private static Duration retryAfter(HttpResponse<byte[]> response, int attempt) {
        Duration ours = Duration.ofSeconds(3L * attempt);
        Duration asked = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(ours);
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }

    private static ExchangeAnswer answer(Cmdlet cmdlet, HttpResponse<byte[]> response) throws ExchangeException {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return read(cmdlet, response.body());
        }
        Optional<String> text = ErrorBody.text(response.body());
        if (status == 401) {
            throw new ExchangeException(
                    SIGN_IN_ENDED,
                    "Exchange Online does not accept this sign-in (401): it has ended, or the account has no role in "
                            + "Exchange at all. Sign in again with an account that has the role Exchange Administrator.");
        }
        if (text.filter(words -> words.contains(NEEDS_APPROVAL)).isPresent()) {
            throw new ExchangeException(
                    ROLE_MISSING,
                    "Your organisation wants an approval before " + cmdlet.name()
                            + " (privileged access management). Ask for it "
                            + "in the Microsoft 365 admin center, and sign in again when it is granted: " + text.get());
        }
        if (status == 403) {
            throw new ExchangeException(
                    ROLE_MISSING,
                    "Exchange Online does not let this account run " + cmdlet.name() + " (403)"
                            + text.map(words -> ": " + words).orElse("")
                            + ". Give it the role Exchange Administrator, wait some minutes, and sign in again.");
        }
        throw new ExchangeException(
                REFUSED,
                cmdlet.name() + ": " + text.orElse("Exchange Online answered " + status + " without a reason"));
    }

    private static ExchangeAnswer read(Cmdlet cmdlet, byte[] body) throws ExchangeException {
        if (body.length == 0) {
            return new ExchangeAnswer(List.of(), List.of());
        }
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (IOException notJson) {
            throw new ExchangeException(UNREADABLE, cmdlet.name() + ": Exchange Online's answer is not JSON");
        }
        if (root.hasNonNull("@odata.nextLink")) {
            throw new ExchangeException(
                    UNREADABLE, cmdlet.name() + ": Exchange Online's answer is cut off, so nothing is decided by it");
        }
        List<JsonNode> objects = new ArrayList<>();
        root.path("value").forEach(objects::add);
        List<String> warnings = new ArrayList<>();
        root.path("@adminapi.warnings").forEach(warning -> warnings.add(warning.asText()));
        return new ExchangeAnswer(objects, warnings);
    }
}
