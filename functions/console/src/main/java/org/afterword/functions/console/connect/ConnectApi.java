package org.afterword.functions.console.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Right;
import org.afterword.functions.console.http.Route;
import org.afterword.functions.console.page.Look;
import org.afterword.functions.console.session.ConnectOptions;
import org.afterword.functions.console.session.SessionCookie;
import org.afterword.functions.console.session.SessionView;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.manual.ConnectScript;
import org.afterword.functions.onboarding.manual.ManualGuide;
import org.afterword.functions.onboarding.manual.Organization;
import org.afterword.functions.onboarding.plan.PlanOptions;
import org.afterword.functions.onboarding.session.ConnectSession;
import org.afterword.functions.onboarding.session.Entry;
import org.afterword.functions.onboarding.session.NewerSessionException;
import org.afterword.functions.onboarding.session.Order;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.ShownTenant;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.functions.onboarding.signin.Customer;
import org.afterword.storage.onboarding.OnboardingStore;
import org.afterword.storage.tenant.RoutingCode;
import org.afterword.storage.trace.TraceStore;

/**
 * The page's requests. A browser has one session, by its cookie; a request without the cookie of a session sees that there
 * is none. Orders are written into the session, and the worker finds them there. Safe for use by several threads.
 */
public final class ConnectApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_BODY = 4096;
    private static final Map<String, String> FILES = Map.of(
            "page.css", "text/css; charset=utf-8",
            "page.js", "text/javascript; charset=utf-8",
            "look.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml",
            "openapi.json", "application/json; charset=utf-8");

    private final ConnectSettings settings;
    private final Sessions sessions;
    private final SessionView view;
    private final InstantSource clock;

    public ConnectApi(ConnectSettings settings, OnboardingStore store, TraceStore traces, InstantSource clock) {
        this.settings = settings;
        this.sessions = new Sessions(store);
        this.view = new SessionView(settings, traces, clock);
        this.clock = clock;
    }

    /** Its lines of the table. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "connect", Right.NONE, request -> page()),
                new Route("GET", "connect/{name}", Right.NONE, request -> get(request.parameter("name"), request)),
                new Route("POST", "connect/{order}", Right.NONE, request -> post(request.parameter("order"), request)));
    }

    /** {@code GET connect}: the page, which is the same for all. */
    public ApiResponse page() throws IOException {
        return ApiResponse.of(200, "text/html; charset=utf-8", file("page.html"))
                .forPage();
    }

    /** {@code GET connect/{name}}: the session's state, its guide or script, or a file of the page. */
    public ApiResponse get(String name, ApiRequest request) throws IOException {
        return read(name, request).forPage();
    }

    private ApiResponse read(String name, ApiRequest request) throws IOException {
        if (FILES.containsKey(name)) {
            return ApiResponse.of(200, FILES.getOrDefault(name, ""), file(name));
        }
        try {
            return ofSession(name, request);
        } catch (NewerSessionException newer) {
            return ApiResponse.problem(ApiException.unavailable(String.valueOf(newer.getMessage())));
        }
    }

    private ApiResponse ofSession(String name, ApiRequest request) throws IOException {
        return switch (name) {
            case "state" -> state(request);
            case "guide", "script" -> {
                Optional<Entry> entry = entered(request);
                yield entry.isPresent()
                        ? values(name, entry.get().session(), entry.get().secret())
                        : noSession();
            }
            default -> ApiResponse.problem(ApiException.notFound("There is nothing here."));
        };
    }

    /** What a browser asks for again and again, so it is here that it is told the secret that it has after a sign-in. */
    private ApiResponse state(ApiRequest request) throws IOException {
        Optional<Entry> entry = entry(request);
        if (entry.isEmpty()) {
            return ApiResponse.json(200, view.nothing());
        }
        SessionSecret secret = entry.get().secret();
        ApiResponse shown = ApiResponse.json(200, view.of(entry.get().session(), secret));
        return entry.get().changed() ? shown.with("Set-Cookie", SessionCookie.header(secret, request)) : shown;
    }

    private Optional<Entry> entry(ApiRequest request) throws IOException {
        Optional<SessionSecret> secret = SessionCookie.read(request);
        return secret.isPresent() ? sessions.enter(secret.get()) : Optional.empty();
    }

    /** Empty for a browser that has yet to be told its secret, too. */
    private Optional<Entry> entered(ApiRequest request) throws IOException {
        return entry(request).filter(entry -> !entry.changed());
    }

    /** {@code POST connect/{order}}: asks for a sign-in, or gives the worker an order. */
    public ApiResponse post(String order, ApiRequest request) throws IOException {
        return take(order, request).forPage();
    }

    private ApiResponse take(String order, ApiRequest request) throws IOException {
        if (!request.isOurs()) {
            return ApiResponse.problem(ApiException.forbidden(
                    "The request must come from our page or carry the header X-Afterword-Request: 1."));
        }
        if (request.body().length() > LARGEST_BODY) {
            return ApiResponse.problem(ApiException.tooLarge(LARGEST_BODY));
        }
        try {
            return order.equals("sign-in") ? signIn(request) : order(order, request);
        } catch (NewerSessionException newer) {
            return ApiResponse.problem(ApiException.unavailable(String.valueOf(newer.getMessage())));
        }
    }

    private ApiResponse signIn(ApiRequest request) throws IOException {
        if (settings.stamp().isEmpty()) {
            return ApiResponse.problem(
                    ApiException.unavailable("This installation cannot connect tenants yet: its operator has to set "
                            + ConnectSettings.STAMP_DOMAIN + "."));
        }
        Optional<Customer> customer;
        try {
            JsonNode domain = body(request).path("domain");
            customer = domain.asText().isBlank() ? Optional.empty() : Optional.of(new Customer(domain.asText()));
        } catch (JsonProcessingException notJson) {
            return notJson();
        } catch (IllegalArgumentException notUsable) {
            return ApiResponse.problem(ApiException.badRequest(String.valueOf(notUsable.getMessage())));
        }
        Optional<Entry> before = entry(request);
        if (before.isPresent()) {
            sessions.update(before.get().secret().id(), session -> session.order(new Order.SignOut()));
        }
        // A secret that the browser brings may be one that somebody else gave it.
        SessionSecret secret = SessionSecret.create();
        ConnectSession session = sessions.signIn(secret, clock.instant(), customer);
        return ApiResponse.json(200, view.of(session, secret))
                .with("Set-Cookie", SessionCookie.header(secret, request));
    }

    private ApiResponse order(String word, ApiRequest request) throws IOException {
        Optional<SessionSecret> secret = entered(request).map(Entry::secret);
        if (secret.isEmpty()) {
            return noSession();
        }
        if (word.equals("test")) {
            return changed(secret.get(), session -> session.testing(clock.instant()));
        }
        Optional<Order> order;
        try {
            order = order(word, body(request));
        } catch (JsonProcessingException notJson) {
            return notJson();
        } catch (IllegalArgumentException notUsable) {
            return ApiResponse.problem(ApiException.badRequest(String.valueOf(notUsable.getMessage())));
        }
        return order.isPresent()
                ? changed(secret.get(), session -> session.order(order.get()))
                : ApiResponse.problem(ApiException.notFound("There is no such order."));
    }

    private static JsonNode body(ApiRequest request) throws JsonProcessingException {
        return request.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(request.body());
    }

    private static ApiResponse notJson() {
        return ApiResponse.problem(ApiException.badRequest("The body must be JSON."));
    }

    private static Optional<Order> order(String word, JsonNode body) {
        PlanOptions options = ConnectOptions.read(body);
        return switch (word) {
            case "plan" -> Optional.of(new Order.ShowPlan(options));
            case "check" -> Optional.of(new Order.CheckAgain());
            case "create" ->
                Optional.of(new Order.CreateObjects(body.isEmpty() ? Optional.empty() : Optional.of(options)));
            case "enable" -> Optional.of(new Order.EnableRule());
            case "disable" -> Optional.of(new Order.DisableRule());
            case "change-code" -> Optional.of(new Order.ChangeCode());
            case "remove" -> Optional.of(new Order.RemoveObjects());
            case "cancel" -> Optional.of(new Order.SignOut());
            default -> Optional.empty();
        };
    }

    private ApiResponse changed(SessionSecret secret, UnaryOperator<ConnectSession> change) throws IOException {
        Optional<ConnectSession> session = sessions.update(secret.id(), change);
        return session.isPresent() ? ApiResponse.json(200, view.of(session.get(), secret)) : noSession();
    }

    private static ApiResponse noSession() {
        return ApiResponse.problem(ApiException.notFound("There is no session. Press Connect first."));
    }

    /** What holds the routing code: only for a session that has it. */
    private ApiResponse values(String name, ConnectSession session, SessionSecret secret) {
        Optional<RoutingCode> code = session.tenant()
                .map(ShownTenant::routingCode)
                .flatMap(secret::open)
                .flatMap(RoutingCode::parse);
        if (code.isEmpty() || settings.stamp().isEmpty()) {
            return ApiResponse.problem(
                    ApiException.conflict("The values of your organisation are known after you have signed in."));
        }
        PlanOptions options = session.tenant().map(ShownTenant::options).orElse(PlanOptions.usual());
        if (name.equals("guide")) {
            return ApiResponse.json(
                    200, JSON.valueToTree(ManualGuide.of(settings.stamp().get(), code.get(), options)));
        }
        return ApiResponse.of(
                        200,
                        "application/octet-stream",
                        ConnectScript.text(settings.stamp().get(), code.get(), options, organization(session))
                                .getBytes(StandardCharsets.UTF_8))
                .with("Content-Disposition", "attachment; filename=\"connect-afterword.ps1\"");
    }

    private static Organization organization(ConnectSession session) {
        return new Organization(
                session.tenant()
                        .map(tenant -> tenant.initialDomain().isEmpty()
                                ? tenant.domains().getFirst()
                                : tenant.initialDomain())
                        .orElse(""),
                session.account().map(SignedInAccount::tenant));
    }

    private static byte[] file(String name) throws IOException {
        if (name.equals("look.css")) {
            return Look.css();
        }
        if (name.equals("icon.svg")) {
            return Look.icon();
        }
        try (InputStream file = ConnectApi.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("the program's file " + name + " is missing");
            }
            return file.readAllBytes();
        }
    }
}
