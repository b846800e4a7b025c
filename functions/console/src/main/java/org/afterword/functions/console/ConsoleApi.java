package org.afterword.functions.console;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.afterword.functions.console.connect.ConsoleAdministrator;
import org.afterword.functions.console.connect.ConsoleRequest;
import org.afterword.functions.console.connect.ConsoleSessions;
import org.afterword.functions.console.explain.Explanations;
import org.afterword.functions.console.http.AdminCaller;
import org.afterword.functions.console.http.AdminRequest;
import org.afterword.functions.console.http.AdminResource;
import org.afterword.functions.console.http.AdminResponse;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.people.People;
import org.afterword.functions.console.signatures.Previews;
import org.afterword.functions.console.signatures.Rules;
import org.afterword.functions.console.signatures.Templates;
import org.afterword.functions.console.tenants.Tenants;
import org.afterword.functions.console.tenants.Traces;
import org.afterword.functions.mail.signing.Fingerprints;
import org.afterword.storage.Stores;
import org.afterword.storage.port.PreconditionFailedException;
import org.afterword.storage.port.TooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of those who run this stamp, and of an organisation's administrators about their own. Safe for use
 * by several threads.
 *
 * <p>Whoever asks gets the same answers by the same code; an administrator for one tenant only, and changes from those
 * only who may make them.
 */
public final class ConsoleApi {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleApi.class);

    private final ConsoleSessions sessions;
    private final Tenants tenants;
    private final People people;
    private final Templates templates;
    private final Rules rules;
    private final Previews previews;
    private final Explanations explanations;
    private final Traces traces;

    /** @param traceKey for the keyed hashes of the trace, as the signing worker has it */
    public ConsoleApi(Stores stores, byte[] traceKey, ConsoleSessions sessions, InstantSource clock) {
        this.sessions = sessions;
        tenants = new Tenants(stores.tenants());
        people = new People(stores.people());
        templates = new Templates(stores.signatures());
        rules = new Rules(stores.signatures());
        previews = new Previews(stores);
        explanations = new Explanations(stores, tenants, clock);
        traces = new Traces(stores.traces(), new Fingerprints(traceKey));
    }

    /**
     * The answer for a browser in which an organisation's administrator has signed in on the page.
     *
     * @param address the whole URL of the request
     */
    public AdminResponse answerBySession(AdminRequest request, String address) {
        ConsoleRequest console = new ConsoleRequest(address, request.headers(), "");
        Optional<ConsoleAdministrator> administrator;
        try {
            administrator = sessions.administrator(console);
        } catch (IOException away) {
            LOG.warn("sessions cannot be read: {}", away.getClass().getName());
            return AdminResponse.problem(ApiException.away());
        }
        if (administrator.isEmpty()) {
            return AdminResponse.problem(ApiException.unknown());
        }
        if (!request.isGet() && !console.isOurs()) {
            return AdminResponse.problem(ApiException.forbidden(
                    "Another site's page sent this. A client of yours adds the header X-Afterword-Request: 1."));
        }
        return answer(
                new AdminCaller.Administrator(
                        administrator.get().tenant(), administrator.get().mayChange()),
                request);
    }

    /** The answer for somebody who is known, whatever goes wrong. */
    public AdminResponse answer(AdminCaller caller, AdminRequest request) {
        try {
            if (request.resource() != AdminResource.TENANTS) {
                checkScope(caller, request);
                tenants.known(request.tenantId());
            }
            return handle(caller, request);
        } catch (ApiException refused) {
            return AdminResponse.problem(refused);
        } catch (PreconditionFailedException stale) {
            return AdminResponse.problem(ApiException.stale());
        } catch (TooLargeException tooLarge) {
            return AdminResponse.problem(ApiException.tooLarge());
        } catch (IOException away) {
            LOG.warn("an administrator's request failed: {}", away.getClass().getName());
            return AdminResponse.problem(ApiException.away());
        }
    }

    private static void checkScope(AdminCaller caller, AdminRequest request) throws ApiException {
        switch (caller) {
            case AdminCaller.Operator operator -> {
                // All tenants are theirs.
            }
            case AdminCaller.Administrator administrator -> {
                if (!administrator.tenant().equals(request.tenantId())) {
                    throw ApiException.forbidden("You are signed in for another organisation.");
                }
                if (request.changes() && !administrator.mayChange()) {
                    throw ApiException.forbidden("Your account may look, but not change anything.");
                }
            }
        }
    }

    private AdminResponse handle(AdminCaller caller, AdminRequest request) throws ApiException, IOException {
        return switch (request.resource()) {
            case TENANTS ->
                switch (request.method()) {
                    case "GET" -> tenants.list(caller);
                    default -> throw ApiException.methodNotAllowed();
                };
            case TENANT ->
                switch (request.method()) {
                    case "GET" -> tenants.read(request);
                    case "PUT", "PATCH" -> tenants.change(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case PEOPLE ->
                switch (request.method()) {
                    case "GET" -> people.list(request);
                    case "POST" -> people.importAll(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case PERSON ->
                switch (request.method()) {
                    case "GET" -> people.read(request);
                    case "PUT" -> people.put(request);
                    case "DELETE" -> people.delete(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case TEMPLATES ->
                switch (request.method()) {
                    case "GET" -> templates.list(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case TEMPLATE ->
                switch (request.method()) {
                    case "GET" -> templates.read(request);
                    case "PUT" -> templates.put(request);
                    case "DELETE" -> templates.delete(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case RULES ->
                switch (request.method()) {
                    case "GET" -> rules.read(request);
                    case "PUT" -> rules.put(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case PREVIEW ->
                switch (request.method()) {
                    case "POST" -> previews.show(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case EXPLAIN ->
                switch (request.method()) {
                    case "POST" -> explanations.explain(request);
                    default -> throw ApiException.methodNotAllowed();
                };
            case TRACES ->
                switch (request.method()) {
                    case "GET" -> traces.list(request);
                    case "POST" -> traces.search(request);
                    default -> throw ApiException.methodNotAllowed();
                };
        };
    }
}
