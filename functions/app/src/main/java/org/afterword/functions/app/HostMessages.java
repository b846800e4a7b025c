package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatusType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.afterword.functions.console.http.ApiRequest;
import org.afterword.functions.console.http.ApiResponse;

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
    private HostMessages() {}

    static HttpResponseMessage answered(
            HttpRequestMessage<Optional<String>> request, Function<ApiRequest, ApiResponse> api) {
        ApiResponse response = api.apply(ApiRequest.of(
                request.getHttpMethod().toString().toUpperCase(Locale.ROOT),
                request.getUri(),
                request.getQueryParameters(),
                headers(request),
                request.getBody().orElse("")));
        HttpResponseMessage.Builder builder = request.createResponseBuilder(HttpStatusType.custom(response.status()));
        response.headers().forEach(builder::header);
        return builder.body(response.body()).build();
    }

    /** By their names in lower case; the host gives them in any. */
    private static Map<String, String> headers(HttpRequestMessage<?> request) {
        Map<String, String> headers = new TreeMap<>();
        request.getHeaders().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }
}
