package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatusType;
import java.util.Locale;
import java.util.Optional;
import org.afterword.functions.console.http.AdminCaller;
import org.afterword.functions.console.http.AdminRequest;
import org.afterword.functions.console.http.AdminResource;
import org.afterword.functions.console.http.AdminResponse;

/**
 * Between the host's requests and those of administrators.
 *
 * <p>Operators come with a function key, which the host demands before our code runs. An organisation's administrators
 * come with the session of the page, for which the host has no word; so their addresses are others, which anybody may
 * call, and behind those the session is looked at first. What then answers is the same. The operators' addresses do not
 * begin with {@code admin}, since the host keeps those for itself.
 */
final class AdminHttp {
    private AdminHttp() {}

    /** For a request that the host has let through with a function key. */
    static HttpResponseMessage operator(
            HttpRequestMessage<Optional<String>> request, AdminResource resource, String tenant, String item) {
        return answer(
                request,
                FunctionApp.current()
                        .admin()
                        .answer(new AdminCaller.Operator(), received(request, resource, tenant, item)));
    }

    /** For a request that anybody may have sent. */
    static HttpResponseMessage administrator(
            HttpRequestMessage<Optional<String>> request, AdminResource resource, String tenant, String item) {
        return answer(
                request,
                FunctionApp.current()
                        .admin()
                        .answerBySession(received(request, resource, tenant, item), String.valueOf(request.getUri())));
    }

    private static AdminRequest received(
            HttpRequestMessage<Optional<String>> request, AdminResource resource, String tenant, String item) {
        return new AdminRequest(
                resource,
                request.getHttpMethod().toString().toUpperCase(Locale.ROOT),
                request.getUri().getRawPath(),
                tenant,
                item,
                request.getQueryParameters(),
                RequestHeaders.of(request),
                request.getBody().orElse(""));
    }

    static HttpResponseMessage answer(HttpRequestMessage<?> request, AdminResponse response) {
        HttpResponseMessage.Builder builder = request.createResponseBuilder(HttpStatusType.custom(response.status()));
        response.headers().forEach(builder::header);
        return builder.body(response.body()).build();
    }
}
