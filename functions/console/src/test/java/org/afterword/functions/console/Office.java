package org.afterword.functions.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.afterword.engine.message.MailAddress;
import org.afterword.engine.model.Person;
import org.afterword.engine.model.SignatureRule;
import org.afterword.engine.model.SignatureTemplate;
import org.afterword.engine.model.SigningRules;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.session.ConsoleSessions;
import org.afterword.functions.onboarding.ConnectSettings;
import org.afterword.functions.onboarding.session.SessionSecret;
import org.afterword.functions.onboarding.session.Sessions;
import org.afterword.functions.onboarding.session.SignedInAccount;
import org.afterword.process.settings.SettingsReader;
import org.afterword.storage.fake.InMemoryOnboardingStore;
import org.afterword.storage.fake.InMemoryStores;
import org.afterword.storage.port.Precondition;
import org.afterword.storage.tenant.SmtpEndpoint;
import org.afterword.storage.tenant.Tenant;
import org.afterword.storage.tenant.TenantId;

/** The interface over stores in the heap, with two tenants, and somebody who asks it. */
public final class Office {
    public static final TenantId CONTOSO = TenantId.of("c0a80101-0000-4000-8000-000000000001");
    public static final TenantId FABRIKAM = TenantId.of("fab00000-0000-4000-8000-000000000002");
    public static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    public static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final ObjectMapper JSON = new ObjectMapper();

    public final InMemoryStores stores = new InMemoryStores();
    final InMemoryOnboardingStore onboarding = new InMemoryOnboardingStore();
    private SessionSecret secret = SessionSecret.create();
    public final ConsoleApi api = new ConsoleApi(
            stores.stores(),
            "0123456789abcdef".getBytes(StandardCharsets.UTF_8),
            new ConsoleSessions(onboarding, () -> NOW),
            new ConnectApi(ConnectSettings.from(new SettingsReader(Map.of())), onboarding, stores.traces(), () -> NOW),
            () -> NOW);

    public Office() throws IOException {
        tenant(CONTOSO, "Contoso", "contoso.example", "a");
        tenant(FABRIKAM, "Fabrikam", "fabrikam.example", "b");
    }

    private void tenant(TenantId id, String name, String domain, String code) throws IOException {
        stores.tenants()
                .put(new Tenant(
                        id,
                        name,
                        Tenant.State.CONNECTED,
                        Set.of(domain),
                        code,
                        new SmtpEndpoint("mail." + domain, 25)));
    }

    /** Stores Anna, a template with her name, and a rule for everybody. */
    public Office furnished() throws IOException {
        stores.people()
                .put(
                        CONTOSO,
                        new Person(
                                MailAddress.of("anna@contoso.example"),
                                Map.of("displayName", "Anna Keller", "mail", "anna@contoso.example")));
        stores.signatures()
                .putTemplate(
                        CONTOSO,
                        SignatureTemplate.of("full", "<p>{{displayName}}, Contoso</p>", Optional.empty(), List.of()),
                        new Precondition.Any());
        stores.signatures()
                .putRules(
                        CONTOSO,
                        SigningRules.of(List.of(SignatureRule.of("all", "Everybody", "full"))),
                        new Precondition.Any());
        return this;
    }

    /** A session in which somebody of Contoso has signed in. */
    Office signedIn(boolean mayChange) throws IOException {
        Sessions sessions = new Sessions(onboarding);
        sessions.signIn(secret, NOW);
        sessions.update(
                secret.id(),
                session -> session.signedIn(
                        new SignedInAccount("admin@contoso.example", CONTOSO, mayChange, Optional.of(NOW))));
        secret = sessions.enter(secret).orElseThrow().secret();
        return this;
    }

    /** A request that is yet to be sent. For use by one thread. */
    public final class Asked {
        private final String method;
        private final String template;
        private final String item;
        private final Map<String, String> headers = new TreeMap<>();
        private final Map<String, String> query = new HashMap<>();
        private String tenant = CONTOSO.toString();
        private String body = "";

        private Asked(String method, String template, String item) {
            this.method = method;
            this.template = template;
            this.item = item;
            headers.put("content-type", "application/json");
        }

        public Asked of(String other) {
            tenant = other;
            return this;
        }

        public Asked header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        public Asked match(String etag) {
            return header("if-match", etag);
        }

        public Asked absent() {
            return header("if-none-match", "*");
        }

        public Asked query(String name, String value) {
            query.put(name, value);
            return this;
        }

        public Asked body(String text) {
            body = text;
            return this;
        }

        private ApiRequest request(String below) {
            String path = template.replace("{tenant}", encoded(tenant)).replaceFirst("\\{\\w+}", encoded(item));
            return ApiRequest.of(method, URI.create("https://stamp.example" + below + path), query, headers, body);
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        public Told byOperator() {
            return new Told(api.answerOperator(request("/api/")));
        }

        public Told byAnybody() {
            return new Told(api.answerAnybody(request("/api/")));
        }

        /** As a browser of this page would send it. */
        public Told bySession() {
            headers.put("cookie", "__Host-afterword-connect=" + secret.cookie());
            headers.put("x-afterword-request", "1");
            return byCookieAlone();
        }

        public Told byCookieAlone() {
            headers.put("cookie", "__Host-afterword-connect=" + secret.cookie());
            return new Told(api.answerAdministrator(request("/api/console/")));
        }
    }

    /** What was answered. */
    public record Told(ApiResponse response) {
        public int status() {
            return response.status();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException noJson) {
                throw new AssertionError("not JSON: " + text(), noJson);
            }
        }

        public String etag() {
            return String.valueOf(response.headers().get("ETag"));
        }

        /** Which fields are named, each once. */
        public List<String> pointers() {
            return json().findValuesAsText("pointer").stream().distinct().toList();
        }
    }

    /** @param template a route's, of which the parameters are filled in */
    public Asked ask(String method, String template) {
        return new Asked(method, template, "");
    }

    public Asked ask(String method, String template, String item) {
        return new Asked(method, template, item);
    }
}
