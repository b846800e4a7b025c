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

/** {@code api/tenants} and below: for those who run the stamp, and bring a function key. */
public final class OperatorApi {
    private final Supplier<AppStart.State<ConsoleApi>> api;

    public OperatorApi() {
        this(() -> FunctionApp.current(FunctionApp::console));
    }

    OperatorApi(Supplier<AppStart.State<ConsoleApi>> api) {
        this.api = api;
    }

    @FunctionName("OperatorApi")
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
                            route = "tenants/{*path}",
                            authLevel = AuthorizationLevel.FUNCTION)
                    HttpRequestMessage<Optional<String>> request) {
        return HostMessages.answered(request, api, ConsoleApi::answerOperator);
    }
}
