package org.afterword.functions.app;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.afterword.storage.json.StoredJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET api/health}: whether the app has what it needs to work on mail, and what became of mail in this process. */
public final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Supplier<Map<String, Long>> counts;

    public Health() {
        this(() -> FunctionApp.current().worker().counts().all());
    }

    /** @param counts fails if there is no app that could count */
    Health(Supplier<Map<String, Long>> counts) {
        this.counts = counts;
    }

    @FunctionName("Health")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = HttpMethod.GET,
                            route = "health",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request,
            ExecutionContext context) {
        try {
            return answer(
                    request,
                    HttpStatus.OK,
                    StoredJson.text(new TreeMap<>(Map.of("status", "ok", "counts", counts.get()))));
        } catch (RuntimeException notReady) {
            LOG.error("the function app is not ready: {}", notReady.getMessage());
            return answer(request, HttpStatus.SERVICE_UNAVAILABLE, "{\"status\":\"not ready, see the log\"}");
        }
    }

    private static HttpResponseMessage answer(
            HttpRequestMessage<Optional<String>> request, HttpStatus status, String body) {
        return request.createResponseBuilder(status)
                .header("Content-Type", "application/json")
                .body(body)
                .build();
    }
}
