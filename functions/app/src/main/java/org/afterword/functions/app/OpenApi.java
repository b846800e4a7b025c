package org.afterword.functions.app;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import java.util.Optional;
import java.util.function.Supplier;
import org.afterword.functions.console.ConsoleApi;

/** {@code api/openapi.json}: what can be asked over HTTP. */
public final class OpenApi {
    private final Supplier<AppStart.State<ConsoleApi>> api;

    public OpenApi() {
        this(() -> FunctionApp.current(FunctionApp::console));
    }

    OpenApi(Supplier<AppStart.State<ConsoleApi>> api) {
        this.api = api;
    }

    @FunctionName("OpenApi")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {HttpMethod.GET, HttpMethod.HEAD},
                            route = "openapi.json",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return HostMessages.answered(request, api, ConsoleApi::answerAnybody);
    }
}
