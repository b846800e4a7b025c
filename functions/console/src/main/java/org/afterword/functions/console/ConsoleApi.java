package org.afterword.functions.console;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.afterword.functions.console.connect.ConnectApi;
import org.afterword.functions.console.explain.Explanations;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.console.http.Caller;
import org.afterword.functions.console.http.Right;
import org.afterword.functions.console.http.RouteTable;
import org.afterword.functions.console.people.People;
import org.afterword.functions.console.session.ConsoleSessions;
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
 * Answers the requests of those who run this stamp, of an organisation's administrators about their own, and of anybody
 * who connects an organisation. Safe for use by several threads.
 *
 * <p>There are three ways in, and one {@link RouteTable} behind them. Operators have a function key, which the host
 * demands before our code runs; administrators have a session, for which the host has no word, so their addresses are
 * others ({@code console/tenants}), which anybody may call. Whoever asks gets the same answers by the same code; an
 * administrator for one tenant only, and changes from those only who may make them.
 */
public final class ConsoleApi {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleApi.class);
    /** As host.json has it. */
    private static final String ROUTE_PREFIX = "/api/";

    private static final String BY_SESSION = ROUTE_PREFIX + "console/";

    private final ConsoleSessions sessions;
    private final Tenants tenants;
    private final RouteTable all;
    private final RouteTable forEverybody;
    private final RouteTable forTheKnown;

    /** @param traceKey for the keyed hashes of the trace, as the signing worker has it */
    public ConsoleApi(
            Stores stores, byte[] traceKey, ConsoleSessions sessions, ConnectApi connect, InstantSource clock) {
        this.sessions = sessions;
        tenants = new Tenants(stores.tenants());
        all = new Routes(
                        tenants,
                        new People(stores.people()),
                        new Templates(stores.signatures()),
                        new Rules(stores.signatures()),
                        new Previews(stores),
                        new Explanations(stores, tenants, clock),
                        new Traces(stores.traces(), new Fingerprints(traceKey)),
                        connect)
                .table();
        forEverybody = all.where(right -> right == Right.NONE);
        forTheKnown = all.where(right -> right != Right.NONE);
    }

    /** All that can be asked for here. */
    public RouteTable routes() {
        return all;
    }

    /** The answer for somebody who brought a function key, which the host has checked. */
    public ApiResponse answerOperator(ApiRequest request) {
        return safely(request, () -> answer(forTheKnown, ROUTE_PREFIX, request.from(new Caller.Operator())));
    }

    /** The answer for a browser, in which an organisation's administrator has signed in or not. */
    public ApiResponse answerAdministrator(ApiRequest request) {
        return safely(request, () -> {
            Optional<Caller.Administrator> administrator = sessions.administrator(request);
            if (administrator.isEmpty()) {
                throw ApiException.unauthenticated();
            }
            if (!request.isGet() && !request.isOurs()) {
                throw ApiException.forbidden(
                        "Another site's page sent this. A client of yours adds the header X-Afterword-Request: 1.");
            }
            return answer(forTheKnown, BY_SESSION, request.from(administrator.get()));
        });
    }

    /** The answer for somebody of whom nothing is asked. */
    public ApiResponse answerAnybody(ApiRequest request) {
        return safely(request, () -> answer(forEverybody, ROUTE_PREFIX, request));
    }

    private ApiResponse answer(RouteTable table, String prefix, ApiRequest request) throws ApiException, IOException {
        return switch (table.find(request.method(), pathBelow(prefix, request))) {
            case RouteTable.Match.Found found -> {
                ApiRequest routed = request.with(found.parameters());
                checkTenant(routed);
                found.route().right().demand(routed.caller());
                yield found.route().handler().answer(routed);
            }
            case RouteTable.Match.WrongMethod wrong -> {
                checkTenant(request.with(wrong.parameters()));
                yield ApiResponse.problem(ApiException.methodNotAllowed()).with("Allow", wrong.allow());
            }
            case RouteTable.Match.NotFound notFound -> throw ApiException.notFound("There is nothing at this address.");
        };
    }

    private static String pathBelow(String prefix, ApiRequest request) {
        String path = request.path();
        return path.regionMatches(true, 0, prefix, 0, prefix.length()) ? path.substring(prefix.length()) : "";
    }

    /**
     * Looks at the tenant of the address, if it names one.
     *
     * @throws ApiException 403 if it is not the caller's, 404 if this stamp does not have it
     */
    private void checkTenant(ApiRequest request) throws ApiException, IOException {
        if (!request.parameters().containsKey("tenant")) {
            return;
        }
        if (request.caller() instanceof Caller.Administrator administrator
                && !administrator.tenant().equals(request.tenantId())) {
            throw ApiException.forbidden("You are signed in for another organisation.");
        }
        tenants.known(request.tenantId());
    }

    /** What a request comes to, if all goes well. */
    private interface Answer {
        ApiResponse make() throws ApiException, IOException;
    }

    /** An answer, whatever goes wrong; nothing of what went wrong but its kind is told or logged. */
    private static ApiResponse safely(ApiRequest request, Answer answer) {
        try {
            return answer.make();
        } catch (ApiException refused) {
            return ApiResponse.problem(refused);
        } catch (PreconditionFailedException stale) {
            return ApiResponse.problem(ApiException.stale());
        } catch (TooLargeException tooLarge) {
            return ApiResponse.problem(ApiException.tooLarge());
        } catch (IOException unavailable) {
            LOG.warn("a store did not answer: {}", unavailable.getClass().getName());
            return ApiResponse.problem(ApiException.unavailable());
        } catch (RuntimeException fault) {
            // Its message may repeat what the request held; where it came from says enough.
            StackTraceElement[] trace = fault.getStackTrace();
            LOG.error(
                    "a {} request failed: {} at {}",
                    request.method(),
                    fault.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
            return ApiResponse.problem(ApiException.internal());
        }
    }
}
