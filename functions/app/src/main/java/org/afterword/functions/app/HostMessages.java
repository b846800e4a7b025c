package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatusType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.afterword.functions.console.ConsoleApi;
import org.afterword.functions.console.http.ApiException;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;
import org.afterword.functions.mail.capacity.ProcessHealth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the host's requests and ours.
 *
 * <p>A trigger takes all paths below its first segment and each method that we know of. What there is no route for is so
 * answered by our table, with {@code Allow} where it was the method; the host itself would answer 404 to both
 * (azure-functions-host#10098). The path is read from the address and not by {@code @BindingName}: for an empty rest of a
 * route the host sends no value, and the Java worker then refuses to call the function (azure-functions-java-worker#293).
 * No two triggers fit the same address, since the host does not ask which route fits best but takes the first one
 * (azure-functions-host#9876). None begins with {@code admin} or {@code runtime}, which the host keeps for itself.
 */
final class HostMessages {
    private static final Logger LOG = LoggerFactory.getLogger(HostMessages.class);

    private static final String NOT_STARTED =
            "The function app has not started yet; its log says why. Try again in a minute.";

    private HostMessages() {}

    static HttpResponseMessage answered(
            HttpRequestMessage<Optional<String>> request,
            Supplier<AppStart.State<ConsoleApi>> api,
            BiFunction<ConsoleApi, ApiRequest, ApiResponse> way) {
        ApiResponse response = answer(request, api, way);
        HttpResponseMessage.Builder builder = request.createResponseBuilder(HttpStatusType.custom(response.status()));
        response.headers().forEach(builder::header);
        return builder.body(response.body()).build();
    }

    /** An answer, whatever goes wrong before there is one: the host would tell what kind of fault it was. */
    private static ApiResponse answer(
            HttpRequestMessage<Optional<String>> request,
            Supplier<AppStart.State<ConsoleApi>> api,
            BiFunction<ConsoleApi, ApiRequest, ApiResponse> way) {
        try {
            ApiRequest asked = ApiRequest.of(
                    request.getHttpMethod().toString().toUpperCase(Locale.ROOT),
                    request.getUri(),
                    request.getQueryParameters(),
                    headers(request),
                    request.getBody().orElse(""));
            return switch (api.get()) {
                case AppStart.Ready<ConsoleApi>(ConsoleApi there) -> way.apply(there, asked);
                case AppStart.NotYet<ConsoleApi> notYet -> ApiResponse.problem(ApiException.unavailable(NOT_STARTED));
            };
        } catch (Error error) {
            ProcessHealth.examine(error);
            LOG.error("a request ended with an error: {}", error.getClass().getName());
            return ApiResponse.problem(ApiException.internal());
        } catch (RuntimeException fault) {
            StackTraceElement[] trace = fault.getStackTrace();
            LOG.error(
                    "a request could not be taken: {} at {}",
                    fault.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
            return ApiResponse.problem(ApiException.internal());
        }
    }

    /** By their names in lower case; the host gives them in any. */
    private static Map<String, String> headers(HttpRequestMessage<?> request) {
        Map<String, String> headers = new TreeMap<>();
        request.getHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }
}
