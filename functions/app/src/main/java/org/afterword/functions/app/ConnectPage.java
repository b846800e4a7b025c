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

/** {@code api/connect} and below: the page on which a tenant is connected, and its interface. */
public final class ConnectPage {
    private final Supplier<AppStart.State<ConsoleApi>> api;

    public ConnectPage() {
        this(() -> FunctionApp.current(FunctionApp::console));
    }

    ConnectPage(Supplier<AppStart.State<ConsoleApi>> api) {
        this.api = api;
    }

    @FunctionName("ConnectPage")
    public HttpResponseMessage run(
            @HttpTrigger(
                            name = "request",
                            methods = {
                                HttpMethod.GET,
                                HttpMethod.HEAD,
                                HttpMethod.POST,
                                HttpMethod.PUT,
                                HttpMethod.PATCH,
                                HttpMethod.DELETE,
                                HttpMethod.OPTIONS
                            },
                            route = "connect/{*path}",
                            authLevel = AuthorizationLevel.ANONYMOUS)
                    HttpRequestMessage<Optional<String>> request) {
        return HostMessages.answered(request, api, ConsoleApi::answerAnybody);
    }
}
